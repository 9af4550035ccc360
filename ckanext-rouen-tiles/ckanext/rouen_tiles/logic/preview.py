"""What the app shows at one place and time: the same as `GET /tiles`, from the same code and the same files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .. import config
from ..core.release import Damaged
from ..core.tile.instants import written
from ..serving.resolved import resolve, visible
from .vocabulary import vocabulary

ROUEN = "76540"


@dataclass(frozen=True)
class Preview:
    """The tiles of a commune at an instant, and the items of the one that is opened."""

    number: int
    sha256: str
    tiles: list[dict[str, Any]]
    opened: dict[str, Any] | None = None
    items: list[dict[str, Any]] | None = None


def preview(commune: str, language: str, moment: datetime, tile_id: str | None) -> Preview | None:
    """None when nothing is served or it cannot be read."""
    try:
        served = config.folder().current()
        if served is None:
            return None
        state, release = served
        instant = written(moment)
        shown = [
            resolve(tile, commune, language, instant, fitting=True) for tile in visible(release.tiles, commune, instant)
        ]
        opened = next((tile for tile in shown if tile["id"] == tile_id), None)
        items = _items(tile_id, state.data[tile_id], commune) if opened and tile_id in state.data else None
    except Damaged:
        return None
    return Preview(release.number, release.sha256, shown, opened, items)


def communes() -> dict[str, str]:
    """The communes by INSEE code."""
    return dict(vocabulary().communes)


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def _items(tile_id: str, version: str, commune: str) -> list[dict[str, Any]]:
    """The features of a map_list; kinds that are not drawn yet have none."""
    found = json.loads(config.folder().data(tile_id, version, commune)[""])
    items = found["items"]
    return list(items["features"]) if isinstance(items, dict) and "features" in items else []
