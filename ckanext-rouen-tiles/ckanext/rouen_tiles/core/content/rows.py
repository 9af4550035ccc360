"""The rows of a source, given to the communes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..tile.document import Municipality
from .positions import number

Row = Mapping[str, Any]
#: The INSEE code of the commune in which a row lies, None outside all.
Locate = Callable[[Row], str | None]


@dataclass(frozen=True)
class RowsGiven:
    """Rows by INSEE code, and how many named no commune of the territory."""

    by_commune: dict[str, list[Row]] = field(default_factory=dict)
    without_commune: int = 0


def give(
    rows: Iterable[Row], municipality: Municipality, communes: Collection[str], locate: Locate | None = None
) -> RowsGiven:
    """Each row to the commune that its column names or its point lies in, or all rows to every declared commune."""
    if municipality.by == "declared":
        shared = list(rows)
        return RowsGiven(dict.fromkeys(sorted(municipality.communes or communes), shared))
    column = municipality.field or ""
    commune_of = locate if municipality.by == "point" and locate else lambda row: code(row.get(column))
    given: dict[str, list[Row]] = {}
    lost = 0
    for row in rows:
        insee = commune_of(row)
        if insee in communes:
            given.setdefault(str(insee), []).append(row)
        else:
            lost += 1
    return RowsGiven(given, lost)


def code(value: Any) -> str | None:
    """A code of five characters, also out of a column that was taken for numbers."""
    if value is None or isinstance(value, str):
        return value.strip() if value else None
    found = number(value)
    return f"{found:05}" if isinstance(found, int) else None
