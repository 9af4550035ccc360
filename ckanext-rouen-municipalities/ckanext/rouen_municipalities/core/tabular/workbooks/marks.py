"""Where the issues of a report stand in its file: which cells have to be repaired, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..cells import stripped
from ..issues import Issue
from ..messages import render
from ..report import Report
from .words import said

#: a comment says no more
_REASONS_TOLD = 3


@dataclass(frozen=True)
class Place:
    """A cell: the line on which its row begins in the file, and its column from 0."""

    line: int
    column: int


@dataclass
class Marks:
    """``by_line``: line → column → the issues of a cell; ``first``: the first cell of each issue of the report."""

    by_line: dict[int, dict[int, list[Issue]]] = field(default_factory=dict)
    first: list[Place | None] = field(default_factory=list)

    @property
    def last_line(self) -> int:
        """The last line with something to repair, 0 without any."""
        return max(self.by_line, default=0)

    def of(self, line: int) -> dict[int, list[Issue]]:
        """The cells to repair of the row that begins on ``line``."""
        return self.by_line.get(line, {})


def marks_of(report: Report, header: Sequence[str]) -> Marks:
    """The cells that the issues of ``report`` are about; what is about the whole file has no cell."""
    marks = Marks()
    for issue in report.issues:
        places = _places(issue, report, header)
        marks.first.append(places[0] if places else None)
        for place in places:
            marks.by_line.setdefault(place.line, {}).setdefault(place.column, []).append(issue)
    return marks


def reason(issues: Iterable[Issue], language: str) -> str:
    """Why a cell has to be repaired, in words."""
    told: list[str] = []
    for issue in issues:
        words = render(issue, language)
        key = "reason" if words.expected else "reason-only"
        told.append(said(key, language, label=words.label, message=words.message, expected=words.expected))
    return "\n\n".join(list(dict.fromkeys(told))[:_REASONS_TOLD])


def _places(issue: Issue, report: Report, header: Sequence[str]) -> list[Place]:
    """The cells that an issue is about; of a row as a whole, its first cell."""
    if issue.line is None:
        return []
    columns = list(_columns(issue, report, [stripped(title) for title in header]))
    return [Place(issue.line, column) for column in columns or [0]]


def _columns(issue: Issue, report: Report, titles: Sequence[str]) -> Iterator[int]:
    """An issue names a title of the file, a field, several fields, or a column without a title by its number."""
    if issue.rule == "header-blank" and issue.value.isdigit():
        yield int(issue.value) - 1
        return
    if not issue.column:
        return
    names = [issue.column] if issue.column in titles else issue.column.split(", ")
    for name in names:
        title = stripped(report.matched.get(name, name))
        yield from (rank for rank, other in enumerate(titles) if other == title)
