"""Contours of communes and courses of rivers, read from GeoJSON and made as fine as a map of the territory needs."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Point = tuple[float, float]
Line = tuple[Point, ...]

#: How far a line may pass from the points that are left out of it, in degrees: some thirty metres.
_TOLERANCE = 0.0003
#: Points that a line needs to be a surface, its end included.
_SURFACE_POINTS = 4
#: Where the names of GeoJSON files put the INSEE code.
_CODES = ("code_insee", "code", "insee", "INSEE_COM")
_DECIMALS = 5


class Kind(StrEnum):
    """What a shape stands for."""

    COMMUNE = "commune"
    RIVER = "river"


class ContoursError(ValueError):
    """A file that holds no shapes that the map can draw; `code` says why, `detail` which."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Shape:
    """The lines of one commune (closed: `code` is its INSEE code) or river, as (longitude, latitude)."""

    kind: Kind
    code: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Joined:
    """The contours of a file that are those of communes, the communes that it lacks, the codes that are none."""

    shapes: tuple[Shape, ...]
    missing: tuple[str, ...]
    others: tuple[str, ...]


def read_contours(geojson: Mapping[str, Any], communes: Collection[str]) -> Joined:
    """The contours of a GeoJSON file, joined to the communes by their INSEE code. Raises ContoursError."""
    found: dict[str, list[Line]] = {}
    others = []
    for feature in _features(geojson):
        code = _code(feature)
        if code not in communes:
            others.append(code)
            continue
        found.setdefault(code, []).extend(_surfaces(feature["geometry"], code))
    if not found:
        raise ContoursError("no-commune")
    shapes = tuple(Shape(Kind.COMMUNE, code, tuple(lines)) for code, lines in sorted(found.items()))
    return Joined(shapes, tuple(sorted(set(communes) - set(found))), tuple(others))


def read_rivers(geojson: Mapping[str, Any]) -> tuple[Shape, ...]:
    """The lines of a GeoJSON file, surfaces by their edge. Raises ContoursError."""
    shapes = []
    for number, feature in enumerate(_features(geojson), start=1):
        name = str(number)
        lines = tuple(_checked(line, name) for line in _parts(feature["geometry"], name))
        shapes.append(Shape(Kind.RIVER, name, tuple(simplified(line) for line in lines)))
    if not shapes:
        raise ContoursError("no-line")
    return tuple(shapes)


def simplified(line: Line) -> Line:
    """A line without the points that it passes near anyway (Douglas and Peucker, 1973)."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:  # noqa: PLR2004 — nothing lies between neighbours
            continue
        far = max(range(first + 1, last), key=lambda index: _distance(line[index], line[first], line[last]))
        if _distance(line[far], line[first], line[last]) > _TOLERANCE:
            keep.add(far)
            waiting += [(first, far), (far, last)]
    return tuple(line[index] for index in sorted(keep))


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the segment between two others."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x**2 + along_y**2
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(point[0] - start[0] - share * along_x, point[1] - start[1] - share * along_y)


def _features(geojson: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    features = geojson.get("features") if isinstance(geojson, Mapping) else None
    if not isinstance(features, list):
        raise ContoursError("not-geojson")
    for feature in features:
        if not isinstance(feature, Mapping) or not isinstance(feature.get("geometry"), Mapping):
            raise ContoursError("not-geojson")
        yield feature


def _code(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties") or {}
    return next((str(properties[name]) for name in _CODES if properties.get(name)), "")


def _surfaces(geometry: Mapping[str, Any], code: str) -> Iterator[Line]:
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ContoursError("not-a-surface", code)
    for ring in _parts(geometry, code):
        line = _checked(ring, code)
        fine = simplified(line)
        yield fine if len(fine) >= _SURFACE_POINTS else line


def _parts(geometry: Mapping[str, Any], code: str) -> list[Any]:
    """The lines of a geometry, whatever their number of levels. Raises ContoursError for points."""
    levels = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
    if geometry.get("type") not in levels:
        raise ContoursError("not-a-line", code)
    parts: list[Any] = [geometry.get("coordinates")]
    for _ in range(levels[geometry["type"]]):
        if not all(isinstance(part, list) for part in parts):
            raise ContoursError("not-geojson", code)
        parts = [inner for part in parts for inner in part]
    return parts


def _checked(line: Any, code: str) -> Line:
    """A line in degrees; one in metres is told: its file is in another projection."""
    try:
        points = tuple((round(float(point[0]), _DECIMALS), round(float(point[1]), _DECIMALS)) for point in line)
    except (TypeError, ValueError, IndexError) as error:
        raise ContoursError("not-geojson", code) from error
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        raise ContoursError("not-geojson", code)
    if any(abs(x) > 180 or abs(y) > 90 for x, y in points):  # noqa: PLR2004 — degrees
        raise ContoursError("not-degrees", code)
    return points
