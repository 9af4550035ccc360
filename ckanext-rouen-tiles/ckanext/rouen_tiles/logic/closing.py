"""Withdrawing tiles before the change that withdraws them is committed. Closing: file first, then database.

CKAN calls no hook for `bulk_update_private`, `bulk_update_delete` and `dataset_purge`, so this listens to the session:
when a commit has touched packages, resources or organisations, the sources of the served release that are no longer
public take their tiles out of it before the commit goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import ckan.plugins as p
from ckan import model
from sqlalchemy import event

from ckanext.rouen_municipalities.crash_points import crash_point
from ckanext.rouen_municipalities.logic.kpi import mark_due_within

from .. import config
from ..core.release import Damaged, Release, Served, Tombstone, without
from ..core.tile.instants import written
from ..store import content as sources
from ..store import release as releases
from ..store import watch
from . import papers
from .numbering import next_number

log = logging.getLogger(__name__)

_TOUCHED = "rouen_tiles.touched"


class NotWithdrawn(Exception):
    """Neither the release without the tiles could be written nor the link removed: the change is refused."""


def listen() -> None:
    """Watch the session (called at start; a second call changes nothing)."""
    for name, function in (
        ("after_flush", _after_flush),
        ("do_orm_execute", _on_execute),
        ("before_commit", _before_commit),
        ("after_rollback", _after_rollback),
    ):
        if not event.contains(model.Session, name, function):
            event.listen(model.Session, name, function)


def close(session: Any, choose: Callable[[Release], Iterable[Tombstone]]) -> None:
    """Put tombstones for the tiles that `choose` picks in the served release, within the caller's transaction.

    Raises NotWithdrawn; the locks are held until the transaction ends.
    """
    releases.keep_builder_out(session, config.lock_timeout())
    served = _served()
    if served is None or not list(choose(served[1])):
        return
    releases.keep_closers_out(session)
    served = _served()
    tombstones = list(choose(served[1])) if served else []
    if served and tombstones:
        _publish(session, served, tombstones)


def close_unseen() -> None:
    """Withdraw the tiles of sources that were closed past the session: by hand in the database, by a restore."""
    close(model.Session, no_longer_public(model.Session))
    model.Session.commit()


def _publish(session: Any, served: tuple[Served, Release], tombstones: list[Tombstone]) -> None:
    state, current = served
    now = papers.now()
    release = without(current, next_number(session, current), now, tombstones)
    closed = ", ".join(sorted(tombstone.id for tombstone in tombstones))
    crash_point("tiles-closing-decided")
    try:
        config.folder().publish(release, papers.state_without(state, release, now))
    except OSError:
        log.exception("the release without %s cannot be written: nothing is served", closed)
        _serve_nothing()
        return
    crash_point("tiles-closing-served")
    releases.add(session, release)
    mark_due_within(session)
    crash_point("tiles-closing-kept")
    log.info("release %s: withdrawn %s", release.number, closed)


def _served() -> tuple[Served, Release] | None:
    """What is served; what cannot be read is taken out of service, since nobody can tell what it holds."""
    try:
        return config.folder().current()
    except Damaged:
        log.exception("what is served is damaged: nothing is served")
        _serve_nothing()
        return None


def _serve_nothing() -> None:
    try:
        config.folder().close()
    except OSError as error:
        raise NotWithdrawn(str(error)) from error


def no_longer_public(session: Any) -> Callable[[Release], list[Tombstone]]:
    """Picks the tiles of which a source is not public any more, as this transaction sees it."""

    def choose(release: Release) -> list[Tombstone]:
        bound = {tile["id"]: {source["resource"] for source in tile["sources"]} for tile in release.tiles}
        public = sources.public_resources(session, set().union(*bound.values()))
        now = written(datetime.now(UTC))
        return [
            Tombstone(tile_id, "withdrawn", now, "source-not-public", {"source": "source"})
            for tile_id, resources in bound.items()
            if not resources <= public
        ]

    return choose


def _after_flush(session: Any, _flush: Any) -> None:
    if watch.flush_may_close(session):
        session.info[_TOUCHED] = True


def _on_execute(state: Any) -> None:
    if watch.statement_may_close(state.statement):
        state.session.info[_TOUCHED] = True


def _before_commit(session: Any) -> None:
    if session.in_nested_transaction() or not p.plugin_loaded("rouen_tiles"):
        return
    session.flush()
    if session.info.pop(_TOUCHED, False):
        close(session, no_longer_public(session))


def _after_rollback(session: Any) -> None:
    session.info.pop(_TOUCHED, None)
