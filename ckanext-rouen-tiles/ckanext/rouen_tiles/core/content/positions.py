"""Longitude and latitude, as tables write them: WGS 84, longitude first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

LONGITUDES, LATITUDES = 180, 90
#: A decimetre: no public place is known any finer.
DECIMALS = 6

#: Mainland France: west, east, south, north.
_FRANCE = (-5.5, 10, 41, 51.5)
_NUMBER = r"-?\d+(?:\.\d+)?"
_PAIR = re.compile(
    rf"\s*\[?\s*({_NUMBER})\s*[,; ]\s*({_NUMBER})\s*\]?\s*"
    rf"|\s*(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})?\s*\)\s*",
    re.IGNORECASE,
)
#: Decimal commas: what parts the two is then no comma.
_COMMAS = re.compile(r"\s*\[?\s*(-?\d+,\d+)\s*(?:;|\s)\s*(-?\d+,\d+)\s*\]?\s*")


def number(value: Any) -> int | float | None:
    """A finite number, with a decimal point or comma."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(re.sub(r"\s", "", str(value)).replace(",", "."))
    except InvalidOperation:
        return None
    as_float = float(found) if found.is_finite() else math.inf
    if math.isinf(as_float):
        return None
    return int(found) if as_float.is_integer() and abs(as_float) < 2**53 else as_float


def position(values: Iterable[Any]) -> list[float] | None:
    """Longitude and latitude, six decimals; None when they are no place, as where the equator meets Greenwich.

    Two that lie off Somalia, and in France the other way round, were exchanged: they are put right.
    """
    found = [number(value) for value in values]
    if len(found) != 2 or found[0] is None or found[1] is None:  # noqa: PLR2004
        return None
    longitude, latitude = float(found[0]), float(found[1])
    if not math.isfinite(longitude + latitude) or abs(longitude) > LONGITUDES or abs(latitude) > LATITUDES:
        return None
    if _in_france(latitude, longitude):
        longitude, latitude = latitude, longitude
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)] if longitude or latitude else None


def pair(value: Any) -> list[float] | None:
    """`[1.09, 49.44]`, as text or as a list, `1,09 ; 49,44`, `POINT (1.09 49.44)`, and a point of GeoJSON."""
    if isinstance(value, Mapping) and value.get("type") == "Point":
        return pair(value.get("coordinates"))
    if isinstance(value, (list, tuple)):
        return position(value[:2])
    text = "" if value is None else str(value)
    match = _PAIR.fullmatch(text) or _COMMAS.fullmatch(text)
    return position(part for part in match.groups() if part) if match else None


def _in_france(longitude: float, latitude: float) -> bool:
    west, east, south, north = _FRANCE
    return west <= longitude <= east and south <= latitude <= north
