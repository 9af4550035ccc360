"""A sheet written as text, one row per line but for line breaks within cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, TextIO

from .exchange import QUOTE, SEPARATOR, Flaw
from .findings import Place
from .mixed import MixedSigns
from .texts import texts

#: rows written at a time
_ROWS = 2000
#: signs that no text of a person contains
_UNREADABLE = str.maketrans(dict.fromkeys((SEPARATOR, QUOTE, "\0")))
_DATES = frozenset({date, datetime})

Row = Sequence[Any]


@dataclass
class Written:
    """What the text does not tell."""

    tall_rows: list[tuple[int, int]] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


class SheetWriter:
    """Writes rows to ``target``, without the columns that are not ``kept`` (``None``: all are)."""

    def __init__(
        self, target: TextIO, kept: Sequence[int] | None, patches: Mapping[Place, str], first_data_row: int
    ) -> None:
        """``patches``: texts that replace cells, by row (from 1) and column as written."""
        self.written = Written()
        self._target = target
        self._kept = kept
        self._patches = patches
        self._patched_rows = {row for row, _ in patches}
        self._first_data_row = first_data_row
        self._dated: dict[int, Flaw] = {}
        self._mixed: dict[int, MixedSigns] = {}

    def write(self, rows: Iterable[Row]) -> Written:
        """Write all rows; what the text does not tell is in the order of columns."""
        number = 1
        for chunk in _chunks(rows):
            columns = self._columns(chunk, number)
            self._patch(columns, number, len(chunk))
            self._put(list(zip(*columns, strict=True)), number)
            number += len(chunk)
        self.written.flaws += self._dated.values()
        self.written.flaws += [flaw for mixed in self._mixed.values() for flaw in mixed.ambiguous()]
        return self.written

    def _columns(self, chunk: list[Row], number: int) -> list[list[str]]:
        """The cells of the rows from ``number`` as text, by column."""
        columns = list(zip(*chunk, strict=True))
        chosen = columns if self._kept is None else [columns[rank] for rank in self._kept]
        for rank, values in enumerate(chosen):
            self._watch(rank, values, number)
        return [list(texts(values)) for values in chosen]

    def _watch(self, rank: int, values: Sequence[Any], number: int) -> None:
        kinds = set(map(type, values))
        if rank not in self._dated and kinds & _DATES:
            self._note_date(rank, values, number)
        if str in kinds:
            mixed = self._mixed.setdefault(rank, MixedSigns(rank))
            mixed.watch(values, number, only_texts=len(kinds) == 1)

    def _note_date(self, rank: int, values: Sequence[Any], number: int) -> None:
        for row, value in enumerate(values, number):
            if type(value) in _DATES and row >= self._first_data_row:
                self._dated[rank] = Flaw(row, rank, "code-date", value.isoformat())
                return

    def _patch(self, columns: list[list[str]], number: int, count: int) -> None:
        for row in self._patched_rows.intersection(range(number, number + count)):
            for rank, column in enumerate(columns):
                column[row - number] = self._patches.get((row, rank), column[row - number])

    def _put(self, rows: list[tuple[str, ...]], number: int) -> None:
        text = "\n".join(map(SEPARATOR.join, rows))
        breaks, separators = len(rows) - 1, len(rows) * (len(rows[0]) - 1)
        simple = text.count("\n") == breaks and text.count(SEPARATOR) == separators
        if not simple or any(sign in text for sign in (QUOTE, "\r", "\0")):
            text = "\n".join(self._row(row, place) for place, row in enumerate(rows, number))
        self._target.write(text + "\n")

    def _row(self, row: tuple[str, ...], number: int) -> str:
        cells = [self._cell(cell, number, rank) for rank, cell in enumerate(row)]
        if breaks := sum(cell.count("\n") for cell in cells):
            self.written.tall_rows.append((number, breaks))
        return SEPARATOR.join(f"{QUOTE}{cell}{QUOTE}" if "\n" in cell else cell for cell in cells)

    def _cell(self, cell: str, number: int, rank: int) -> str:
        readable = cell.translate(_UNREADABLE)
        if readable != cell:
            self.written.flaws.append(Flaw(number, rank, "cell-unreadable", readable))
        return readable.replace("\r\n", "\n").replace("\r", "\n")


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _ROWS)):
        yield chunk
