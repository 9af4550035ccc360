"""Cells as their reader gives them, with their place in the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from python_calamine import CalamineSheet

Row = Sequence[Any]
#: cells up to which rows are given at once, which is faster than one by one
_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Grid:
    """Rows of one width; ``first_row`` counts from 1, ``first_column`` from 0."""

    first_row: int
    first_column: int
    width: int
    rows: Iterable[Row]
    #: part of the file read so far, from 0 to 1
    read: float = 1


def grid_of(sheet: CalamineSheet, read: float = 1) -> Grid | None:
    """The cells of a sheet; ``None`` when it has none."""
    if sheet.start is None or sheet.end is None:
        return None
    first, column = sheet.start
    height, width = sheet.end[0] - first + 1, sheet.end[1] - column + 1
    rows: Iterable[Row] = sheet.to_python() if height * width <= _AT_ONCE else _one_by_one(sheet, first)
    return Grid(first + 1, column, width, rows, read)


def _one_by_one(sheet: CalamineSheet, first: int) -> Iterator[Row]:
    return islice(sheet.iter_rows(), first, None)
