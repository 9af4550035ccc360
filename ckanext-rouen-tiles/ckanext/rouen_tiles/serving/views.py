"""Tiles as one commune, language and app see them, and the data that they show."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.contract.operations import CALENDAR
from ..core.release import Damaged
from ..core.tile.document import CALENDAR as CALENDAR_KIND
from ..core.tile.instants import read_written, written
from . import parameters
from .answers import AS_DATA, MEDIA, Answer, built, document
from .asked import Asked
from .problems import Problem, never_existed, no_calendar, no_data, unreadable
from .resolved import fits, next_change, resolve, visible
from .snapshot import Snapshot, gone_tile

_LONGEST_AGE = 60


@dataclass(frozen=True)
class View:
    """All that a resolved view depends on: within one interval between changes it stays the same."""

    commune: str | None
    language: str
    too_old: frozenset[str]
    next_change_at: str | None
    age: int


def tiles(asked: Asked) -> Answer:
    """What is shown, made once for each interval, commune, language and class of apps."""
    snapshot, query = asked.snapshot, asked.query
    commune = parameters.commune(query["commune"], snapshot.state.communes) if "commune" in query else None
    language, app = parameters.language(query.get("lang")), parameters.app(query.get("app"))
    moment = written(asked.now)
    change = next_change(snapshot.tiles.values(), moment)
    left = int((read_written(change) - asked.now).total_seconds()) if change else _LONGEST_AGE
    too_old = frozenset(name for name, tile in snapshot.tiles.items() if not fits(tile, app))
    view = View(commune, language, too_old, change, max(0, min(_LONGEST_AGE, left)))
    return snapshot.kept.get(view, lambda: _resolved(snapshot, view, moment))


def data(asked: Asked) -> Answer:
    """What a tile shows in a commune, ready to draw."""
    return _data(asked, calendar=False)


def calendar(asked: Asked) -> Answer:
    """The same dates for a phone's own calendar."""
    return _data(asked, calendar=True)


def _resolved(snapshot: Snapshot, view: View, moment: str) -> Answer:
    """Shown tiles in order; one that the app is too old for and that has no fallback is left out."""
    found = {
        "schema": snapshot.release.document["schema"],
        "number": snapshot.state.number,
        "commune": view.commune,
        "lang": view.language,
        "next_change_at": view.next_change_at,
        "tiles": [
            resolve(tile, view.commune, view.language, moment, fitting=tile["id"] not in view.too_old)
            for tile in visible(snapshot.release.tiles, view.commune, moment)
            if tile["id"] not in view.too_old or tile["fallback"]
        ],
    }
    return built(found, f"public, max-age={view.age}")


def _data(asked: Asked, *, calendar: bool) -> Answer:
    snapshot, tile_id = asked.snapshot, asked.path["id"]
    if tile_id in snapshot.tombstones:
        raise Problem(gone_tile(snapshot.tombstones[tile_id]))
    if tile_id not in snapshot.tiles:
        raise never_existed()
    insee = parameters.commune(asked.query.get("commune"), snapshot.state.communes)
    language = parameters.language(asked.query.get("lang"))
    if calendar and snapshot.tiles[tile_id]["kind"] != CALENDAR_KIND:
        raise no_calendar(tile_id)
    if tile_id not in snapshot.state.data:
        raise no_data(tile_id)
    try:
        key = ("data", tile_id, insee, language, calendar)
        return snapshot.kept.get(key, lambda: _read(snapshot, tile_id, insee, language, calendar))
    except Damaged:
        raise unreadable(f"data of {tile_id}") from None


def _read(snapshot: Snapshot, tile_id: str, insee: str, language: str, calendar: bool) -> Answer:
    folder, version = snapshot.folder, snapshot.state.data[tile_id]
    if calendar:
        return document(folder.calendar(tile_id, version, insee), AS_DATA, MEDIA[CALENDAR])
    return document(folder.data(tile_id, version, insee, language), AS_DATA)
