"""Which sheet of a workbook holds the table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ..cells import stripped
from ..folding import fold
from ..header import HEADER_SEARCH
from ..issues import Issue, Notice, Refused
from .exchange import Sheets
from .texts import texts

#: rows looked at for a header, blank ones included
_LOOK = 200
_NAMES_LISTED = 20

Load = Callable[[str], CalamineSheet]


@dataclass(frozen=True)
class Chosen:
    """A sheet, the rank of its header row among its rows and what there is to tell about the choice."""

    name: str
    sheet: CalamineSheet
    header_rank: int | None
    header: Sequence[str] = ()
    notices: Sequence[Notice] = ()


@dataclass(frozen=True)
class _Candidate:
    name: str
    sheet: CalamineSheet
    score: int
    rank: int | None
    header: Sequence[str]

    @property
    def has_rows(self) -> bool:
        return self.rank is not None and self.sheet.end is not None and self.sheet.end[0] > self.rank


def choose(book: CalamineWorkbook, load: Load, wanted: Sheets) -> Chosen:
    """The sheet that was asked for, else the one whose header has most of the expected names; raises Refused."""
    visible = [each.name for each in book.sheets_metadata if _is_table(each) and _is_visible(each)]
    tables = [each.name for each in book.sheets_metadata if _is_table(each)]
    named = _named(wanted.wanted, tables)
    if wanted.wanted and named is None:
        raise Refused(Issue("sheet-missing", value=wanted.wanted, expected=_listed(visible)))
    named = named or _named(wanted.preferred, tables)
    if named is not None:
        return _told(_candidate(named, load(named), wanted.names), len(visible))
    return _best(visible, load, wanted)


def _best(visible: list[str], load: Load, wanted: Sheets) -> Chosen:
    best: list[_Candidate] = []
    filled = 0
    for name in visible:
        candidate = _candidate(name, load(name), wanted.names)
        if not candidate.sheet.height:
            continue
        filled += 1
        best = _better(best, candidate)
    if not best:
        raise Refused(Issue("file-empty"))
    with_rows = [candidate for candidate in best if candidate.has_rows] or best[:1]
    if len(with_rows) > 1 and with_rows[0].score:
        names = _listed([candidate.name for candidate in with_rows])
        raise Refused(Issue("sheet-ambiguous", value=names))
    return _told(with_rows[0], filled)


def _better(best: list[_Candidate], candidate: _Candidate) -> list[_Candidate]:
    if not best or candidate.score > best[0].score:
        return [candidate]
    return [*best, candidate] if candidate.score == best[0].score else best


def _candidate(name: str, sheet: CalamineSheet, names: Collection[str]) -> _Candidate:
    known = frozenset(names)
    best = _Candidate(name, sheet, 0, None, ())
    for rank, row in _first_rows(sheet):
        score = len({fold(cell) for cell in row} & known)
        if score > best.score or best.rank is None:
            best = _Candidate(name, sheet, score, rank, row)
    return best


def _first_rows(sheet: CalamineSheet) -> list[tuple[int, list[str]]]:
    """The first rows that are not blank, each with its rank."""
    rows = [(rank, _cells(row)) for rank, row in enumerate(islice(sheet.iter_rows(), _LOOK)) if any(row)]
    return rows[:HEADER_SEARCH]


def _cells(row: Sequence[Any]) -> list[str]:
    return [stripped(text) for cell in row for text in texts([cell])]


def _told(candidate: _Candidate, sheets: int) -> Chosen:
    notices = [Notice("sheet-chosen", sheets, value=candidate.name)] if sheets > 1 else []
    return Chosen(candidate.name, candidate.sheet, candidate.rank, candidate.header, notices)


def _named(wanted: str, names: list[str]) -> str | None:
    return next((name for name in names if wanted and fold(name) == fold(wanted)), None)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMES_LISTED]) + (", …" if len(names) > _NAMES_LISTED else "")


def _is_table(sheet: Any) -> bool:
    return bool(sheet.typ == SheetTypeEnum.WorkSheet)


def _is_visible(sheet: Any) -> bool:
    return bool(sheet.visible == SheetVisibleEnum.Visible)
