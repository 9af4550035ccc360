"""What a release changes: in one line for people, and net for a client that has an older one."""

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


def net(since: int, old: Release | None, new: Release) -> dict[str, Any]:
    """What a client with the release `since` adds or replaces, and removes; without the old one it takes the whole.

    Applied to the old release (tiles and tombstones by id, each in its order) it gives the new one.
    """
    tiles = {tile["id"]: tile["sha256"] for tile in old.tiles} if old else {}
    removed = {entry["id"]: entry for entry in old.tombstones} if old else {}
    return {
        "schema": new.document["schema"],
        "since": since,
        "number": new.number,
        "sha256": new.sha256,
        "release": f"releases/{new.sha256}",
        "full": old is None,
        "upserts": [tile for tile in new.tiles if old and tiles.get(tile["id"]) != tile["sha256"]],
        "removals": [entry for entry in new.tombstones if old and removed.get(entry["id"]) != entry],
    }


def fields_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The fields of a tile that differ, in order; hashes follow from the others."""
    names = dict.fromkeys([*old, *new])
    return [name for name in names if name != "sha256" and old.get(name) != new.get(name)]
