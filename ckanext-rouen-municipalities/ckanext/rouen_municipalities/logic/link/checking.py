"""Whether the addresses answer that are only linked to: asked each week, more often while they fail."""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, datetime, timedelta
from enum import Enum

from ...core.link import Check, next_try
from ...store import link_check as store
from ...store.link import LinkChanged
from ..fetching import Fetched, FetchError, RemoteRefused, reach
from ..kpi import mark_due

log = logging.getLogger(__name__)

#: what a server may take to say that it has a file
CHECK_SECONDS = 20
LEASE = timedelta(seconds=2 * CHECK_SECONDS)


class Answer(Enum):
    """What came of asking."""

    THERE = "there"
    FAILED = "failed"
    NOT_DUE = "not-due"
    CHANGED_MEANWHILE = "changed-meanwhile"


def check(resource_id: str) -> Answer:
    """Ask the address of a plain link that is due whether it is there."""
    held = store.claim(resource_id, str(uuid.uuid4()), LEASE)
    if held is None:
        return Answer.NOT_DUE
    try:
        return _check(held)
    except LinkChanged:
        return Answer.CHANGED_MEANWHILE


def _check(held: Check) -> Answer:
    """Raises LinkChanged."""
    try:
        told = reach(held.url, headers=held.validators, seconds=CHECK_SECONDS)
    except FetchError as error:
        _note_failure(held, error)
        answered = Answer.FAILED
    else:
        _note_answer(held, told)
        answered = Answer.THERE
    if held.checked is None or (held.failing_since is None) is not (answered is Answer.THERE):
        mark_due()
    return answered


def _note_answer(held: Check, told: Fetched) -> None:
    """A server that says that nothing has changed need not repeat what it said before."""
    kept = (held.etag, held.last_modified) if told.unchanged else (None, None)
    store.record_answer(held, datetime.now(UTC), told.etag or kept[0], told.last_modified or kept[1])


def _note_failure(held: Check, error: FetchError) -> None:
    now = datetime.now(UTC)
    wished = error.retry_after if isinstance(error, RemoteRefused) else None
    due = next_try(held, now, held.failures + 1, wished)
    log.warning("link of resource %s: %s %s; asked again %s", held.resource_id, error.code, error.detail, due)
    store.record_failure(held, now, due, error.code, error.detail)
