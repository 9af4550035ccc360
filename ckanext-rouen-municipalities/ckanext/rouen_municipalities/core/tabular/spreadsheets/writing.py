"""A sheet written as text, a row to a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TextIO

from ..cells import LOST
from .exchange import LINE_BREAK, QUOTE, SEPARATOR, Flaw
from .findings import Place
from .grids import Grid, Row
from .mixed import MixedSigns
from .texts import texts

#: rows written at a time
_ROWS = 2000
#: signs that no text of a person contains
_UNREADABLE = str.maketrans(dict.fromkeys((SEPARATOR, QUOTE, LINE_BREAK, "\0"), LOST))
_SPECIAL = (QUOTE, LINE_BREAK, "\r", "\0")
_DATES = frozenset({date, datetime})

Columns = list[list[str]]


class SheetWriter:
    """Writes grids to ``target``, ``width`` cells to a row, and more only where there are more."""

    def __init__(self, target: TextIO, width: int, header_row: int, patches: Mapping[Place, str]) -> None:
        """``patches``: texts that replace cells, by row (from 1) and column (from 0)."""
        self._target = target
        self._width = width
        self._header_row = header_row
        self._patches = patches
        self._patched_rows = {row for row, _ in patches}
        self._next_row = 1
        self._dated: dict[int, Flaw] = {}
        self._mixed: dict[int, MixedSigns] = {}

    def write(self, grid: Grid) -> None:
        """Write the rows of a grid below those of the grids before."""
        self._target.write("\n" * (grid.first_row - self._next_row))
        number = grid.first_row
        for chunk in _chunks(grid.rows):
            columns = [self._texts(grid.first_column + rank, cells, number) for rank, cells in _ranked(chunk)]
            empty = [""] * len(chunk)
            columns = [empty] * grid.first_column + columns
            columns += [empty] * (self._width - len(columns))
            self._patch(columns, number, len(chunk))
            self._put(columns, len(chunk))
            number += len(chunk)
        self._next_row = number

    def flaws(self) -> list[Flaw]:
        """What the text does not tell of the cells."""
        ambiguous = [flaw for mixed in self._mixed.values() for flaw in mixed.ambiguous()]
        return [*self._dated.values(), *ambiguous]

    def _texts(self, column: int, values: Sequence[Any], number: int) -> list[str]:
        """The cells of the rows from ``number`` as text."""
        kinds = set(map(type, values))
        if kinds & _DATES and column not in self._dated:
            self._note_date(column, values, number)
        if str in kinds:
            mixed = self._mixed.setdefault(column, MixedSigns(column))
            mixed.watch(values, number, only_texts=len(kinds) == 1)
        return texts(values, kinds)

    def _note_date(self, column: int, values: Sequence[Any], number: int) -> None:
        for row, value in enumerate(values, number):
            if type(value) in _DATES and row > self._header_row:
                self._dated[column] = Flaw(row, column, "code-date", value.isoformat())
                return

    def _patch(self, columns: Columns, number: int, count: int) -> None:
        for row in self._patched_rows.intersection(range(number, number + count)):
            for rank, cells in enumerate(columns):
                if (row, rank) in self._patches:
                    columns[rank] = [*cells[: row - number], self._patches[row, rank], *cells[row - number + 1 :]]

    def _put(self, columns: Columns, rows: int) -> None:
        beyond = columns[self._width :]
        if any(map(any, beyond)):
            self._put_one_by_one(list(zip(*columns, strict=True)))
            return
        lines = map(SEPARATOR.join, zip(*columns[: self._width], strict=True))
        text = "\n".join(lines)
        is_simple = text.count("\n") == rows - 1 and text.count(SEPARATOR) == rows * (self._width - 1)
        if is_simple and not any(sign in text for sign in _SPECIAL):
            self._target.write(text + "\n")
        else:
            self._put_one_by_one(list(zip(*columns[: self._width], strict=True)))

    def _put_one_by_one(self, rows: list[tuple[str, ...]]) -> None:
        for row in rows:
            cells = list(map(_readable, row))
            while len(cells) > self._width and not cells[-1]:
                cells.pop()
            self._target.write(SEPARATOR.join(cells) + "\n")


def _readable(cell: str) -> str:
    """A cell on one line, with a mark in place of signs that no text has."""
    return cell.translate(_UNREADABLE).replace("\r\n", LINE_BREAK).replace("\r", LINE_BREAK).replace("\n", LINE_BREAK)


def _ranked(chunk: list[Row]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    return enumerate(zip(*chunk, strict=True))


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _ROWS)):
        yield chunk
