"""The cells of their files: numbers, days and stamps as the mapping says that they are written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from ckanext.rouen_municipalities.core.tabular.cells import CellError, stripped
from ckanext.rouen_municipalities.core.tabular.dates import offset_of
from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.numbers import read_number

from .definition import Mapping

_DAY = r"(?P<one>[0-9]{1,4})(?P<sign>[-/.])(?P<two>[0-9]{1,2})(?P=sign)(?P<three>[0-9]{1,4})"
_TIME = (
    r"(?P<hour>[0-9]{1,2})(?::|h)(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_STAMP = re.compile(rf"{_DAY}(?:[T ]+{_TIME} ?(?P<offset>[Zz]|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?)?")
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:[.,][0-9]+)?")
_THOUSANDS = {
    ".": re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ",": re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}
_OTHER = {".": ",", ",": "."}
_EXCEL_EPOCH = datetime(1899, 12, 30)
_SECONDS_A_DAY = 86_400
#: what is outside is a typing mistake, and no calendar has room for the day before or after it
_FIRST_YEAR, _LAST_YEAR = 1000, 9998
_YEAR_DIGITS, _SHORT_YEAR_DIGITS = 4, 2
#: a year of two digits up to this one is of our century
_LAST_SHORT_YEAR = 68
_NOON, _END_OF_DAY = 12, 24


def is_missing(cell: str, mapping: Mapping) -> bool:
    """Whether a cell has no value."""
    text = stripped(cell)
    if not text or text in mapping.missing:
        return True
    # what begins with a digit has no case and no accent: most cells are numbers
    return not text[0].isdigit() and fold(text) in _missing(mapping.missing)


def number(cell: str, mapping: Mapping) -> Decimal:
    """The number in a cell; raises CellError."""
    text = stripped(cell)
    if _THOUSANDS[mapping.decimal].fullmatch(text):
        text = text.replace(_OTHER[mapping.decimal], "")
    elif _OTHER[mapping.decimal] in text:
        raise CellError("mapping-decimal", mapping.decimal)
    return Decimal(read_number(text))


def day(cell: str, mapping: Mapping) -> date:
    """The day in a cell; a time is midnight, unless it says an offset: then it may be one of another season."""
    local, offset = stamp(cell, mapping)
    if not offset and local.time() != datetime.min.time():
        raise CellError("date-with-time")
    return local.date()


def stamp(cell: str, mapping: Mapping) -> tuple[datetime, str]:
    """The local time in a cell and the offset that it says, or none; raises CellError."""
    return _stamp(stripped(cell), mapping.dates)


@lru_cache(maxsize=4096)
def _stamp(text: str, dates: str) -> tuple[datetime, str]:
    if dates == "excel" and _SERIAL.fullmatch(text):
        days = Decimal(text.replace(",", "."))
        return _EXCEL_EPOCH + timedelta(seconds=round(days * _SECONDS_A_DAY)), ""
    match = _STAMP.fullmatch(text)
    if match is None:
        raise CellError("datetime")
    try:
        local = _local(match, dates)
    except (ValueError, OverflowError) as error:
        raise CellError("date-impossible") from error
    if not _FIRST_YEAR <= local.year <= _LAST_YEAR:
        raise CellError("date-impossible")
    return local, offset_of(match["offset"])


def _local(match: re.Match[str], dates: str) -> datetime:
    one, two, three = (int(match[name]) for name in ("one", "two", "three"))
    if len(match["one"]) == _YEAR_DIGITS:
        year, month, day_of_month = one, two, three
    else:
        year = _year(match["three"])
        day_of_month, month = (two, one) if dates == "month-first" else (one, two)
    return datetime(year, month, day_of_month) + _time(match)


def _year(text: str) -> int:
    if len(text) == _YEAR_DIGITS:
        return int(text)
    if len(text) != _SHORT_YEAR_DIGITS:
        raise ValueError(text)
    return int(text) + (2000 if int(text) <= _LAST_SHORT_YEAR else 1900)


def _time(match: re.Match[str]) -> timedelta:
    if match["hour"] is None:
        return timedelta()
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        hour = hour % _NOON + (_NOON if match["half"] in "pP" else 0)
    if (hour, minute, second) == (_END_OF_DAY, 0, 0):
        return timedelta(days=1)
    datetime(1, 1, 1, hour, minute, second)  # raises ValueError for a time that no clock shows
    return timedelta(hours=hour, minutes=minute, seconds=second)


@lru_cache(maxsize=64)
def _missing(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, map(stripped, words)))
