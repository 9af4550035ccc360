"""What a release changes, in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .compose import Release


def describe(
    before: Release | None, tiles: Iterable[Mapping[str, Any]], tombstones: Iterable[Mapping[str, Any]]
) -> str:
    """The ids added, changed, withdrawn and gone since the release before."""
    old = {tile["id"]: tile["sha256"] for tile in before.tiles} if before else {}
    new = {tile["id"]: tile["sha256"] for tile in tiles}
    states = {entry["id"]: entry["state"] for entry in tombstones}
    parts = {
        "added": new.keys() - old.keys(),
        "changed": {tile_id for tile_id in new.keys() & old.keys() if new[tile_id] != old[tile_id]},
        "withdrawn": {tile_id for tile_id in old.keys() - new.keys() if states.get(tile_id) == "withdrawn"},
        "gone": {tile_id for tile_id in old.keys() - new.keys() if states.get(tile_id) == "gone"},
    }
    words = [f"{what}: {', '.join(sorted(ids))}" for what, ids in parts.items() if ids]
    return "; ".join(words) or "tombstones"
