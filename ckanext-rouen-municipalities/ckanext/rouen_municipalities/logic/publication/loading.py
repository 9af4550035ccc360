"""A file checked, loaded and swapped in one transaction of the datastore."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ... import config
from ...core.growth import Growth, Step
from ...core.publication import Publication
from ...core.tabular.checking import Check, Layouts, Progress, check
from ...core.tabular.copying import copy_text
from ...core.tabular.profile import Profile
from ...core.tabular.report import Report
from ...crash_points import crash_point
from ...store import datastore, files, staging, table_rules
from ...store import publication as record
from ...store.growing import Target, additions, begin, foresee
from ...store.table_rules import Surroundings
from . import growing
from .dictionary import columns
from .growing import Refused
from .layouts import layouts_of
from .profiles import registers
from .surroundings import surroundings_of

#: what a file for no resource is held against
NOTHING = Surroundings()


def load(held: Publication, profile: Profile, progress: Progress) -> None:
    """Put the file's table in place of the resource's, or its rows into the one that grows.

    Raises Refused, Fenced, TableBusy, TableChanged, LoadMismatch.
    """
    # An attempt that hangs, its lease over, may still hold the table that it was making.
    name = f"p_{held.seq}_{held.attempts}"
    path, sheet = files.path_of(held.file.sha256), held.sheet or ""
    plan = growing.plan(held, profile)
    checked = check(path, profile, registers(), config.limits(), progress, sheet=sheet, layouts=layouts_of(held))
    around = surroundings_of(profile, held.resource_id, joins=plan.step is not Step.REPLACE)
    with datastore.writing() as connection:
        staging.create(connection, name, columns(profile))
        if profile.hints.full_text and plan.step is Step.REPLACE:
            staging.index_words_while_loading(connection, name)
        staging.copy_rows(connection, name, columns(profile), _chunks(checked))
        crash_point("after-copy")
        _judge(connection, name, profile, checked, around)
        report = checked.report
        staging.verify(connection, name, report.rows, report.sums)
        record.record_check(held, profile.version, report.rows, report.columns, report.to_dict())
        if plan.step is Step.REPLACE:
            _replace(connection, name, held, profile, report)
        else:
            target = Target(held.resource_id, name, columns(profile), profile.primary_key)
            begin(connection, held.resource_id, plan.known)
            growing.judge(connection, target, profile, checked)
            growing.join(connection, target, held, plan, report.rows)


def _replace(connection: datastore.Connection, name: str, held: Publication, profile: Profile, report: Report) -> None:
    """Make the loaded table that of the resource."""
    staging.finish(connection, name)
    if profile.hints.growing:
        growing.let_grow(connection, name, held, profile, report.rows)
    entry = datastore.LedgerEntry(held.resource_id, held.id, held.seq, held.file.sha256, report.rows)
    crash_point("before-swap")
    datastore.swap(connection, name, entry, report.sums)
    growing.start(connection, held, profile)


def examine(
    path: Path, profile: Profile, sheet: str = "", layouts: Layouts | None = None, around: Surroundings = NOTHING
) -> Report:
    """Check a file with every rule and publish nothing; `sheet` is the one of a workbook to read."""
    with staged(path, profile, sheet, layouts) as (connection, name, checked):
        if checked.report.accepted:
            table_rules.evaluate(connection, name, profile, checked, around)
    return checked.report


@contextmanager
def staged(
    path: Path, profile: Profile, sheet: str = "", layouts: Layouts | None = None
) -> Iterator[tuple[datastore.Connection, str, Check]]:
    """The rows of a file in a staging table for as long as the block: its name, and what its cells were found to be."""
    checked = check(path, profile, registers(), config.limits(), sheet=sheet, layouts=layouts)
    name = f"c_{uuid.uuid4().hex}"
    with datastore.trying() as connection:
        staging.create(connection, name, columns(profile))
        staging.copy_rows(connection, name, columns(profile), _chunks(checked))
        yield connection, name, checked


def examine_beside(
    resource_id: str, path: Path, profile: Profile, sheet: str, layouts: Layouts
) -> tuple[Report, Growth | None]:
    """Check a file as `examine` does, and with the published rows that it would join: what it would do to them."""
    entry, known = datastore.ledger(resource_id), additions(resource_id)
    if entry is None or {addition.profile for addition in known} != {profile.name}:
        return examine(path, profile, sheet, layouts, surroundings_of(profile, resource_id)), None
    checked = check(path, profile, registers(), config.limits(), sheet=sheet, layouts=layouts)
    around = surroundings_of(profile, resource_id, joins=True)
    target = Target(resource_id, f"c_{uuid.uuid4().hex}", columns(profile), profile.primary_key)
    with datastore.trying() as connection:
        staging.create(connection, target.staging, target.columns)
        staging.copy_rows(connection, target.staging, target.columns, _chunks(checked))
        try:
            _judge(connection, target.staging, profile, checked, around)
            growing.judge(connection, target, profile, checked)
        except Refused as refusal:
            return refusal.report, None
        return checked.report, foresee(connection, target, entry.rows)


def _judge(
    connection: datastore.Connection, name: str, profile: Profile, checked: Check, around: Surroundings
) -> None:
    """Evaluate the rules between rows once the cells are right. Raises Refused."""
    report = checked.report
    if report.accepted:
        table_rules.evaluate(connection, name, profile, checked, around)
    if not report.accepted:
        raise Refused(report)


def _chunks(checked: Check) -> Iterator[bytes]:
    for batch in checked:
        yield copy_text(batch)
        crash_point("during-copy")
