"""Bringing what is served up to date with what is approved, public and healthy. Opening: database first, then file."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ckan import model

from ckanext.rouen_municipalities.logic.kpi import mark_due

from .. import config
from ..core.health import FAILED_CHECKS_TO_HIDE, NEVER_CHECKED, NOT_PUBLIC
from ..core.messages import Refused
from ..core.release import Damaged, Release, Served, Tombstone, compose, same_content
from ..core.release.app_view import app_view
from ..core.release.changes import describe
from ..core.tile import Tile, read_tile
from ..core.tile.document import FAIL_NOTICE, HIDE, KEEP_WITH_NOTICE
from ..core.tile.instants import read_written, written
from ..core.tile.life import STATE_GONE, Life
from ..store import content as sources
from ..store import health as checks
from ..store import release as releases
from ..store import tile as tiles
from ..store.health import Check
from ..store.tile import Revision
from . import health
from .vocabulary import vocabulary

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Desired:
    """What should be served: tiles, tombstones, and the version of each tile's data."""

    tiles: list[dict[str, Any]]
    tombstones: list[dict[str, Any]]
    data: dict[str, str]


def bring_up_to_date() -> Release | None:
    """Serve what should be served; give the release if it is a new one."""
    with releases.building() as connection:
        served = _served()
        with connection.begin():
            latest = releases.latest(connection)
            desired = _desired(connection, served[1] if served else latest)
            release = _release(connection, desired, served, latest)
        _serve(release, desired, served)
    new = served is None or release.sha256 != served[1].sha256
    if new:
        mark_due()
    return release if new else None


def source_changed(resource_id: str) -> None:
    """Build again the data of the tiles bound to a resource, and what is served when that changes it."""
    if health.check_live(only_source=resource_id):
        bring_up_to_date()


def sweep() -> None:
    """Check every tile, restore what a crash or an opened source left behind, remove what nobody reads any more."""
    health.check_live()
    bring_up_to_date()
    config.folder().tidy()


def _served() -> tuple[Served, Release] | None:
    try:
        return config.folder().current()
    except Damaged:
        log.exception("what is served is damaged and is written again")
        return None


def _desired(connection: Any, current: Release | None) -> Desired:
    """What the database says should be served; a tombstone that stays keeps its date."""
    lives = tiles.lives(connection)
    live = {tile_id: life.live for tile_id, life in lives.items() if life.live}
    last, communes = checks.last(connection), list(vocabulary().communes)
    since = {entry["id"]: entry for entry in (current.tombstones if current else [])}
    desired = Desired([], [], {})
    shown = tiles.shown(connection, live.items())
    public = sources.public_resources(connection, {name for item in shown.values() for name in _resources(item)})
    for tile_id, life in lives.items():
        if not life.ever_live:
            continue
        found = _tile(shown[tile_id], last.get(tile_id), public) if life.live else _closed(tile_id, life)
        if isinstance(found, Tombstone):
            desired.tombstones.append(_with_date(found, since.get(tile_id)))
            continue
        tile, check = found
        desired.tiles.append(app_view(tile, life.live or 0, check.health, check.content.coverage, communes))
        if check.content.version:
            desired.data[tile_id] = check.content.version
    return desired


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
        code="retired" if gone else "withdrawn-by-hand",
        params={"reason": life.reason or ""},
        successor=life.successor,
    )


def _with_date(tombstone: Tombstone, before: Mapping[str, Any] | None) -> dict[str, Any]:
    entry = tombstone.entry()
    same = before and (before["state"], before["reason"]["code"]) == (tombstone.state, tombstone.code)
    return {**entry, "since": before["since"]} if before and same else entry


def _release(
    connection: Any, desired: Desired, served: tuple[Served, Release] | None, latest: Release | None
) -> Release:
    """The release to serve: the one served, or the newest of the database, when nothing changed; else a new one."""
    current = served[1] if served else None
    known = latest is not None and (current is None or latest.number >= current.number)
    if current and not known:
        # A closing wrote its file and was then rolled back: keep the chain of releases whole.
        releases.add(connection, current)
    before = current or latest
    newest = max((release.number for release in (current, latest) if release), default=0)
    candidate = compose(
        number=newest + 1,
        created_at=datetime.now(UTC),
        previous=before.sha256 if before else None,
        reason=describe(before, desired.tiles, desired.tombstones),
        tiles=desired.tiles,
        tombstones=desired.tombstones,
    )
    for kept in (current, latest):
        if kept and kept.number == newest and same_content(kept, candidate):
            return kept
    releases.add(connection, candidate)
    return candidate


def _serve(release: Release, desired: Desired, served: tuple[Served, Release] | None) -> None:
    """Point at the release and its data; a manifest is issued anew when it is a day old."""
    now = datetime.now(UTC)
    issued = read_written(served[0].issued) if served and served[0].release == release.sha256 else now
    if now - issued > config.manifest_renewal():
        issued = now
    state = Served(release.sha256, release.number, written(issued), desired.data, dict(vocabulary().communes))
    if served is None or served[0] != state:
        config.folder().publish(release, state, issued)


def _resources(revision: Revision) -> list[str]:
    return [source["resource"] for source in revision.document.get("sources", [])]


def newest() -> Release | None:
    """The newest release of the database."""
    return releases.latest(model.Session)
