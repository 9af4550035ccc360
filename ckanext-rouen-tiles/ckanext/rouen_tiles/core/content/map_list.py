"""Places on a map or in a list: RFC 7946 features."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ..tile.document import ColumnMap
from .rows import Row

_YES, _NO = {"oui", "yes", "true", "1", "vrai"}, {"non", "no", "false", "0", "faux"}
_TEXTS = ("category", "hours", "phone")


def features(rows: Iterable[Row], columns: ColumnMap, sort: str | None) -> tuple[list[dict[str, Any]], int]:
    """The features of these rows, in order, and how many rows had no usable coordinates."""
    found = [_feature(row, columns) for row in rows]
    usable = [feature for feature in found if feature is not None]
    usable.sort(key=lambda feature: _order(feature, sort or "title"))
    return usable, len(found) - len(usable)


def collection(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The FeatureCollection of these features."""
    return {"type": "FeatureCollection", "features": items}


def _feature(row: Row, columns: ColumnMap) -> dict[str, Any] | None:
    point = _point(row, columns.point)
    if point is None:
        return None
    feature: dict[str, Any] = {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}}
    identifier = _text(row.get(columns.id)) if columns.id else None
    if identifier:
        feature["id"] = identifier
    feature["properties"] = {name: value for name, value in _properties(row, columns).items() if value is not None}
    return feature


def _properties(row: Row, columns: ColumnMap) -> dict[str, Any]:
    address = " ".join(filter(None, (_text(row.get(name)) for name in columns.address)))
    texts = {name: _text(row.get(getattr(columns, name))) for name in _TEXTS if getattr(columns, name)}
    return {
        "title": _text(row.get(columns.title)),
        "address": address or None,
        **texts,
        "url": _link(row.get(columns.url)) if columns.url else None,
        "accessible": _boolean(row.get(columns.accessible)) if columns.accessible else None,
        "facets": _named(row, columns.facets),
        "fields": _named(row, columns.fields),
    }


def _named(row: Row, columns: dict[str, str] | None) -> dict[str, Any] | None:
    if not columns:
        return None
    return {key: _plain(row.get(column)) for key, column in columns.items()}


def _point(row: Row, columns: tuple[str, str]) -> list[float] | None:
    """Longitude and latitude in WGS 84, six decimals (a decimetre); None when they are no place on Earth."""
    longitude, latitude = (_number(row.get(name)) for name in columns)
    if longitude is None or latitude is None or abs(longitude) > 180 or abs(latitude) > 90:  # noqa: PLR2004
        return None
    return [round(longitude, 6), round(latitude, 6)]


def _number(value: Any) -> float | None:
    try:
        number = float(Decimal(str(value).replace(",", ".")))
    except InvalidOperation:
        return None
    return number if math.isfinite(number) else None


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return " ".join(str(value).split()) or None


def _link(value: Any) -> str | None:
    text = _text(value)
    return text if text and text.startswith(("https://", "http://")) else None


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = (_text(value) or "").lower()
    if word in _YES:
        return True
    return False if word in _NO else None


def _plain(value: Any) -> Any:
    """A value of the table as JSON holds it."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (Decimal, float)):
        return float(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _order(feature: dict[str, Any], sort: str) -> tuple[str, str]:
    """Alphabetical as a French reader expects: accents and capitals do not count."""
    properties = feature["properties"]
    value = str(properties.get(sort, properties.get("title")) or "")
    bare = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    return (bare.casefold(), str(feature.get("id", "")))
