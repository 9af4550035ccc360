"""Places on a map or in a list: RFC 7946 features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ..tile.document import Tile
from ..tile.mapping import COLUMN, COLUMNS, NAMED, POINT, TEXT
from . import hours
from .cells import Cells, alphabetical, ordered
from .items import Item, Items, Setting
from .rows import Row
from .shapes import shape_of

KEYS = {
    "id": COLUMN,
    "title": TEXT,
    "point": POINT,
    "geometry": COLUMN,
    "address": COLUMNS,
    "category": TEXT,
    "hours": COLUMN,
    "phone": COLUMN,
    "url": COLUMN,
    "accessible": COLUMN,
    "valid_until": COLUMN,
    "facets": NAMED,
    "fields": NAMED,
}
NEEDED = (("title",), ("point", "geometry"))


def features(rows: Sequence[Row], cells: Cells, setting: Setting) -> Items:
    """The features of these rows, in the order of the tile's view."""
    found = Items()
    for row in rows:
        title, geometry = cells.text(row, "title") or cells.text(row, "category"), _geometry(row, cells)
        found.see(valid_until=cells.instant(row, "valid_until"))
        if title is None or geometry is None:
            found.lost["rows-without-title" if title is None else "rows-without-point"] += 1
            continue
        properties = {"title": title, **_properties(row, cells, found)}
        found.items.append(_feature(row, cells, geometry, properties))
    sort = setting.tile.view.sort or "title"
    found.items = list(_numbered(sorted(found.items, key=lambda feature: _order(feature, sort))))
    return found


def collection(tile: Tile, items: list[Item], language: str) -> Item:
    """The FeatureCollection of these features."""
    return {"type": "FeatureCollection", "features": items}


def _geometry(row: Row, cells: Cells) -> Item | None:
    if "geometry" in cells.columns.keys:
        return shape_of(cells.raw(row, "geometry"))
    point = cells.point(row)
    return {"type": "Point", "coordinates": point} if point else None


def _feature(row: Row, cells: Cells, geometry: Item, properties: Item) -> Item:
    feature: Item = {"type": "Feature", "geometry": geometry}
    if identifier := cells.text(row, "id"):
        feature["id"] = identifier
    feature["properties"] = {name: value for name, value in properties.items() if value is not None}
    return feature


def _properties(row: Row, cells: Cells, found: Items) -> Item:
    opening, wording = hours.of_cell(cells.raw(row, "hours"))
    if wording:
        found.lost["hours-in-words"] += 1
    return {
        "address": cells.joined(row, "address"),
        "category": cells.text(row, "category"),
        "hours": opening,
        "hours_text": wording,
        "phone": cells.phone(row, "phone"),
        "url": cells.link(row, "url"),
        "accessible": cells.boolean(row, "accessible"),
        "facets": cells.named(row, "facets"),
        "fields": cells.named(row, "fields"),
    }


def _numbered(features: Sequence[Item]) -> Iterator[Item]:
    """No two features with one identifier: national schemas let many rows say « Non concerné »."""
    taken: Counter[str] = Counter()
    for feature in features:
        identifier = feature.get("id")
        yield {**feature, "id": _free(identifier, taken)} if identifier else feature


def _free(identifier: str, taken: Counter[str]) -> str:
    """The identifier, with a number behind it when it has been taken."""
    found = identifier
    while found in taken:
        taken[identifier] += 1
        found = f"{identifier}-{taken[identifier]}"
    taken[found] += 1
    return found


def _order(feature: Item, sort: str) -> tuple[Any, ...]:
    """By the property that the view sorts by, or one of its facets and fields; then by title and identifier."""
    properties = feature["properties"]
    value = properties.get(sort)
    for group in ("facets", "fields"):
        value = (properties.get(group) or {}).get(sort) if value is None else value
    title = alphabetical(properties["title"])
    return (*ordered(value), title, str(feature.get("id", "")), str(feature["geometry"]["coordinates"]))
