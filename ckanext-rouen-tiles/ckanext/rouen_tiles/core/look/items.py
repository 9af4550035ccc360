"""The items of a tile's data, and what each says, whatever the kind."""

from __future__ import annotations

from typing import Any

from ..tile.document import FEED, MAP_LIST

Entry = dict[str, Any]

#: Kinds of which the items are a document of a standard: the key of its list.
_INNER = {MAP_LIST: "features", FEED: "items"}


def items_of(data: Entry) -> list[Entry]:
    """The items of what the API gives as the data of a tile."""
    inner = _INNER.get(data["kind"])
    found: list[Entry] = data["items"][inner] if inner else data["items"]
    return found


def with_items(data: Entry, items: list[Entry]) -> Entry:
    """The same data with other items."""
    inner = _INNER.get(data["kind"])
    return {**data, "count": len(items), "items": {**data["items"], inner: items} if inner else items}


def value_of(item: Entry, key: str) -> Any:
    """What an item says under a key: one of its facets, else one of its own properties."""
    told = item.get("properties") or item
    facets = told.get("facets") or (told.get("_tile") or {}).get("facets") or {}
    return facets[key] if key in facets else told.get(key)


def title_of(item: Entry) -> str:
    """What an item is called."""
    return str((item.get("properties") or item).get("title") or "")


def geometry_of(item: Entry) -> Entry | None:
    """Where an item is (GeoJSON); None when it does not say."""
    point = item.get("point")
    found: Entry | None = {"type": "Point", "coordinates": point} if point else item.get("geometry")
    return found
