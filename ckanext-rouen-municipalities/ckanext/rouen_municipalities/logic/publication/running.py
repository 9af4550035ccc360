"""One publication, from its file to the swapped table, or to the reasons why not.

The order makes every interruption harmless: the report is written, then the datastore commits load, swap and ledger at
once, then the main database follows. Whoever takes an interrupted publication asks the ledger where it stopped.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

from ... import config
from ...core.publication import FAILED, PUBLISHED, REFUSED, SUPERSEDED, Publication
from ...core.tabular.profile import Profile
from ...core.tabular.report import Issue, Report
from ...store import datastore
from ...store import publication as record
from .announcing import announce_changes
from .lease import Lease, keeping
from .loading import Refused, load
from .profiles import find_profile

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=5)

#: why a publication ended as it did, when its report does not tell; pages put them into words
IDENTICAL = "identical"
NEWER_FILE = "newer-file"
RESOURCE_GONE = "resource-gone"

Watch = Callable[[int, int, int], None]


def run(publication_id: str, watch: Watch | None = None) -> Publication:
    """Take a publication and bring it to its end; give what it is now.

    A failure of ours gives it back to the sweeper until the attempts are used up. `watch` is told bytes read, bytes in
    all and rows read.
    """
    held = record.claim(publication_id, str(uuid.uuid4()), config.lease())
    if held is not None:
        _bring_to_end(held, watch)
    with record.transaction() as connection:
        publication = record.show(connection, publication_id)
    if publication is None:
        raise LookupError(publication_id)
    return publication


def _bring_to_end(held: Publication, watch: Watch | None) -> None:
    try:
        with keeping(held) as lease:
            _publish(held, lease, watch)
    except record.LeaseLost:
        log.warning("publication %s was taken over", held.id)
    except datastore.Fenced:
        record.finish(held, SUPERSEDED, NEWER_FILE)
    except Refused as refusal:
        _refuse(held, refusal.report)
    except Exception as error:
        log.exception("publication %s failed", held.id)
        _give_back(held, error)
    announce_changes(held.resource_id)


def _publish(held: Publication, lease: Lease, watch: Watch | None) -> None:
    if _is_loaded(held):
        _finish_published(held)
        return
    if record.newer_exists(held):
        record.finish(held, SUPERSEDED, NEWER_FILE)
        return
    profile = find_profile(held.profile or "")
    if profile is None:
        raise Refused(_unknown_profile(held))
    if previous := _identical(held, profile):
        record.record_check(held, profile.version, previous.rows or 0, previous.columns or 0, previous.report or {})
        record.finish(held, PUBLISHED, IDENTICAL)
        return
    load(held, profile, _watched(lease, watch))
    _finish_published(held)


def _is_loaded(held: Publication) -> bool:
    """Whether an earlier attempt got as far as the ledger."""
    entry = datastore.ledger(held.resource_id)
    return entry is not None and entry.publication_id == held.id


def _identical(held: Publication, profile: Profile) -> Publication | None:
    """The publication in place, when it came from the same bytes under the same profile and its table is there."""
    with record.transaction() as connection:
        previous = record.last_published(connection, held.resource_id)
    if previous is None or previous.file.sha256 != held.file.sha256:
        return None
    same_profile = (previous.profile, previous.profile_version) == (profile.name, profile.version)
    return previous if same_profile and datastore.ledger(held.resource_id) else None


def _finish_published(held: Publication) -> None:
    """The main database follows: file, date, flag and final state in one transaction."""
    with record.transaction() as connection:
        if record.accept_file(connection, held):
            record.finish_within(connection, held, PUBLISHED)
            return
        record.finish_within(connection, held, SUPERSEDED, RESOURCE_GONE)
    datastore.drop(held.resource_id)


def _refuse(held: Publication, report: Report) -> None:
    record.record_check(held, "", report.rows, report.columns, report.to_dict())
    record.finish(held, REFUSED)


def _give_back(held: Publication, error: Exception) -> None:
    """Leave the publication to the next attempt, or say that it failed and why."""
    if held.attempts >= config.publication_attempts():
        record.finish(held, FAILED, f"{type(error).__name__}: {error}"[:1000])
        return
    record.renew(held, RETRY_AFTER, 0, 0)


def _watched(lease: Lease, watch: Watch | None) -> Watch:
    def progress(bytes_read: int, bytes_in_all: int, rows: int) -> None:
        lease.progress(bytes_read, bytes_in_all, rows)
        if watch:
            watch(bytes_read, bytes_in_all, rows)

    return progress


def _unknown_profile(held: Publication) -> Report:
    report = Report()
    report.add(Issue("profile-unknown", value=held.profile or ""))
    return report
