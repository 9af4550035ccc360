"""What a spreadsheet's cells hide behind their text, told where it matters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence

from .columns import Column
from .issues import Issue
from .profile import Field
from .spreadsheets.exchange import Flaw

#: line and order of a column within a row
Place = tuple[int, int]

#: flaws that concern some columns only
_CONCERNS: Mapping[str, Callable[[Field], bool]] = {
    "code-date": lambda field: field.type == "code",
    "number-ambiguous": lambda field: field.numeric,
}
_MERGED = "cells-merged"


class Flaws:
    """The flaws of the columns that are read; ``columns``: rank in the file → order and column."""

    def __init__(self, flaws: Sequence[Flaw], columns: Mapping[int, tuple[int, Column]]) -> None:
        """Flaws of other columns are forgotten."""
        self._columns = columns
        self._flaws = sorted(filter(self._matters, flaws), key=lambda flaw: flaw.row)
        self._rows = [flaw.row for flaw in self._flaws]

    def on(self, lines: Sequence[int], columns: Sequence[Sequence[str]]) -> dict[Place, Issue]:
        """The flaws on the rows at ``lines``, whose cells are in ``columns``."""
        if not self._flaws or not lines:
            return {}
        near = self._flaws[bisect_left(self._rows, lines[0]) : bisect_right(self._rows, lines[-1])]
        ranks = {line: rank for rank, line in enumerate(lines)} if near else {}
        found: dict[Place, Issue] = {}
        for flaw in near:
            if flaw.row in ranks:
                self._tell(flaw, columns[flaw.column][ranks[flaw.row]], found)
        return found

    def _tell(self, flaw: Flaw, cell: str, found: dict[Place, Issue]) -> None:
        order, column = self._columns[flaw.column]
        if flaw.rule != _MERGED:
            found[flaw.row, order] = Issue(flaw.rule, flaw.row, column.header, flaw.value)
        elif cell:
            found[flaw.row, order] = Issue(flaw.rule, flaw.row, column.header, cell, flaw.value)

    def _matters(self, flaw: Flaw) -> bool:
        if flaw.column not in self._columns:
            return False
        concerns = _CONCERNS.get(flaw.rule)
        return concerns is None or concerns(self._columns[flaw.column][1].field)
