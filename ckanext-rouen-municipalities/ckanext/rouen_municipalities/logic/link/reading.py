"""Reading one link: what comes is received as an upload is; what fails leaves everything as it was."""

from __future__ import annotations

import logging
import mimetypes
import uuid
from datetime import UTC, datetime, timedelta
from enum import Enum

from ckan import model
from ckan.lib import munge

from ... import config
from ...core.link import Link, next_try
from ...core.publication import KeptFile
from ...store import files
from ...store import link as store
from ..fetching import Fetched, FetchError, RemoteRefused, fetch
from ..kpi import mark_due
from ..publication import receive

log = logging.getLogger(__name__)

#: what a read takes beside the fetch: keeping the file, writing it down
LEASE_MARGIN = timedelta(seconds=60)
#: the code of a failure that is not the server's
OURS = "ours"


class Outcome(Enum):
    """What a read brought."""

    RECEIVED = "received"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    NOT_DUE = "not-due"
    CHANGED_MEANWHILE = "changed-meanwhile"


def read(resource_id: str) -> Outcome:
    """Read a link that is due; a file that is new is received and waits to be published."""
    held = store.claim(resource_id, str(uuid.uuid4()), timedelta(seconds=config.fetch_seconds()) + LEASE_MARGIN)
    if held is None:
        return Outcome.NOT_DUE
    try:
        outcome = _read(held)
    except store.LinkChanged:
        model.Session.rollback()
        return Outcome.CHANGED_MEANWHILE
    if held.answers is not (outcome is not Outcome.FAILED):
        mark_due()
    return outcome


def _read(held: Link) -> Outcome:
    """Raises LinkChanged."""
    try:
        with fetch(held.url, headers=held.validators, limit_bytes=config.upload_bytes()) as fetched:
            return _take(held, fetched)
    except FetchError as error:
        wished = error.retry_after if isinstance(error, RemoteRefused) else None
        return _fail(held, error.code, error.detail, wished)
    except store.LinkChanged:
        raise
    except Exception as error:
        log.exception("link of resource %s could not be read", held.resource_id)
        model.Session.rollback()
        return _fail(held, OURS, type(error).__name__)


def _take(held: Link, fetched: Fetched) -> Outcome:
    """Receive the file and note its validators in one transaction, so that neither is known without the other."""
    now = datetime.now(UTC)
    if fetched.file is None:
        store.record_read(model.Session, held, now)
        model.Session.commit()
        return Outcome.UNCHANGED
    sha256, size = files.keep(fetched.file, config.upload_bytes())
    values = {"etag": fetched.etag, "last_modified": fetched.last_modified}
    if sha256 == held.sha256:
        store.record_read(model.Session, held, now, **values)
        model.Session.commit()
        return Outcome.UNCHANGED
    store.record_read(model.Session, held, now, sha256=sha256, changed=now, **values)
    name = munge.munge_filename(fetched.name)
    mimetype = mimetypes.guess_type(name)[0]
    receive(held.resource_id, KeptFile(name=name, sha256=sha256, bytes=size, mimetype=mimetype, source=held.url))
    model.Session.commit()
    return Outcome.RECEIVED


def _fail(held: Link, code: str, detail: str, wished_seconds: int | None = None) -> Outcome:
    now = datetime.now(UTC)
    due = next_try(held, now, held.failures + 1, wished_seconds)
    log.warning("link of resource %s: %s %s; next try %s", held.resource_id, code, detail, due.isoformat())
    store.record_failure(held, now, due, code, detail)
    return Outcome.FAILED
