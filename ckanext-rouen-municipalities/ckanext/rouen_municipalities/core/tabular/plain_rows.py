"""Several columns read at once: one pattern for whole rows says that the cells of these columns are plain.

It vouches for cells that ``plain`` would give back as they are; the cells of other columns may be anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from .cells import LOST, UNCOMPUTED
from .cutting import Piece
from .patterns import Pattern
from .plain import BLANK, ERROR, Values, none_longer, or_none, plain_stamp
from .profile import Constraints, Field
from .reader import missing_texts

#: of more columns the pattern would have more states than it may keep in mind
_MOST_COLUMNS = 32


class PlainRows:
    """Looks at the text of rows whose cells are cut by ``separator``."""

    def __init__(self, fields: Sequence[Field | None], separator: str, longest: int) -> None:
        """``fields``: of each column of the file; ``longest``: characters that a cell may have."""
        self._longest = longest
        cells = {rank: _cell(field, separator) for rank, field in enumerate(fields) if field is not None}
        self._cells = {rank: cell for rank, cell in cells.items() if cell and len(fields) <= _MOST_COLUMNS}
        self._most = {
            rank: field.constraints.max_length
            for rank, field in enumerate(fields)
            if field is not None and rank in self._cells and field.constraints.max_length is not None
        }
        full = self._cells
        gapped = {rank: f"(?:{cell})?" if _may_be_empty(fields[rank]) else cell for rank, cell in full.items()}
        self._full, self._gapped = (_rows_of(cells, len(fields), separator) for cells in (full, gapped))

    def values(self, piece: Piece) -> dict[int, Values]:
        """The values of the columns of ``piece`` whose cells are plain, by rank: all of these columns or none."""
        text = piece.text
        if not text or not self._cells or ERROR in text or not none_longer(text, self._longest):
            return {}
        if any(max(map(len, piece.columns[rank]), default=0) > most for rank, most in self._most.items()):
            return {}
        if self._full.matches(text):
            return {rank: cast(Values, piece.columns[rank]) for rank in self._cells}
        if self._gapped.matches(text):
            return {rank: or_none(piece.columns[rank]) for rank in self._cells}
        return {}


def _rows_of(cells: Mapping[int, str], width: int, separator: str) -> Pattern:
    sign = _written(separator)
    row = sign.join(f"(?:{cells[rank]})" if rank in cells else f"[^{sign}\\n]*" for rank in range(width))
    return Pattern(f"(?:{row}\\n)*")


def _cell(field: Field, separator: str) -> str:
    """The pattern of a plain cell that is not empty, or nothing where there is none."""
    if field.register or replace(field.constraints, required=False, max_length=None, enum=()) != Constraints():
        return ""
    if field.constraints.enum:
        return _listed(field)
    if field.type == "datetime":
        return plain_stamp(field)
    if field.type not in ("string", "code") or field.format or missing_texts(field) - {""}:
        return ""
    # a code such as 1E+05 was a number once
    others = "".join(map(_written, (separator, LOST, UNCOMPUTED[0]))) + ("+" if field.type == "code" else "")
    return f"[^#{BLANK}{others}](?:[^\\n{others}]*[^{BLANK}{others}])?"


def _listed(field: Field) -> str:
    """The values of a list as they are spelled in it, where their signs are nothing but letters, digits and blanks."""
    values = field.constraints.enum
    plain = all(value == value.strip() and value.replace(" ", "").isalnum() for value in values)
    usual = field.type == "string" and not field.format and not missing_texts(field) - {""}
    return "|".join(values) if plain and usual else ""


def _may_be_empty(field: Field | None) -> bool:
    return field is not None and not field.constraints.required and "" in missing_texts(field)


def _written(sign: str) -> str:
    """A sign as patterns write it."""
    return f"\\x{{{ord(sign):x}}}"
