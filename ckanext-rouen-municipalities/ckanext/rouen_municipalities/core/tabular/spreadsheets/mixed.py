"""Whether a text such as ``1.234`` beside a text such as ``12,5`` can be read in two ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..separators import Separators
from .exchange import Flaw


class MixedSigns:
    """Looks at the texts of a column alone: what a spreadsheet keeps as a number has one meaning."""

    def __init__(self, column: int) -> None:
        """``column`` counts from 0."""
        self._column = column
        self._separators = Separators()

    def watch(self, values: Sequence[Any], first_row: int, *, only_texts: bool) -> None:
        """Look at the cells of rows from ``first_row``."""
        if only_texts:
            self._separators.watch(list(values), range(first_row, first_row + len(values)))
            return
        found = [(row, value) for row, value in enumerate(values, first_row) if value and type(value) is str]
        if found:
            rows, cells = zip(*found, strict=True)
            self._separators.watch(list(cells), rows)

    def ambiguous(self) -> list[Flaw]:
        """The first text that means two things."""
        found = self._separators.ambiguous()
        return [Flaw(found.line, self._column, "number-ambiguous", found.cell)] if found else []
