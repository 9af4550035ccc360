"""The sheet with the officer's own rows: each cell as it was written, the wrong ones in red with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from ..issues import Issue
from ..profile import Profile
from ..report import Report
from .looks import DAY, GENERAL, HEAD, MOMENT, TEXT, WRONG, fit_to_paper
from .marks import Marks, reason
from .raw_rows import Row
from .words import said

#: cells with a comment; spreadsheets are slow with more
COMMENTS = 2_000
#: what a cell of a workbook holds at most, nearly
_LONGEST_TEXT = 32_000
_COLUMNS, _WIDTH = 16_384, 18
_COMMENT_SIZE = {"x_scale": 2.2, "y_scale": 1.5, "author": ""}
#: numbers and days as the reader of spreadsheets writes them
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?")
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_DIGITS = 15
_LOOKS: Mapping[str, str] = {"integer": GENERAL, "number": GENERAL, "date": DAY, "datetime": MOMENT}


@dataclass
class Shown:
    """What of a file a sheet shows: line of the file → row of the sheet from 0, of the rows with marks."""

    rows: dict[int, int] = field(default_factory=dict)
    #: columns that stand before those of the file
    before: int = 0
    wrong_cells: int = 0
    #: whether a text was cut
    cut: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every row is there, as in the file."""
        return not self.before


class DataSheet:
    """Writes the rows from top to bottom."""

    def __init__(self, book: Workbook, report: Report, marks: Marks, typed: Profile | None, language: str) -> None:
        """``typed``: the profile whose numbers and days were numbers and days in the file, ``None`` for a text."""
        self._report, self._marks, self._language, self._typed = report, marks, language, typed
        names = (TEXT, GENERAL, DAY, MOMENT)
        self._formats = {name: book.add_format({"num_format": name, "valign": "top"}) for name in names}
        self._wrong = {name: book.add_format({**WRONG, "num_format": name}) for name in names}
        self._head = book.add_format(HEAD)
        self._looks: Mapping[int, str] = {}
        self._shown = Shown()

    def write(self, sheet: Any, rows: Iterable[Row], before: int) -> Shown:
        """Write ``rows``, which have ``before`` columns more than those of the file; gives what is there."""
        self._sheet, self._shown.before = sheet, before
        fit_to_paper(sheet)
        self._sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for number, (line, cells) in enumerate(rows):
            if line == self._report.header_line:
                self._freeze(number, cells)
            self._row(number, line, cells)
        return self._shown

    def _freeze(self, number: int, titles: Sequence[str]) -> None:
        """Keep the titles in view, and give the columns below them their look."""
        self._sheet.freeze_panes(number + 1, 0)
        self._sheet.set_column(0, min(len(titles), _COLUMNS) - 1, _WIDTH, self._formats[TEXT])
        if self._typed is None:
            return
        types = {title: self._typed.field(name).type for name, title in self._report.matched.items()}
        self._looks = {rank: _LOOKS[types[title]] for rank, title in enumerate(titles) if types.get(title) in _LOOKS}
        for rank, look in self._looks.items():
            self._sheet.set_column(rank, rank, _WIDTH, self._formats[look])

    def _row(self, number: int, line: int, cells: Sequence[str]) -> None:
        marks = {rank + self._shown.before: issues for rank, issues in self._marks.of(line).items()}
        if marks:
            self._shown.rows[line] = number
        is_head = line == self._report.header_line
        for rank, text in enumerate(cells[:_COLUMNS]):
            if len(text) > _LONGEST_TEXT:
                self._cut(number, rank, text)
            elif rank not in marks and text:
                look = TEXT if is_head else self._looks.get(rank, TEXT)
                self._put(number, rank, text, look, self._head if is_head else self._formats[look])
        for rank, issues in marks.items():
            self._mark(number, rank, cells[rank] if rank < len(cells) else "", issues)

    def _mark(self, number: int, rank: int, text: str, issues: list[Issue]) -> None:
        if len(text) <= _LONGEST_TEXT:
            look = self._looks.get(rank, TEXT)
            self._put(number, rank, text, look, self._wrong[look])
        self._comment(number, rank, reason(issues, self._language))

    def _cut(self, number: int, rank: int, text: str) -> None:
        self._shown.cut = True
        self._sheet.write_string(number, rank, f"{text[:_LONGEST_TEXT]}…", self._wrong[TEXT])
        self._comment(number, rank, said("cut", self._language))

    def _comment(self, number: int, rank: int, text: str) -> None:
        self._shown.wrong_cells += 1
        if self._shown.wrong_cells <= COMMENTS:
            self._sheet.write_comment(number, rank, text, _COMMENT_SIZE)

    def _put(self, number: int, rank: int, text: str, look: str, cell_format: Any) -> None:
        if not text:
            self._sheet.write_blank(number, rank, None, cell_format)
        elif look == GENERAL and _is_number(text):
            self._sheet.write_number(number, rank, float(text), cell_format)
        elif (look == DAY and _DAY.fullmatch(text)) or (look == MOMENT and _MOMENT.fullmatch(text)):
            self._sheet.write_datetime(number, rank, datetime.fromisoformat(text), cell_format)
        else:
            self._sheet.write_string(number, rank, text, cell_format)


def _is_number(text: str) -> bool:
    """Whether a spreadsheet keeps every digit of ``text``."""
    return _NUMBER.fullmatch(text) is not None and len(text.strip("-").replace(".", "")) <= _DIGITS
