"""What should be served: what is approved, public and healthy, by the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from ..core.health import FAILED_CHECKS_TO_HIDE, NEVER_CHECKED, NOT_PUBLIC
from ..core.messages import Refused
from ..core.release import Release, Served, Tombstone, guard
from ..core.release.app_view import app_view
from ..core.tile import Tile, read_tile
from ..core.tile.document import FAIL_NOTICE, HIDE, KEEP_WITH_NOTICE
from ..core.tile.instants import written
from ..core.tile.life import STATE_GONE, Life, reason_code
from ..store import content as sources
from ..store import health as checks
from ..store import tile as tiles
from ..store.health import Check
from ..store.tile import Revision
from . import health
from .vocabulary import vocabulary


@dataclass
class Desired:
    """Tiles, tombstones, the version of each tile's data, and the tiles that stay although their health says no."""

    tiles: list[dict[str, Any]] = field(default_factory=list)
    tombstones: list[dict[str, Any]] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)
    held: tuple[str, ...] = ()


def desired(
    connection: Any, current: Release | None, served: Served | None, accepted: Collection[str] = ()
) -> Desired:
    """What the database says should be served, but for what the guard holds; a tombstone that stays keeps its date."""
    lives = tiles.lives(connection)
    live = {tile_id: life.live for tile_id, life in lives.items() if life.live}
    last, communes = checks.last(connection), list(vocabulary().communes)
    since = {entry["id"]: entry for entry in (current.tombstones if current else [])}
    found = Desired()
    shown = tiles.shown(connection, live.items())
    public = sources.public_resources(connection, {name for item in shown.values() for name in _resources(item)})
    for tile_id, life in lives.items():
        if not life.ever_live:
            continue
        one = _tile(shown[tile_id], last.get(tile_id), public) if life.live else _closed(tile_id, life)
        if isinstance(one, Tombstone):
            found.tombstones.append(_with_date(one, since.get(tile_id)))
            continue
        tile, check = one
        found.tiles.append(app_view(tile, life.live or 0, check.health, check.content.coverage, communes))
        if check.content.version:
            found.data[tile_id] = check.content.version
    return _guarded(found, current, served, last, accepted) if current and served else found


def _guarded(
    found: Desired, current: Release, served: Served, last: Mapping[str, Check], accepted: Collection[str]
) -> Desired:
    """The same, where the tiles that the guard holds stay as they are served, but for their health."""
    removed = {entry["id"]: entry["reason"]["code"] for entry in found.tombstones}
    held = guard.held(current.tiles, removed, accepted)
    if not held:
        return found
    kept = {tile["id"]: tile for tile in current.tiles if tile["id"] in held}
    entries = [guard.kept(tile, last[tile_id].health) if tile_id in last else tile for tile_id, tile in kept.items()]
    return Desired(
        tiles=[*found.tiles, *entries],
        tombstones=[entry for entry in found.tombstones if entry["id"] not in held],
        data={**found.data, **{tile_id: served.data[tile_id] for tile_id in held if tile_id in served.data}},
        held=tuple(sorted(held)),
    )


def _tile(revision: Revision, last: Check | None, public: set[str]) -> tuple[Tile, Check] | Tombstone:
    """The tile with its check, or why it cannot be served."""
    if not public.issuperset(_resources(revision)):
        return _withdrawn(revision.tile_id, NOT_PUBLIC, {"source": "source"})
    check = last if last and last.revision == revision.revision else None
    if check is None:
        return _withdrawn(revision.tile_id, NEVER_CHECKED.reasons[0].code, {})
    if any(reason.code == NOT_PUBLIC for reason in check.health.reasons):
        # The source has been opened since that check, of which the app would be told that it failed.
        return _withdrawn(revision.tile_id, NOT_PUBLIC, {"source": "source"})
    try:
        tile = read_tile(revision.document, vocabulary())
    except Refused:
        return _because_of(check)
    if tile.has_data and check.content.version is None:
        return _because_of(check)
    if tile.on_unhealthy == HIDE and check.failures >= FAILED_CHECKS_TO_HIDE:
        return _withdrawn(tile.id, "unhealthy", {})
    if tile.on_unhealthy == KEEP_WITH_NOTICE and check.failures and tile.notice is None:
        tile = replace(tile, notice=FAIL_NOTICE)
    return tile, check


def _because_of(check: Check) -> Tombstone:
    reason = health.public_reasons(check.health)[0]
    return _withdrawn(check.tile_id, reason.code, reason.params)


def _withdrawn(tile_id: str, code: str, params: Mapping[str, Any]) -> Tombstone:
    return Tombstone(tile_id, "withdrawn", written(datetime.now(UTC)), code, dict(params))


def _closed(tile_id: str, life: Life) -> Tombstone:
    """Withdrawn or gone by a person."""
    gone = life.state == STATE_GONE
    return Tombstone(
        id=tile_id,
        state="gone" if gone else "withdrawn",
        since=written(life.since or datetime.now(UTC)),
        code=reason_code(life),
        params={"reason": life.reason or ""},
        successor=life.successor,
    )


def _with_date(tombstone: Tombstone, before: Mapping[str, Any] | None) -> dict[str, Any]:
    entry = tombstone.entry()
    same = before and (before["state"], before["reason"]["code"]) == (tombstone.state, tombstone.code)
    return {**entry, "since": before["since"]} if before and same else entry


def _resources(revision: Revision) -> list[str]:
    return [source["resource"] for source in revision.document.get("sources", [])]
