"""The first sheet of a refused file: what happened, how often each rule was broken, what to do, where to begin."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from ..issues import Issue
from ..messages import label, render
from ..report import Report
from .data_sheet import COMMENTS, Shown
from .looks import Looks, fit_to_paper, height_of
from .marks import Marks, Place
from .words import quoted, said

#: errors told one by one
_TOLD = 200
_WIDTHS = (12, 12, 30, 34, 60, 50)
#: points of a row of titles
_HEAD = 30
#: of a value that is told
_LONGEST_VALUE = 200


class Summary:
    """Writes the sheet from top to bottom; none of its cells looks like a title of the table."""

    def __init__(self, sheet: Any, looks: Looks, language: str) -> None:
        """``sheet`` is empty."""
        self._sheet, self._looks, self._language = sheet, looks, language
        self._row = 0
        sheet.hide_gridlines(2)
        fit_to_paper(sheet)
        for rank, width in enumerate(_WIDTHS):
            sheet.set_column(rank, rank, width)

    def write(self, name: str, data: str, report: Report, marks: Marks, shown: Shown) -> None:
        """What ``report`` says of the file ``name``, whose rows are in the sheet ``data``."""
        self._line(self._said("refused", file=name), self._looks.title)
        self._line(self._said("nothing-changed", errors=report.errors, sheet=data))
        if shown.cut:
            self._line(self._said("some-cut"), self._looks.warning)
        elif shown.is_whole:
            self._line(self._said("then-upload"), self._looks.strong_line)
        if not shown.is_whole:
            self._line(self._said("too-large", sheet=data), self._looks.warning)
        if report.errors > len(report.issues):
            self._line(self._said("not-all", errors=report.errors, kept=len(report.issues)))
        if shown.wrong_cells > COMMENTS:
            self._line(self._said("few-comments", count=COMMENTS))
        self._counts(report)
        self._first_errors(report, marks, shown, data)

    def _counts(self, report: Report) -> None:
        self._row += 1
        self._heads(2, "rule", "count")
        for rule, count in report.by_rule.most_common():
            self._sheet.write_string(self._row, 2, label(rule, self._language), self._looks.plain)
            self._sheet.write_number(self._row, 3, count, self._looks.number)
            self._row += 1

    def _first_errors(self, report: Report, marks: Marks, shown: Shown, data: str) -> None:
        told = report.issues[:_TOLD]
        self._row += 1
        key = "all-errors" if len(told) == report.errors else "first-errors"
        self._line(self._said(key, count=len(told)), self._looks.strong_line)
        self._heads(0, "where", "line", "column", "value", "problem", "accepted")
        for issue, place in zip(told, marks.first, strict=False):
            self._error(issue, _cell(place, shown), data)

    def _error(self, issue: Issue, cell: str, data: str) -> None:
        words = render(issue, self._language)
        texts = [
            cell,
            str(issue.line or ""),
            quoted(issue.column, self._language) if issue.column else "",
            quoted(issue.value[:_LONGEST_VALUE], self._language) if issue.value else "",
            words.message,
            words.expected,
        ]
        self._sheet.set_row(self._row, height_of(texts, _WIDTHS))
        for rank, text in enumerate(texts):
            self._sheet.write(self._row, rank, text or None, self._looks.plain)
        if cell:
            sheet = data.replace("'", "''")
            self._sheet.write_url(self._row, 0, f"internal:'{sheet}'!{cell}", self._looks.link, cell)
        self._row += 1

    def _heads(self, first: int, *keys: str) -> None:
        self._sheet.set_row(self._row, _HEAD)
        for rank, key in enumerate(keys, first):
            self._sheet.write_string(self._row, rank, self._said(key), self._looks.head)
        self._row += 1

    def _line(self, text: str, look: Any = None) -> None:
        self._sheet.write_string(self._row, 0, text, *([look] if look else []))
        self._row += 1

    def _said(self, key: str, **values: object) -> str:
        return said(key, self._language, **values)


def _cell(place: Place | None, shown: Shown) -> str:
    """``B12``, or nothing when the workbook does not show it."""
    if place is None or place.line not in shown.rows:
        return ""
    return str(xl_rowcol_to_cell(shown.rows[place.line], place.column + shown.before))
