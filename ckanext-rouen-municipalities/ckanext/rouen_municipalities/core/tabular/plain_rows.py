"""Several columns read at once: one pattern for whole rows says that the cells of these columns are plain.

It vouches for cells that ``plain`` would give back as they are; the cells of other columns may be anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast

from .cutting import Piece
from .patterns import Pattern
from .plain import BLANK, SUSPICIOUS, SUSPICIOUS_CODE, Values, none_longer, plain_stamp
from .profile import Constraints, Field
from .reader import missing_texts

#: of more columns the pattern would have more states than it may keep in mind
_MOST_COLUMNS = 32


class PlainRows:
    """Looks at the text of rows whose cells are cut by ``separator``."""

    def __init__(self, fields: Sequence[Field | None], separator: str, longest: int) -> None:
        """``fields``: of each column of the file; ``longest``: characters that a cell may have."""
        cells = {rank: _cell(field, separator) for rank, field in enumerate(fields) if field is not None}
        self._ranks = frozenset(rank for rank, cell in cells.items() if cell and len(fields) <= _MOST_COLUMNS)
        self._longest = longest
        has_codes = any(field is not None and field.type == "code" for field in fields)
        self._suspicious = SUSPICIOUS_CODE if has_codes else SUSPICIOUS
        anything = f"[^{_written(separator)}\\n]*"
        row = _written(separator).join(cells.get(rank) or anything for rank in range(len(fields)))
        self._pattern = Pattern(f"(?:{row}\\n)*") if self._ranks else None

    def vouched(self, piece: Piece) -> Collection[int]:
        """Ranks of the columns of ``piece`` whose cells are plain, all of them or none."""
        text = piece.text
        if self._pattern is None or not text or any(part in text for part in self._suspicious):
            return ()
        return self._ranks if none_longer(text, self._longest) and self._pattern.matches(text) else ()


def plain_values(cells: list[str]) -> Values:
    """Plain cells with ``None`` for the empty ones."""
    return [cell or None for cell in cells] if "" in cells else cast(Values, cells)


def _cell(field: Field, separator: str) -> str:
    """The pattern of a plain cell, or nothing where there is none."""
    if _is_constrained(field):
        return ""
    if field.type in ("string", "code") and not field.format and missing_texts(field) <= {""}:
        return _optional(field, _text(separator))
    if field.type == "datetime" and (stamp := plain_stamp(field)):
        return _optional(field, stamp)
    return ""


def _is_constrained(field: Field) -> bool:
    """Whether the cells have to be looked at one by one."""
    found = replace(field.constraints, required=False)
    return bool(field.register) or found != Constraints()


def _text(separator: str) -> str:
    sign = _written(separator)
    return f"[^#{BLANK}{sign}](?:[^\\n{sign}]*[^{BLANK}{sign}])?"


def _optional(field: Field, cell: str) -> str:
    may_be_empty = not field.constraints.required and "" in missing_texts(field)
    return f"(?:{cell})?" if may_be_empty else f"(?:{cell})"


def _written(sign: str) -> str:
    """A sign as patterns write it."""
    return f"\\x{{{ord(sign):x}}}"
