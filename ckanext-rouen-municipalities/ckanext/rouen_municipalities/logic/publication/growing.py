"""What a file does to the table of its resource when that table grows: which step, and how it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...core.growth import Addition, Growth, Step, indexes_of, next_step, still_joins
from ...core.publication import ALREADY_ADDED, PUBLISHED, Publication
from ...core.tabular.checking import Check
from ...core.tabular.profile import Profile
from ...core.tabular.report import Issue, Report
from ...crash_points import crash_point
from ...store import datastore, growing, staging, table_rules
from ...store import publication as record
from .profiles import find_profile


class Refused(Exception):
    """The file does not follow its profile; `report` says where."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.errors} errors")
        self.report = report


@dataclass(frozen=True)
class Plan:
    """The step that a file takes, given the publications that the table holds now."""

    step: Step
    addition: Addition
    known: Sequence[Addition]


def plan(held: Publication, profile: Profile) -> Plan:
    """The step that a file takes. Raises Refused when it would do away with a table that grew."""
    known = growing.additions(held.resource_id)
    addition = _addition(held, profile)
    step = next_step(addition, profile, known)
    if step is Step.REFUSE:
        report = Report()
        report.add(Issue("growing-profile", value=profile.name, expected=known[-1].profile))
        raise Refused(report)
    return Plan(step, addition, known)


def grows(held: Publication) -> bool:
    """Whether the file is one among those of a growing table: each counts, and their order does."""
    profile = find_profile(held.profile or "")
    return profile is not None and profile.hints.growing


def is_added(held: Publication) -> bool:
    """Whether a growing table holds the rows of this publication."""
    return any(addition.publication_id == held.id for addition in growing.additions(held.resource_id))


def joins_later(held: Publication) -> bool:
    """Whether a publication that a later one overtook is to be added after it."""
    profile = find_profile(held.profile or "")
    return profile is not None and still_joins(_addition(held, profile), growing.additions(held.resource_id))


def keep_added(held: Publication, found: Plan) -> None:
    """End a publication whose rows the table holds already. Raises Fenced, TableBusy, TableChanged, LeaseLost."""
    entry = datastore.LedgerEntry(held.resource_id, held.id, held.seq, held.file.sha256, 0)
    rows = growing.keep(entry, found.known)
    with record.transaction() as connection:
        before = [record.show(connection, each.publication_id) for each in found.known if each.sha256 == entry.sha256]
    earlier = before[-1] or held
    record.record_check(
        held, found.addition.profile_version, earlier.rows or 0, earlier.columns or 0, earlier.report or {}
    )
    record.record_growth(held, Growth(0, 0, 0, 0, rows))
    record.finish(held, PUBLISHED, ALREADY_ADDED)


def join(
    connection: datastore.Connection, target: growing.Target, held: Publication, found: Plan, rows: int
) -> None:
    """Bring the rows that were loaded into the table that is there. Raises Fenced."""
    entry = datastore.LedgerEntry(held.resource_id, held.id, held.seq, held.file.sha256, rows)
    growth = growing.add(connection, target, entry)
    growing.note(connection, held.resource_id, found.addition)
    staging.drop(connection, target.staging)
    record.record_growth(held, growth)
    crash_point("after-merge")


def judge(
    connection: datastore.Connection, target: growing.Target, profile: Profile, checked: Check
) -> None:
    """Evaluate the rules between the rows of the file and those that are published. Raises Refused."""
    report = checked.report
    if not growing.has_columns(connection, target):
        report.add(Issue("growing-columns", value=profile.name))
        raise Refused(report)
    staging.prepare_to_join(connection, target.staging)
    table_rules.evaluate_beside(connection, target, profile, checked)
    if not report.accepted:
        raise Refused(report)


def let_grow(connection: datastore.Connection, name: str, held: Publication, profile: Profile, rows: int) -> None:
    """Make of a loaded table the first state of one that grows."""
    staging.let_grow(connection, name, indexes_of(profile))
    if not profile.hints.full_text:
        staging.index_no_words(connection, name)
    replaced = datastore.ledger(held.resource_id)
    record.record_growth(held, Growth(rows, 0, 0, replaced.rows if replaced else 0, rows))


def start(connection: datastore.Connection, held: Publication, profile: Profile) -> None:
    """Note that the table, just replaced, holds this publication alone, when it grows."""
    growing.forget(connection, held.resource_id)
    if profile.hints.growing:
        growing.note(connection, held.resource_id, _addition(held, profile))


def _addition(held: Publication, profile: Profile) -> Addition:
    return Addition(
        held.id, held.seq, profile.name, profile.version, held.file.sha256, held.sheet or None, held.mode
    )
