"""What a careful reading of a sheet finds, by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..cells import is_spreadsheet_error

#: cells remembered; a sheet with more errors is refused anyway, and named by those that are kept
MOST = 50_000
#: what is written for an error that has no name
_ERROR = "#VALUE!"
#: a number of rows or columns has no more digits
_LONGEST_COUNT = 9

Place = tuple[int, int]


@dataclass(frozen=True)
class Merged:
    """Cells merged into one, from ``first`` to ``last``."""

    first: Place
    last: Place


@dataclass
class Findings:
    """By place: row as a spreadsheet counts (from 1), column from 0."""

    #: texts that the reader of spreadsheets does not give
    texts: dict[Place, str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: int = 0
    first_hidden_row: int | None = None


def note(found: dict[Place, str], places: Iterator[Place], text: str) -> None:
    """Remember ``text`` at each place while there is room."""
    for place in places:
        if len(found) >= MOST:
            return
        found[place] = text


def error_text(text: str) -> str:
    """The error that a spreadsheet shows, or a usual one for what is no known error."""
    return text if is_spreadsheet_error(text) else _ERROR


def count(text: str | None, otherwise: int) -> int:
    """A number of rows or columns, or a place among them, as written in XML."""
    if text is None or not text.isdecimal() or len(text) > _LONGEST_COUNT:
        return otherwise
    return max(1, int(text))
