"""Stamps in the hour that autumn doubles, told by the order of the rows."""

from __future__ import annotations

from collections.abc import Sequence

from .columns import Checked, Column
from .cutting import Piece
from .doubled import Doubled
from .limits import Limits
from .profile import Field
from .table import Table

_AMBIGUOUS = "datetime-ambiguous"


class Settling:
    """Reads a table once more when its order has to tell which hour is meant."""

    def __init__(self, table: Table, limits: Limits) -> None:
        """``table`` stays open while this is used."""
        self._table, self._limits = table, limits
        self._resolved: dict[str, dict[int, str]] = {}

    def settled(self, column: Column, checked: Checked, first_row: int) -> Checked:
        """``checked`` with the stamps of a doubled hour that the order of the rows tells."""
        if not any(error.rule == _AMBIGUOUS for _, error in checked.errors):
            return checked
        name = column.field.name
        if name not in self._resolved:
            self._resolved[name] = self._resolve(column.field)
        resolved = self._resolved[name]
        left = []
        for rank, error in checked.errors:
            instant = resolved.get(first_row + rank) if error.rule == _AMBIGUOUS else None
            checked.values[rank] = instant
            if instant is None:
                left.append((rank, error))
        return Checked(checked.values, left)

    def _resolve(self, field: Field) -> dict[int, str]:
        """Read the file once more for the order of the stamps in each series."""
        places = self._table.places
        primary_key = self._table.profile.primary_key
        keys = [places[name] for name in primary_key if name != field.name and name in places]
        pieces = self._table.pieces(self._limits)
        batches = ((piece.columns[places[field.name]], _series(piece, keys)) for piece in pieces)
        return Doubled(field.timezone, self._limits.doubled_stamps).follow(batches)


def _series(piece: Piece, keys: Sequence[int]) -> list[tuple[str, ...]]:
    """Which series each row belongs to; without a key all rows are one."""
    if not keys:
        return [()] * len(piece.lines)
    return list(zip(*(piece.columns[rank] for rank in keys), strict=True))
