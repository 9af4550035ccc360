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
from ...store import datastore, files, table_rules
from ...store import publication as record
from .profiles import registers


class Refused(Exception):
    """The file does not follow its profile; `report` says where."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.errors} errors")
        self.report = report


def load(held: Publication, profile: Profile, progress: Progress) -> None:
    """Put the file's table in place of the resource's. Raises Refused, Fenced, TableBusy, LoadMismatch."""
    staging = f"p_{held.seq}"
    checked = check(files.path_of(held.file.sha256), profile, registers(), config.limits(), progress)
    with datastore.writing() as connection:
        datastore.create_staging(connection, staging, _columns(profile))
        if profile.hints.full_text:
            datastore.index_words_while_loading(connection, staging)
        datastore.copy_rows(connection, staging, _columns(profile), _chunks(checked))
        _judge(connection, staging, held, profile, checked)
        report = checked.report
        datastore.verify(connection, staging, report.rows, report.sums)
        datastore.finish_staging(connection, staging, profile.hints.indexes)
        record.record_check(held, profile.version, report.rows, report.columns, report.to_dict())
        entry = datastore.LedgerEntry(held.resource_id, held.id, held.seq, held.file.sha256, report.rows)
        datastore.swap(connection, staging, entry, report.sums)


def examine(path: Path, profile: Profile) -> Report:
    """Check a file with every rule and publish nothing."""
    checked = check(path, profile, registers(), config.limits())
    staging = f"c_{uuid.uuid4().hex}"
    with datastore.trying() as connection:
        datastore.create_staging(connection, staging, _columns(profile))
        datastore.copy_rows(connection, staging, _columns(profile), _chunks(checked))
        if checked.report.accepted:
            table_rules.evaluate(connection, staging, path, profile, checked.report)
    return checked.report


def _judge(connection: datastore.Connection, staging: str, held: Publication, profile: Profile, checked: Check) -> None:
    """Evaluate the rules between rows once the cells are right. Raises Refused."""
    report = checked.report
    if report.accepted:
        table_rules.evaluate(connection, staging, files.path_of(held.file.sha256), profile, report)
    if not report.accepted:
        raise Refused(report)


def _chunks(checked: Check) -> Iterator[bytes]:
    for batch in checked:
        yield copy_text(batch)


def _columns(profile: Profile) -> list[datastore.Column]:
    """Columns with what CKAN's data dictionary shows; CKAN knows one language, French here."""
    return [
        datastore.Column(
            field.name,
            field.postgresql_type,
            {
                key: text
                for key, text in (
                    ("label", field.title.text("fr")),
                    ("notes", field.description.text("fr")),
                    ("label_en", field.title.text("en")),
                    ("notes_en", field.description.text("en")),
                    ("unit", field.unit),
                )
                if text
            },
        )
        for field in profile.fields
    ]
