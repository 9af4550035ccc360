"""The lines of totals that offices put under a table: set aside, and told."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from .cells import stripped
from .cutting import Piece
from .folding import fold
from .issues import Notice
from .profile import Profile

#: lines looked at, from the end
MOST = 5
_TOTAL = re.compile(
    r"(?:sous[_-]?|grand_)?tota(?:l|ux)"
    r"(?:_(?:generale?s?|generaux|globale?s?|globaux|cumule|annuel|mensuel|ht|ttc|(?:de|des|du|en|par)_.+|\(.+))?[_:]*"
)
#: these are also names: Somme is a département
_SUM = re.compile(r"(?:somme|ensemble|cumul|moyenne)s?[_:]*")


def is_total_label(text: str) -> bool:
    """Whether ``text`` says that what is beside it is a total."""
    return _TOTAL.fullmatch(fold(text)) is not None


class Totals:
    """Recognises lines of totals: nothing but numbers beside a label, and no key."""

    def __init__(self, profile: Profile, places: Mapping[str, int], titles: Sequence[str]) -> None:
        """``places``: name of the field → rank of its column; ``titles``: those of the columns."""
        self.notices: list[Notice] = []
        self._titles = titles
        self._numbers = {places[field.name] for field in profile.fields if field.numeric and field.name in places}
        self._keys = {places[name] for name in profile.primary_key if name in places}
        self._required = {
            places[field.name]
            for field in profile.fields
            if field.constraints.required and not field.numeric and field.name in places
        }

    def set_aside(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The same pieces without the lines of totals at the end."""
        held: deque[Piece] = deque()
        for piece in pieces:
            held.append(piece)
            while sum(len(each.lines) for each in islice(held, 1, None)) >= MOST:
                yield held.popleft()
        yield from self._without_totals(list(held))

    def _without_totals(self, pieces: list[Piece]) -> list[Piece]:
        """The last pieces, from whose end the lines of totals are taken."""
        left = MOST
        for place, piece in reversed(list(enumerate(pieces))):
            rows = len(piece.lines)
            taken = self._totals_at_end(piece, min(left, rows))
            if taken:
                columns = [column[: rows - taken] for column in piece.columns]
                pieces[place] = replace(piece, columns=columns, lines=piece.lines[: rows - taken], text="")
            left -= taken
            if taken < rows or not left:
                break
        self.notices.reverse()
        return pieces

    def _totals_at_end(self, piece: Piece, most: int) -> int:
        """How many of the last rows are totals."""
        rows = len(piece.lines)
        return next((taken for taken in range(most) if not self._note(piece, rows - 1 - taken)), most)

    def _note(self, piece: Piece, row: int) -> bool:
        filled = {rank: text for rank, cells in enumerate(piece.columns) if (text := stripped(cells[row]))}
        label = min(filled, default=-1)
        if label < 0 or not self._is_total(filled, label):
            return False
        self.notices.append(Notice("totals-line", 1, piece.lines[row], self._titles[label], filled[label]))
        return True

    def _is_total(self, filled: Mapping[int, str], label: int) -> bool:
        """Whether the row says a total, and nothing else that a row of the table says."""
        text = fold(filled[label])
        if label in self._numbers or not filled.keys() - {label} <= self._numbers:
            return False
        keys = (self._keys or self._required) - {label}
        if is_total_label(text):
            return not keys or not keys <= filled.keys()
        return bool(_SUM.fullmatch(text) and keys and not keys & filled.keys())
