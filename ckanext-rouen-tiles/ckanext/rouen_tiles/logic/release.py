"""Bringing what is served up to date with what is approved, public and healthy. Opening: database first, then file."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ckan import model

from ckanext.rouen_municipalities.crash_points import crash_point
from ckanext.rouen_municipalities.logic.kpi import mark_due

from .. import config
from ..core.release import Damaged, Release, Served, compose, same_content
from ..core.release.changes import describe
from ..core.release.history import entry_of
from ..store import release as releases
from . import closing, health, indicators, papers
from .desired import Desired, desired
from .numbering import next_number

log = logging.getLogger(__name__)

HELD = "held.json"


@dataclass(frozen=True)
class Asked:
    """What a person adds to a release: why it is made, which tiles the guard lets go, whether it follows a restore."""

    reason: str | None = None
    accepted: Collection[str] = ()
    restored: bool = False


def bring_up_to_date(asked: Asked | None = None) -> Release | None:
    """Serve what should be served; give the release if it is a new one."""
    asked = asked or Asked()
    with releases.building() as connection:
        served = _served()
        with connection.begin():
            latest = releases.latest(connection)
            current = served[1] if served else latest
            wanted = desired(connection, current, served[0] if served else None, asked.accepted)
            release = _release(connection, wanted, served, latest, asked)
            crash_point("tiles-release-written")
        crash_point("tiles-release-committed")
        _serve(release, wanted, served)
    _remember()
    _report(wanted.held)
    new = served is None or release.sha256 != served[1].sha256
    if new:
        mark_due()
    return release if new else None


def source_changed(resource_id: str) -> None:
    """Build again the data of the tiles bound to a resource, and what is served when that changes it."""
    if health.check_live(only_source=resource_id):
        bring_up_to_date()


def sweep() -> None:
    """Close what no hook saw, whatever the checks come to; check every tile, restore what a crash or an opened source
    left behind, remove what nobody reads any more."""
    closing.close_unseen()
    health.check_live()
    bring_up_to_date()
    indicators.tell()
    config.folder().tidy()


def create(accepted: Collection[str] = ()) -> Release | None:
    """The same at once, for a person; `accepted` are tiles that the guard lets go. The release, if it is a new one."""
    health.check_live()
    return bring_up_to_date(Asked(accepted=accepted))


def after_restore() -> Release | None:
    """A release with a number that no client has seen, when the database comes from a copy that nothing else tells."""
    return bring_up_to_date(Asked(reason="restored", restored=True))


def newest() -> Release | None:
    """The newest release of the database."""
    return releases.latest(model.Session)


def held() -> list[str]:
    """The tiles that the guard holds now."""
    found = config.folder().told(HELD)
    try:
        return [str(name) for name in json.loads(found[1])["held"]] if found else []
    except ValueError:
        return []


def _served() -> tuple[Served, Release] | None:
    """What is served; one of whose files is damaged is as good as nothing."""
    try:
        return config.folder().checked()
    except Damaged:
        log.exception("what is served is damaged and is written again")
        return None


def _release(
    connection: Any, wanted: Desired, served: tuple[Served, Release] | None, latest: Release | None, asked: Asked
) -> Release:
    """The release to serve: the one served, or the newest of the database, when nothing changed; else a new one."""
    current = served[1] if served else None
    if current and (latest is None or latest.number < current.number) and not releases.show(connection, current.number):
        # A closing wrote its file and was then rolled back: keep the chain of releases whole.
        releases.add(connection, current)
    restored = asked.restored or releases.is_restored(connection)
    before = current or latest
    newest = max((release.number for release in (current, latest) if release), default=0)
    candidate = _candidate(next_number(connection, current, restored=restored), before, wanted, asked.reason)
    for kept in (current, latest):
        if kept and not restored and kept.number == newest and same_content(kept, candidate):
            return kept
    releases.add(connection, candidate)
    return candidate


def _candidate(number: int, before: Release | None, wanted: Desired, reason: str | None) -> Release:
    now = papers.now()
    return compose(
        number=number,
        created_at=max(now, before.created_at) if before else now,
        previous=before.sha256 if before else None,
        reason=reason or describe(before, wanted.tiles, wanted.tombstones),
        tiles=wanted.tiles,
        tombstones=wanted.tombstones,
    )


def _remember() -> None:
    """Write the history again, from the database, when it is lost: its releases, which are many, while nobody waits."""
    history = config.folder().history
    if history.exists():
        return
    with model.meta.engine.connect() as connection:
        for release in releases.every(connection):
            config.folder().keep(release)
    with releases.building() as connection, connection.begin():
        history.write_all([entry_of(release) for release in releases.every(connection)])


def _serve(release: Release, wanted: Desired, served: tuple[Served, Release] | None) -> None:
    """Point at the release and its data; a manifest is issued anew when it is a day old."""
    before = served[0] if served else None
    issued = papers.issued_at(release, before, papers.now())
    state = papers.state_of(release, wanted.data, issued)
    if before != state:
        config.folder().publish(release, state)


def _report(names: Collection[str]) -> None:
    """Say which tiles are held, once for each set of them."""
    if list(names) == held():
        return
    config.folder().tell(HELD, json.dumps({"held": list(names)}).encode())
    if names:
        log.error("held for a person to look at, since more than a quarter of the tiles fail: %s", ", ".join(names))
