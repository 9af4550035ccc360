"""Building the register from its sources: the npm package `@etalab/decoupage-administratif` and contours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .territory import METROPOLE_SIREN, Commune, RegisterError, check_register

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]

#: How finely a contour is searched for an inner point when its centroid lies outside.
_GRID = 20


@dataclass(frozen=True)
class Vintage:
    """What the package does not say itself: the year its populations are of, and the day its members are members."""

    population_year: int
    day: date


def build_register(
    communes: Sequence[Mapping[str, Any]],
    epcis: Sequence[Mapping[str, Any]],
    *,
    vintage: Vintage,
    known: Mapping[str, Commune],
    centres: Mapping[str, Point],
) -> list[Commune]:
    """The new register: members as `communes.json` and `epci.json` of the package say.

    The populations are those of `communes.json`: `epci.json` carries another vintage, never to be mixed with it.
    A commune that was `known` keeps its dates; one that is no longer a member ends on the day of the vintage.
    `centres` are (latitude, longitude) by INSEE code; a known commune without one keeps its own.
    """
    current = {row["code"]: row for row in communes if row["type"] == "commune-actuelle"}
    members = [current[member["code"]] for member in _metropole(epcis)["membres"]]
    built = [_member(row, vintage, known, centres) for row in members]
    codes = {commune.insee for commune in built}
    built += [_former(commune, vintage.day) for code, commune in known.items() if code not in codes]
    check_register(built)
    return sorted(built, key=lambda commune: commune.insee)


def former_codes_of(communes: Sequence[Mapping[str, Any]], members: Iterable[Commune]) -> dict[str, str]:
    """The code of today by that of each commune that was merged into a member (`anciensCodes` of `communes.json`)."""
    codes = {commune.insee for commune in members}
    current = (row for row in communes if row["type"] == "commune-actuelle" and row["code"] in codes)
    return dict(sorted((former, row["code"]) for row in current for former in row.get("anciensCodes", ())))


def contour_centres(geojson: Mapping[str, Any]) -> dict[str, Point]:
    """A point inside each contour, (latitude, longitude) by INSEE code (`code` or `code_insee`)."""
    centres = {}
    for feature in geojson["features"]:
        properties = feature["properties"]
        code = properties.get("code_insee") or properties["code"]
        centres[code] = inner_point(_largest_ring(feature["geometry"]))
    return centres


def inner_point(ring: Ring) -> Point:
    """(latitude, longitude) of the centroid of a contour or, where that lies outside, of its nearest grid point."""
    longitude, latitude = _centroid(ring)
    if is_inside(longitude, latitude, ring):
        return round(latitude, 5), round(longitude, 5)
    inside = [point for point in _grid(ring) if is_inside(*point, ring)]
    if not inside:
        raise RegisterError("a contour too thin to find a point inside")
    x, y = min(inside, key=lambda point: (point[0] - longitude) ** 2 + (point[1] - latitude) ** 2)
    return round(y, 5), round(x, 5)


def is_inside(x: float, y: float, ring: Ring) -> bool:
    """Whether a point is inside a ring (even-odd rule)."""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def _metropole(epcis: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    for epci in epcis:
        if epci["code"] == METROPOLE_SIREN:
            return epci
    raise RegisterError(f"no EPCI {METROPOLE_SIREN} in the package")


def _member(
    row: Mapping[str, Any], vintage: Vintage, known: Mapping[str, Commune], centres: Mapping[str, Point]
) -> Commune:
    before = known.get(row["code"])
    centre = centres.get(row["code"]) or (before and (before.latitude, before.longitude))
    if not centre:
        raise RegisterError(f"{row['code']}: no centre; give the contours")
    return Commune(
        insee=row["code"],
        name=row["nom"],
        siren=row["siren"],
        postcodes=tuple(row["codesPostaux"]),
        population=row["population"],
        population_year=vintage.population_year,
        latitude=centre[0],
        longitude=centre[1],
        valid_from=before.valid_from if before else vintage.day,
    )


def _former(commune: Commune, day: date) -> Commune:
    return commune if commune.valid_to else replace(commune, valid_to=day)


def _largest_ring(geometry: Mapping[str, Any]) -> Ring:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings: list[Ring] = [polygon[0][:-1] for polygon in polygons]
    return max(rings, key=lambda ring: abs(_signed_area(ring)))


def _signed_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _centroid(ring: Ring) -> Point:
    """The centroid of the surface, (longitude, latitude); coordinates are taken from the first corner for precision."""
    x0, y0 = ring[0]
    local = [(x - x0, y - y0) for x, y in ring]
    pairs = list(zip(local, [*local[1:], local[0]], strict=True))
    area = _signed_area(local)
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    return x + x0, y + y0


def _grid(ring: Ring) -> list[Point]:
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    steps = [(step + 0.5) / _GRID for step in range(_GRID)]
    return [(west + (east - west) * i, south + (north - south) * j) for i in steps for j in steps]
