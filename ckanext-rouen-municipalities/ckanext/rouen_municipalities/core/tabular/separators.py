"""Whether a column writes its decimals in one way: ``1.234`` means two things beside ``12,5``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cells import stripped
from .patterns import Pattern, compiled

#: how each sign looks where it separates decimals, and where it could separate thousands
_DECIMALS = {",": r"[^,\n]*,[0-9]+", ".": r"[^.,\n]*\.[0-9]+"}
_THOUSANDS = {",": r"[+−-]?[1-9][0-9]{0,2},[0-9]{3}", ".": r"[+−-]?[1-9][0-9]{0,2}\.[0-9]{3}"}


@dataclass(frozen=True)
class Found:
    """The first cell that may mean two things."""

    line: int
    cell: str


def _line(found: Found) -> int:
    return found.line


class Separators:
    """Remembers which decimal signs a column has, and the first cell that could be thousands."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._used: set[str] = set()
        self._doubtful: dict[str, Found] = {}

    def watch(self, cells: list[str], lines: Sequence[int]) -> None:
        """Look at a batch of cells."""
        text = "\n".join(cells)
        for sign in ",.":
            if sign not in text:
                continue
            if sign not in self._used and _anywhere(_DECIMALS[sign]).found_in(text):
                self._used.add(sign)
            if sign not in self._doubtful and _anywhere(_THOUSANDS[sign]).found_in(text):
                self._remember(sign, cells, lines)

    def ambiguous(self) -> Found | None:
        """The first cell that means two things, when the column has both signs."""
        if len(self._used) < len(",."):
            return None
        doubtful = sorted(self._doubtful.values(), key=_line)
        return doubtful[0] if doubtful else None

    def _remember(self, sign: str, cells: list[str], lines: Sequence[int]) -> None:
        shape = compiled(_THOUSANDS[sign])
        for cell, line in zip(cells, lines, strict=True):
            if shape.matches(stripped(cell)):
                self._doubtful[sign] = Found(line, cell)
                return


def _anywhere(shape: str) -> Pattern:
    return compiled(f"(?m)^[ ]*{shape}[ ]*$")
