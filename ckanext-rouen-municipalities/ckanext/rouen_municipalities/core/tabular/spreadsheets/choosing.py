"""Which sheet of a workbook holds the table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from ..cells import stripped
from ..folding import fold
from ..header import HEADER_SEARCH
from ..issues import Issue, Notice, Refused
from .books import Book, Sheet
from .exchange import Sheets
from .grids import Grid
from .texts import text

#: rows looked at for a header, blank ones included
_LOOK = 200
_NAMES_LISTED = 50
#: what stands between names of sheets: no name may hold an oblique
_APART, _AND_OTHERS = " / ", "…"


@dataclass(frozen=True)
class Chosen:
    """A sheet, the row and the titles of its header as columns of the sheet, and what to tell about the choice."""

    sheet: Sheet
    header_row: int
    titles: Sequence[str]
    notices: Sequence[Notice] = ()


@dataclass(frozen=True)
class _Candidate:
    sheet: Sheet
    score: int = 0
    row: int = 0
    titles: Sequence[str] = ()
    has_rows: bool = False


def choose(book: Book, sheets: Sheets) -> Chosen:
    """The sheet that was asked for, else the one whose header has most of the expected names.

    Raises Refused when several would do as well: nobody chooses by chance what is published."""
    named = _named(sheets.wanted, book.tables)
    if sheets.wanted and named is None:
        raise Refused(Issue("sheet-missing", value=sheets.wanted, expected=_listed(book.visible)))
    named = named or _named(sheets.preferred, book.tables)
    if named is not None:
        return _told(_candidate(book.sheet(named), sheets.names), len(book.visible))
    return _best(book, sheets.names)


def listed_sheets(text: str) -> list[str]:
    """The sheets that the value or the expectation of an issue lists."""
    return [name for name in text.split(_APART) if name and name != _AND_OTHERS]


def _best(book: Book, names: Collection[str]) -> Chosen:
    candidates = [_candidate(book.sheet(name), names) for name in book.visible]
    filled = [candidate for candidate in candidates if candidate.row]
    if not filled:
        raise Refused(Issue("file-empty"))
    highest = max(candidate.score for candidate in filled)
    best = [candidate for candidate in filled if candidate.score == highest]
    best = [candidate for candidate in best if candidate.has_rows] or best[:1]
    if len(best) > 1:
        rule = "sheet-ambiguous" if highest or not names else "sheet-unfit"
        raise Refused(Issue(rule, value=_listed([candidate.sheet.name for candidate in best])))
    return _told(best[0], len(filled))


def _candidate(sheet: Sheet, names: Collection[str]) -> _Candidate:
    grid = sheet.look()
    if grid is None:
        return _Candidate(sheet)
    known = frozenset(names)
    rows = list(islice(grid.rows, _LOOK))
    best = _Candidate(sheet)
    for rank, titles in _first_rows(grid, rows):
        score = len({fold(title) for title in titles} & known)
        if score > best.score or not best.row:
            best = _Candidate(sheet, score, grid.first_row + rank, titles, len(rows) > rank + 1)
    return best


def _first_rows(grid: Grid, rows: Sequence[Sequence[object]]) -> list[tuple[int, list[str]]]:
    """The first rows that are not blank, each with its rank, as columns of the sheet."""
    before = [""] * grid.first_column
    filled = [
        (rank, before + [stripped(text(cell)) for cell in row])
        for rank, row in enumerate(rows)
        if any(row)
    ]
    return filled[:HEADER_SEARCH]


def _told(candidate: _Candidate, sheets: int) -> Chosen:
    notices = [Notice("sheet-chosen", sheets, value=candidate.sheet.name)] if sheets > 1 else []
    return Chosen(candidate.sheet, candidate.row, candidate.titles, notices)


def _named(wanted: str, names: Sequence[str]) -> str | None:
    return next((name for name in names if wanted and fold(name) == fold(wanted)), None)


def _listed(names: Sequence[str]) -> str:
    more = [_AND_OTHERS] if len(names) > _NAMES_LISTED else []
    return _APART.join([*names[:_NAMES_LISTED], *more])
