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
from ...core.growth import FILE, Step
from ...core.profiles import split
from ...core.publication import FAILED, PUBLISHED, REFUSED, SUPERSEDED, Publication
from ...core.tabular.profile import Profile, ProfileError
from ...core.tabular.report import Issue, Report
from ...crash_points import crash_point
from ...store import acceptance, datastore
from ...store import publication as record
from . import growing
from .announcing import announce_changes
from .causes import cause_of
from .growing import Refused
from .lease import Lease, keeping
from .loading import load
from .profiles import find_profile

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=5)

#: why a publication ended as it did, when its report does not tell; pages put them into words
IDENTICAL = "identical"
NEWER_FILE = "newer-file"
RESOURCE_GONE = "resource-gone"
INTERRUPTED = "interrupted"

Watch = Callable[[int, int, int], None]


def run(publication_id: str, watch: Watch | None = None) -> Publication:
    """Take a publication and bring it to its end; give what it is now.

    A failure of ours gives it back to the sweeper until the attempts are used up. `watch` is told bytes read, bytes in
    all and rows read.
    """
    if not _waits_for_its_turn(_found(publication_id)):
        held = record.claim(publication_id, str(uuid.uuid4()), config.lease())
        if held is not None:
            _bring_to_end(held, watch)
    return _found(publication_id)


def _found(publication_id: str) -> Publication:
    with record.transaction() as connection:
        publication = record.show(connection, publication_id)
    if publication is None:
        raise LookupError(publication_id)
    return publication


def _waits_for_its_turn(publication: Publication) -> bool:
    """Whether an earlier file of a growing table has not come to its end, once those that wait have been tried."""
    try:
        in_turn = not publication.is_final and growing.grows(publication)
    except ProfileError:
        return False  # the work on it meets the same error, and says so
    return in_turn and not all(run(earlier).is_final for earlier in record.open_before(publication))


def _bring_to_end(held: Publication, watch: Watch | None) -> None:
    crash_point("after-claim")
    try:
        _work(held, watch)
    except record.LeaseLost:
        log.warning("publication %s was taken over", held.id)
    crash_point("after-accept")
    announce_changes(held.resource_id)


def _work(held: Publication, watch: Watch | None) -> None:
    """Publish, or write why not. Raises LeaseLost."""
    try:
        with keeping(held) as lease:
            _publish(held, lease, watch)
    except record.LeaseLost:
        raise
    except datastore.Fenced:
        _finish_fenced(held)
    except Refused as refusal:
        _refuse(held, refusal.report)
    except Exception as error:
        log.exception("publication %s failed", held.id)
        _give_back(held, error)


def _publish(held: Publication, lease: Lease, watch: Watch | None) -> None:
    if _is_loaded(held):
        _finish_published(held)
        return
    if held.attempts > config.publication_attempts():
        record.finish(held, FAILED, INTERRUPTED)
        return
    if _is_overtaken(held):
        record.finish(held, SUPERSEDED, NEWER_FILE)
        return
    profile = find_profile(held.profile or "")
    if profile is None:
        raise Refused(_unknown_profile(held))
    if _keep_as_it_is(held, profile):
        return
    load(held, profile, _watched(lease, watch))
    crash_point("after-swap")
    _finish_published(held)


def _is_overtaken(held: Publication) -> bool:
    """Whether a later file is published, once those that wait have been tried: one that is refused costs no other.

    The files of a growing table do not stand for each other.
    """
    return not growing.grows(held) and any(run(later).state == PUBLISHED for later in record.newer(held))


def _is_loaded(held: Publication) -> bool:
    """Whether an earlier attempt got as far as the ledger."""
    if growing.grows(held):
        return growing.is_added(held)
    entry = datastore.ledger(held.resource_id)
    return entry is not None and entry.publication_id == held.id


def _keep_as_it_is(held: Publication, profile: Profile) -> bool:
    """Leave the table as it is when it holds what the file says; False when it does not."""
    plan = growing.plan(held, profile)
    if plan.step is Step.SKIP:
        growing.keep_added(held, plan)
        return True
    return held.mode == FILE and not profile.hints.growing and _keep_identical(held, profile)


def _keep_identical(held: Publication, profile: Profile) -> bool:
    """Leave the table as it is when it came from the same bytes under the same profile; False when it did not."""
    with record.transaction() as connection:
        previous = record.last_published(connection, held.resource_id)
    if previous is None or previous.file.sha256 != held.file.sha256:
        return False
    if _table_of(previous.profile, previous.profile_version, previous.sheet) != _table_of(
        profile.name, profile.version, held.sheet
    ):
        return False
    record.record_check(held, profile.version, previous.rows or 0, previous.columns or 0, previous.report or {})
    entry = datastore.LedgerEntry(held.resource_id, held.id, held.seq, held.file.sha256, previous.rows or 0)
    if not datastore.keep_table(entry, previous.id):
        return False
    record.finish(held, PUBLISHED, IDENTICAL)
    return True


def _table_of(profile: str | None, version: str | None, sheet: str | None) -> tuple[str, str | None, str | None]:
    """What decides, beside the bytes, which table comes of a file; a profile may be named with its version."""
    return split(profile or "")[0], version, sheet or None


def _finish_fenced(held: Publication) -> None:
    """What is in place is a later file, or this one: another attempt was faster and did not live to tell."""
    if _is_loaded(held):
        _finish_published(held)
    elif growing.joins_later(held):
        record.put_last(held)
    else:
        record.finish(held, SUPERSEDED, NEWER_FILE)


def _finish_published(held: Publication) -> None:
    """The main database follows: file, date, flag and final state in one transaction."""
    with record.transaction() as connection:
        is_there = acceptance.lock_resource(connection, held.resource_id)
        is_last = not acceptance.is_overtaken(connection, held)
        if is_there and is_last:
            acceptance.accept_file(connection, held)
            crash_point("during-accept")
        if is_there and (is_last or growing.is_added(held)):
            record.finish_within(connection, held, PUBLISHED)
        else:
            record.finish_within(connection, held, SUPERSEDED, NEWER_FILE if is_there else RESOURCE_GONE)
    if not is_there:
        datastore.drop(held.resource_id)


def _refuse(held: Publication, report: Report) -> None:
    record.record_check(held, "", report.rows, report.columns, report.to_dict())
    record.finish(held, REFUSED)


def _give_back(held: Publication, error: Exception) -> None:
    """Leave the publication to the next attempt, or say that it failed and why.

    What the datastore holds already never fails: the main database follows, however late.
    """
    if held.attempts >= config.publication_attempts() and not _is_loaded(held):
        record.finish(held, FAILED, cause_of(error))
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
