"""Blank lines that separate rows; those below the last row are nothing that was left out."""

from __future__ import annotations

from bisect import bisect

from .cutting import Piece


class BlankLines:
    """Keeps the blank lines read so far until a row comes below them."""

    def __init__(self) -> None:
        """None so far."""
        self._count = 0
        self._first: int | None = None

    def told(self, piece: Piece) -> tuple[int, int | None]:
        """How many blank lines have a row below now, and the first of them."""
        if not piece.lines:
            self._keep(len(piece.blank_lines), piece.blank_lines[0] if piece.blank_lines else None)
            return 0, None
        above = bisect(piece.blank_lines, piece.lines[-1])
        self._keep(above, piece.blank_lines[0] if above else None)
        found = self._count, self._first
        self._count, self._first = 0, None
        below = piece.blank_lines[above:]
        self._keep(len(below), below[0] if below else None)
        return found

    def _keep(self, count: int, first: int | None) -> None:
        self._count += count
        self._first = first if self._first is None else self._first
