"""A file checked, loaded and swapped in one transaction of the datastore."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

from ... import config
from ...core.publication import Publication
from ...core.tabular.checking import Check, Progress, check
from ...core.tabular.copying import copy_text
from ...core.tabular.profile import Profile
from ...core.tabular.report import Report
from ...crash_points import crash_point
from ...store import datastore, files, staging, table_rules
from ...store import publication as record
from .dictionary import columns
from .profiles import registers


class Refused(Exception):
    """The file does not follow its profile; `report` says where."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.errors} errors")
        self.report = report


def load(held: Publication, profile: Profile, progress: Progress) -> None:
    """Put the file's table in place of the resource's. Raises Refused, Fenced, TableBusy, LoadMismatch."""
    # An attempt that hangs, its lease over, may still hold the table that it was making.
    name = f"p_{held.seq}_{held.attempts}"
    path, sheet = files.path_of(held.file.sha256), held.sheet or ""
    checked = check(path, profile, registers(), config.limits(), progress, sheet=sheet)
    with datastore.writing() as connection:
        staging.create(connection, name, columns(profile))
        if profile.hints.full_text:
            staging.index_words_while_loading(connection, name)
        staging.copy_rows(connection, name, columns(profile), _chunks(checked))
        crash_point("after-copy")
        _judge(connection, name, held, profile, checked)
        report = checked.report
        staging.verify(connection, name, report.rows, report.sums)
        staging.finish(connection, name, profile.hints.indexes)
        record.record_check(held, profile.version, report.rows, report.columns, report.to_dict())
        entry = datastore.LedgerEntry(held.resource_id, held.id, held.seq, held.file.sha256, report.rows)
        crash_point("before-swap")
        datastore.swap(connection, name, entry, report.sums)


def examine(path: Path, profile: Profile, sheet: str = "") -> Report:
    """Check a file with every rule and publish nothing; `sheet` is the one of a workbook to read."""
    checked = check(path, profile, registers(), config.limits(), sheet=sheet)
    name = f"c_{uuid.uuid4().hex}"
    with datastore.trying() as connection:
        staging.create(connection, name, columns(profile))
        staging.copy_rows(connection, name, columns(profile), _chunks(checked))
        if checked.report.accepted:
            table_rules.evaluate(connection, name, path, profile, checked.report)
    return checked.report


def _judge(connection: datastore.Connection, name: str, held: Publication, profile: Profile, checked: Check) -> None:
    """Evaluate the rules between rows once the cells are right. Raises Refused."""
    report = checked.report
    if report.accepted:
        table_rules.evaluate(connection, name, files.path_of(held.file.sha256), profile, report)
    if not report.accepted:
        raise Refused(report)


def _chunks(checked: Check) -> Iterator[bytes]:
    for batch in checked:
        yield copy_text(batch)
        crash_point("during-copy")
