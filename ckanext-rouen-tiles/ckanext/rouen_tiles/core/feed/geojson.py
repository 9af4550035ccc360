"""GeoJSON (RFC 7946): a row for each feature, its properties as columns beside `id` and `geometry`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .rows import Answer


def knows(document: Any) -> bool:
    """Whether this is a collection of features."""
    return isinstance(document, Mapping) and document.get("type") == "FeatureCollection"


def read(documents: Mapping[str, Any]) -> Answer:
    """A row for each feature."""
    return Answer([_row(feature) for feature in documents["first"]["features"]])


def _row(feature: Mapping[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    return {"id": feature.get("id"), **properties, "geometry": feature.get("geometry")}
