"""Links are known as the resources name them: at each save, and anew for what no hook tells."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ckan import model
from sqlalchemy import event

from ...core.link import follow
from ...store import link as store
from ...store import link_check
from ...store.publication import transaction
from .queueing import wake_for_due

_NOTED = "rouen_links"


def listen() -> None:
    """Wake a worker after each commit that named a new address (called once, at start)."""
    if not event.contains(model.Session, "after_commit", _wake):
        event.listen(model.Session, "after_commit", _wake)
        event.listen(model.Session, "after_rollback", _forget)


def follow_dataset(package_id: str) -> None:
    """Know the links of a dataset within the transaction that saves it."""
    if _follow(model.Session, package_id):
        model.Session().info[_NOTED] = True


def follow_all() -> None:
    """Know every link: datasets deleted or restored in bulk pass no hook."""
    with transaction() as connection:
        _follow(connection)


def _follow(session: Any, package_id: str | None = None) -> bool:
    """Whether there is something to read now."""
    following = follow(store.places(session, package_id), store.known(session, package_id))
    store.record_following(session, following, datetime.now(UTC))
    is_plain_named = link_check.follow(session, package_id)
    return following.to_read or is_plain_named


def _wake(session: Any) -> None:
    """Nothing may be raised here: the change is saved already."""
    if session.info.pop(_NOTED, False):
        wake_for_due()


def _forget(session: Any) -> None:
    session.info.pop(_NOTED, None)
