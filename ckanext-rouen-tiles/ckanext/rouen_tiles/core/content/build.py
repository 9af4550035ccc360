"""The data files of a tile: for each commune an envelope with its items, within the caps."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ..messages import refuse
from ..tile.document import MAP_LIST, Tile
from . import map_list
from .rows import RowsGiven

MAXIMUM_ITEMS = 2_000
MAXIMUM_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Content:
    """The bytes for each commune, how many items each has, and the rows that could not be shown."""

    bodies: dict[str, bytes]
    counts: dict[str, int]
    without_point: int = 0
    without_commune: int = 0

    @property
    def coverage(self) -> tuple[str, ...]:
        """The communes that have at least one item."""
        return tuple(sorted(insee for insee, count in self.counts.items() if count))


Items = tuple[list[dict[str, Any]], int]


@dataclass(frozen=True)
class Builder:
    """A kind's own part: the items of some rows, and the shape around them."""

    items: Callable[[Tile, list[Any]], Items]
    shape: Callable[[list[dict[str, Any]]], Any]


def _map_list_items(tile: Tile, rows: list[Any]) -> Items:
    source = tile.primary
    if source is None or source.map is None:
        raise refuse("kind-without-data", kind=tile.kind)
    return map_list.features(rows, source.map, tile.view.sort)


#: The kinds whose data this portal builds.
BUILDERS: dict[str, Builder] = {MAP_LIST: Builder(_map_list_items, map_list.collection)}


def build(tile: Tile, rows: RowsGiven, communes: Collection[str], as_of: str) -> Content:
    """The data files of all communes; one without items has an empty file. Raises Refused past a cap."""
    builder = BUILDERS.get(tile.kind)
    if builder is None:
        raise refuse("kind-without-data", kind=tile.kind)
    bodies, counts, lost = {}, {}, 0
    for insee in sorted(communes):
        items, without_point = builder.items(tile, rows.by_commune.get(insee, []))
        bodies[insee] = _file(tile, insee, as_of, items, builder)
        counts[insee] = len(items)
        lost += without_point
    return Content(bodies, counts, lost, rows.without_commune)


def _file(tile: Tile, insee: str, as_of: str, items: list[dict[str, Any]], builder: Builder) -> bytes:
    if len(items) > MAXIMUM_ITEMS:
        raise refuse("too-many-items", count=len(items), commune=insee, maximum=MAXIMUM_ITEMS)
    envelope = {
        "tile": tile.id,
        "kind": tile.kind,
        "commune": insee,
        "lang": "fr",
        "as_of": as_of,
        "count": len(items),
        "items": builder.shape(items),
    }
    body = json.dumps(envelope, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    if len(body) > MAXIMUM_BYTES:
        raise refuse("data-too-large", bytes=len(body), commune=insee, maximum=MAXIMUM_BYTES)
    return body
