"""Geometries of GeoJSON (RFC 7946), given as GeoJSON or as well-known text: longitude first, six decimals."""

from __future__ import annotations

import re
from typing import Any

from .cells import geometry
from .positions import position

#: How deep the positions lie in `coordinates`.
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
#: Positions that the innermost list needs: a line has two, the ring of a surface four.
_LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
_WKT = re.compile(r"\s*(?:SRID=4326;)?\s*([A-Z]+)\s*(?:Z\s*)?\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
_NAMES = {name.upper(): name for name in _DEPTHS}


class _NoShape(Exception):
    """Not a geometry that a map can draw."""


def shape_of(value: Any) -> dict[str, Any] | None:
    """The geometry of a cell; None when it is none."""
    found = geometry(value) or (_well_known(value) if isinstance(value, str) else None)
    if not isinstance(found, dict) or found.get("type") not in _DEPTHS:
        return None
    kind = found["type"]
    try:
        return {"type": kind, "coordinates": _checked(found.get("coordinates"), _DEPTHS[kind], _LEAST.get(kind, 1))}
    except _NoShape:
        return None


def first_point(shape: dict[str, Any]) -> list[float]:
    """A position of the geometry: the one in the middle of its first line."""
    found = shape["coordinates"]
    while isinstance(found[0], list):
        found = found[len(found) // 2] if not isinstance(found[0][0], list) else found[0]
    return list(found)


def _checked(value: Any, depth: int, least: int) -> Any:
    if not isinstance(value, (list, tuple)) or not value:
        raise _NoShape
    if depth == 0:
        found = position(value[:2])
        if found is None:
            raise _NoShape
        return found
    if depth == 1 and len(value) < least:
        raise _NoShape
    return [_checked(inner, depth - 1, least) for inner in value]


def _well_known(text: str) -> dict[str, Any] | None:
    """`LINESTRING (1.09 49.44, 1.10 49.45)` as GeoJSON."""
    match = _WKT.fullmatch(text)
    kind = _NAMES.get(match[1].upper()) if match else None
    if match is None or kind is None:
        return None
    return {"type": kind, "coordinates": _nested(match[2], _DEPTHS[kind])}


def _nested(text: str, depth: int) -> Any:
    if depth == 0:
        return text.split()
    if depth == 1:
        return [part.strip(" ()").split() for part in text.split(",")]
    inner = re.findall(r"\(((?:[^()]|\([^()]*\))*)\)", text)
    return [_nested(part, depth - 1) for part in inner]
