"""What waits for somebody: tiles to approve, and what keeps which tile from which communes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ckan import model

from ..core.health import FAIL, NOT_PUBLIC, OK, Reason
from ..core.messages import Refused
from ..core.tile import Tile, read_tile
from ..core.tile.life import STATE_GONE, Life
from ..store import content as sources
from ..store import health as checks
from ..store import health_change as changes
from ..store import tile as tiles
from ..store.content import SourceState
from ..store.health import Check
from ..store.tile import Revision
from .showing import reason_entry
from .vocabulary import vocabulary

Entry = dict[str, Any]
MaySee = Callable[[str], bool]

#: A tile whose declared communes are not all covered.
_NO_DATA = "no-data-here"


@dataclass(frozen=True)
class _Live:
    """A live tile with its last check, the sources that it is bound to and those of them that the caller may read."""

    tile: Tile
    check: Check
    states: dict[str, SourceState]
    readable: frozenset[str]


def attention(may_write: MaySee, may_read: MaySee) -> Entry:
    """How many tiles the caller writes, those that wait for approval and, most communes first, what blocks live ones.

    A private source is named to whoever may read its resource, and to nobody else.
    """
    lives = {tile_id: life for tile_id, life in tiles.lives(model.Session).items() if may_write(tile_id)}
    rows = [row for live in _live(lives, may_read) for row in _rows(live)]
    last = checks.last(model.Session)
    times = [last[tile_id].checked_at for tile_id in lives if tile_id in last]
    return {
        "checked_at": max(times).isoformat() if times else None,
        "tiles": sum(life.state != STATE_GONE for life in lives.values()),
        "waiting": _waiting(lives),
        "rows": sorted(rows, key=lambda row: (-row["communes"]["n"], row["rank"], row["tile"])),
    }


def _live(lives: dict[str, Life], may_read: MaySee) -> Iterator[_Live]:
    shown = tiles.shown(model.Session, [(tile_id, life.live) for tile_id, life in lives.items() if life.live])
    last = checks.last(model.Session)
    wanted = {source["resource"] for revision in shown.values() for source in revision.document.get("sources", [])}
    states = sources.states(model.Session, wanted)
    readable = frozenset(name for name, state in states.items() if state.public or may_read(name))
    for tile_id, revision in sorted(shown.items()):
        check = last.get(tile_id)
        if check is None or check.revision != revision.revision:
            continue
        try:
            yield _Live(read_tile(revision.document, vocabulary()), check, states, readable)
        except Refused:
            continue


def _rows(live: _Live) -> Iterator[Entry]:
    audience = live.tile.audience or tuple(vocabulary().communes)
    for reason in live.check.health.reasons:
        if reason.state != OK:
            yield _row(live, reason, _touched(live, reason, audience))
    missing = [insee for insee in live.tile.audience or () if insee not in live.check.content.coverage]
    if missing and live.tile.has_data and live.check.health.state != FAIL:
        yield _row(live, Reason("warn", _NO_DATA, {}), missing)


def _touched(live: _Live, reason: Reason, audience: tuple[str, ...]) -> list[str]:
    """The communes that a reason takes the tile from: those that it names, or every one when the tile fails."""
    named = reason.params.get("communes")
    if isinstance(named, (list, tuple)):
        return [str(insee) for insee in named]
    return list(audience) if reason.state == FAIL else []


def _row(live: _Live, reason: Reason, communes: list[str]) -> Entry:
    source = _source(live, reason)
    since = changes.since(model.Session, live.tile.id, reason)
    hidden = {"source": "source"} if reason.code == NOT_PUBLIC and source is None else {}
    text = reason_entry(reason.code, {**reason.params, **hidden})
    return {
        "tile": live.tile.id,
        "title": {"fr": live.tile.title.fr, "en": live.tile.title.en or live.tile.title.fr},
        "rank": live.tile.rank,
        "department": live.tile.department,
        "state": reason.state,
        "reason": text,
        "communes": {"n": len(communes), "insee": sorted(communes)},
        "source": source,
        "since": since.isoformat() if since else None,
    }


def _source(live: _Live, reason: Reason) -> Entry | None:
    """The resource that a reason is about: the one that it names, else the only one."""
    bound = [live.states[source.resource] for source in live.tile.sources if source.resource in live.states]
    named = [state for state in bound if state.title == reason.params.get("source")]
    found = next(iter(named or bound[:1]), None)
    if found is None or found.resource not in live.readable:
        return None
    return {"resource": found.resource, "dataset": found.dataset, "title": found.title}


def _waiting(lives: dict[str, Life]) -> list[Entry]:
    wanted = [(tile_id, life.waiting) for tile_id, life in lives.items() if life.waiting]
    return [_waits(revision) for _, revision in sorted(tiles.shown(model.Session, wanted).items())]


def _waits(revision: Revision) -> Entry:
    return {
        "tile": revision.tile_id,
        "title": revision.document["title"],
        "department": revision.document["department"],
        "revision": revision.revision,
        "author": revision.author,
        "saved_at": revision.saved_at.isoformat(),
    }
