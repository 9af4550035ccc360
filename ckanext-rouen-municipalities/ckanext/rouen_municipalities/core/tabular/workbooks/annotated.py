"""A refused file as a workbook: the officer's own rows, wrong cells in red with the reason, and what to do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..issues import Refused
from ..limits import Limits
from ..opening import Source, opened
from ..profile import Profile
from ..report import Report
from ..spreadsheets.exchange import Sheets
from .data_sheet import DataSheet
from .looks import looks_of, new_workbook
from .marks import Marks, marks_of
from .raw_rows import CannotBeCut, Row, rows_of
from .summary import Summary
from .words import said

__all__ = ["CannotBeCut", "can_be_annotated", "write_annotated"]

#: a file with one of these cannot be cut into rows as its author sees them
_UNCUTTABLE = frozenset(
    {"quote-unclosed", "quote-misplaced", "line-too-long", "nul-character", "encoding-undecodable", "encoding-mixed"}
)
_LONGEST_NAME = 31
#: a sheet has few more
_MOST_ROWS = 1_000_000
#: characters to a cell, on the average
_CHARACTERS = 60


def can_be_annotated(report: Report) -> bool:
    """Whether the rows of the refused file can be shown."""
    return not report.accepted and report.header_line is not None and not _UNCUTTABLE & report.by_rule.keys()


@dataclass(frozen=True)
class Refusal:
    """A refused file: where it is, what it is called, what is wrong with it, and what it should have been."""

    path: Path
    name: str
    report: Report
    profile: Profile | None = None


def write_annotated(target: IO[bytes], refusal: Refusal, language: str, limits: Limits) -> None:
    """Write the refused file as a workbook, row by row.

    A file of more cells than ``limits.annotated_cells`` shows only the rows to repair. Raises CannotBeCut."""
    if not can_be_annotated(refusal.report):
        raise CannotBeCut
    report = refusal.report
    try:
        with opened(refusal.path, Sheets(wanted=report.sheet), limits, codec=report.encoding) as source:
            _write(target, refusal, language, source, limits)
    except Refused as reading:
        raise CannotBeCut(reading.issue.rule) from reading


def _write(target: IO[bytes], refusal: Refusal, language: str, source: Source, limits: Limits) -> None:
    report = refusal.report
    marks = marks_of(report, _header(source, report))
    is_whole = _fits(rows_of(source, report), limits.annotated_cells)
    rows = rows_of(source, report) if is_whole else _to_repair(source, report, marks, language)
    # the library leaves its own files behind when writing is broken off
    with tempfile.TemporaryDirectory() as folder:
        book = new_workbook(target, refusal.name, folder)
        looks = looks_of(book)
        summary_name, data_name = _sheet_names(refusal, language)
        summary, data = book.add_worksheet(summary_name), book.add_worksheet(data_name)
        typed = refusal.profile if source.is_sheet else None
        shown = DataSheet(book, report, marks, typed, language).write(data, rows, 0 if is_whole else 1)
        Summary(summary, looks, language).write(refusal.name, data_name, report, marks, shown)
        book.close()


def _header(source: Source, report: Report) -> list[str]:
    return next((cells for line, cells in rows_of(source, report) if line == report.header_line), [])


def _sheet_names(refusal: Refusal, language: str) -> tuple[str, str]:
    """The rows keep the name that their sheet has, or should have."""
    wanted = refusal.report.sheet or (refusal.profile.hints.sheet if refusal.profile else "")
    data = wanted[:_LONGEST_NAME] or said("data-sheet", language)
    summary = said("errors-sheet", language)
    return (f"{summary} (2)" if summary.casefold() == data.casefold() else summary), data


def _fits(rows: Iterable[Row], most_cells: int) -> bool:
    """Whether all rows can be shown."""
    cells = characters = 0
    for count, (_, row) in enumerate(rows, 1):
        cells += len(row)
        characters += sum(map(len, row))
        if cells > most_cells or count > _MOST_ROWS or characters > most_cells * _CHARACTERS:
            return False
    return True


def _to_repair(source: Source, report: Report, marks: Marks, language: str) -> Iterator[Row]:
    """The header and the rows with marks, each after its number in the file: no profile knows such a column."""
    title, header_line = said("line-number", language), report.header_line or 1
    last_line = max(marks.last_line, header_line)
    for line, cells in rows_of(source, report):
        if line > last_line:
            return
        if line == header_line:
            yield line, [title, *cells]
        elif marks.of(line):
            yield line, [str(line), *cells]
