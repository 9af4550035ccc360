"""What the first lines of a file look like: its header, and what each of its columns holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ckanext.rouen_municipalities.core.tabular.cells import stripped
from ckanext.rouen_municipalities.core.tabular.folding import fold

from ..metering.units import Unit, UnknownUnitError, unit_in, unit_of
from .vocabulary import missing_words, tokens

NUMBER, STAMP, DAY, MONTH, YEAR, SERIAL = "number", "stamp", "day", "month", "year", "serial"
TEXT, EMPTY = "text", "empty"

_NUMBER = re.compile(r"[+-]?[0-9][0-9., \u00a0\u202f]*(?:[eE][+-]?[0-9]+)?|[+-]?[.,][0-9]+|nan")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:[.,]0+)?")
_MONTH = re.compile(r"[0-9]{1,2}[-/](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-/][0-9]{1,2}")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:[.,][0-9]+)?")
_DAY = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[T ]+0?0:00(?::00)?)?")
_STAMP = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}[T ]+[0-9]{1,2}(?::|h)[0-9]{2}.*")
_CODE_OF_NOTHING = re.compile(r"-9{2,}(?:\.0+)?")
_MIDNIGHT = re.compile(r".*[T ]0?0:00(?::00(?:\.0+)?)?(?:[Zz]|[+-][0-9:]+)?")
_INTENSITY = re.compile(r"[\[(](?P<energy>[^/\[\]()]+)/\s*(?P<area>[^\[\]()]+)[\])]\s*$")
_KINDS = (
    (YEAR, _YEAR), (SERIAL, _SERIAL), (NUMBER, _NUMBER), (MONTH, _MONTH), (DAY, _DAY), (STAMP, _STAMP),
)  # fmt: skip
#: examples of a column that a page shows
_EXAMPLES = 3


@dataclass(frozen=True)
class Seen:
    """A column of a file: its title, without its unit, the unit, what its cells are, and some of them."""

    title: str
    bare: str
    unit: Unit | None
    kind: str
    cells: tuple[str, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        """The first different values."""
        return tuple(list(dict.fromkeys(self.cells))[:_EXAMPLES])

    @property
    def intensity(self) -> Unit | None:
        """The energy of a title such as `Site EUI (kBtu/ft2)`; none for any other."""
        match = _INTENSITY.search(self.title)
        found = _unit(match["energy"]) if match else None
        area = _unit(match["area"]) if match else None
        return found if found and area and found.kind == "energy" and area.kind == "area" else None

    @property
    def is_at_midnight(self) -> bool:
        """Whether every stamp is the beginning of a day."""
        return all(_MIDNIGHT.fullmatch(cell) or _DAY.fullmatch(cell) for cell in self.cells)


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The rank of the row that names the columns: texts above the most rows that have as many cells."""
    filled = [_filled(row) for row in rows]
    candidates = [rank for rank in range(len(rows)) if _may_be_header(filled, rank)]
    lengths = {rank: _rows_below(filled, rank, candidates) for rank in candidates}
    return max(candidates, key=lambda rank: (lengths[rank], -rank)) if candidates else None


def columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Seen]:
    """The columns that have a title."""
    return [_seen(title, rank, rows) for rank, title in enumerate(map(stripped, header)) if title]


def codes_of_nothing(cells: Sequence[str]) -> list[str]:
    """Numbers such as -99999 that loggers write for no value."""
    return sorted({cell for cell in cells if _CODE_OF_NOTHING.fullmatch(cell)})


def is_missing_word(cell: str) -> bool:
    """Whether a cell usually means that there is no value."""
    return fold(cell) in _missing()


@cache
def _missing() -> frozenset[str]:
    return frozenset(map(fold, missing_words()))


def _seen(title: str, rank: int, rows: Sequence[Sequence[str]]) -> Seen:
    cells = [stripped(row[rank]) for row in rows if rank < len(row)]
    filled = tuple(cell for cell in cells if cell and not is_missing_word(cell))
    bare, unit = unit_in(title)
    if unit is None:
        bare, unit = _unit_at_the_end(title)
    return Seen(title, bare, unit, _kind(filled), filled)


def _unit_at_the_end(title: str) -> tuple[str, Unit | None]:
    """`conso_kwh`, `Gaz MWh`: the last word may be a unit; one letter alone is none."""
    before, sign, last = re.sub(r"[\s_]+", " ", title.strip()).rpartition(" ")
    unit = _unit(last) if sign and len(last) > 1 else None
    return (before, unit) if unit else (title, None)


def _unit(text: str) -> Unit | None:
    try:
        return unit_of(text.strip())
    except UnknownUnitError:
        return None


def _kind(cells: Sequence[str]) -> str:
    if not cells:
        return EMPTY
    for kind, pattern in _KINDS:
        if all(pattern.fullmatch(cell) for cell in cells):
            return kind
    return STAMP if all(_STAMP.fullmatch(cell) or _DAY.fullmatch(cell) for cell in cells) else TEXT


def _filled(row: Sequence[str]) -> list[str]:
    return [text for text in map(stripped, row) if text]


def _may_be_header(filled: Sequence[Sequence[str]], rank: int) -> bool:
    """Whether a row names columns: texts, or years side by side, above a row with a number or a date."""
    cells = filled[rank]
    years = [cell for cell in cells if _YEAR.fullmatch(cell)]
    are_years = len(years) > 1 and len(set(years)) == len(years) < len(cells)
    texts = [cell for cell in cells if not (are_years and cell in years)]
    if len(cells) <= 1 or any(_is_value(cell) or is_missing_word(cell) for cell in texts):
        return False
    below: Sequence[str] = next((row for row in islice(filled, rank + 1, None) if row), ())
    return any(_is_value(cell) for cell in below)


def _is_value(cell: str) -> bool:
    return any(pattern.fullmatch(cell) for pattern in (_NUMBER, _MONTH, _DAY, _STAMP))


def _rows_below(filled: Sequence[Sequence[str]], rank: int, candidates: Sequence[int]) -> int:
    """How many rows follow that have about as many cells, up to a blank line or to another header."""
    width, found = len(filled[rank]), 0
    for below in range(rank + 1, len(filled)):
        cells = len(filled[below])
        if not cells or cells > width or (below in candidates and cells != len(filled[below - 1])):
            break
        found += 1
    return found


def words_of(title: str) -> str:
    """A title as words, to name what has no other name."""
    return " ".join(tokens(title)) or title
