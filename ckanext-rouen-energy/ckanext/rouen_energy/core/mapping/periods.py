"""When a period of consumption begins and ends, from what their columns say of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from datetime import date, timedelta

from ckanext.rouen_municipalities.core.tabular.cells import CellError, stripped
from ckanext.rouen_municipalities.core.tabular.dates import read_yearmonth

from . import definition as words
from .cells import day
from .definition import Mapping

Period = tuple[date, date | None]

_ONE_DAY = timedelta(days=1)
_LAST_MONTH = 12
_YEAR = re.compile(r"(?P<year>[12][0-9]{3})(?:[.,]0+)?")


def period(start: str, end: str, mapping: Mapping) -> Period:
    """The first day of a period and the first day after it, or none when the next line says so; raises CellError."""
    try:
        return _READERS[mapping.period](start, end, mapping)
    except (ValueError, OverflowError) as error:
        if isinstance(error, CellError):
            raise
        raise CellError("date-impossible") from error


def _columns(start: str, end: str, mapping: Mapping) -> Period:
    last = day(end, mapping)
    return day(start, mapping), last + _ONE_DAY if mapping.end == "included" else last


def _year(start: str, _end: str, _mapping: Mapping) -> Period:
    found = _YEAR.fullmatch(stripped(start))
    if found is None:
        raise CellError("year")
    year = int(found["year"])
    return date(year, 1, 1), date(year + 1, 1, 1)


def _year_ending(start: str, _end: str, mapping: Mapping) -> Period:
    """Twelve months of which the day is the last."""
    after = day(start, mapping) + _ONE_DAY
    return _same_day(after.year - 1, after), after


def _month(start: str, _end: str, mapping: Mapping) -> Period:
    try:
        first = date.fromisoformat(read_yearmonth(stripped(start)))
    except CellError:
        first = day(start, mapping).replace(day=1)
    is_last = first.month == _LAST_MONTH
    return first, date(first.year + is_last, 1 if is_last else first.month + 1, 1)


def _day(start: str, _end: str, mapping: Mapping) -> Period:
    first = day(start, mapping)
    return first, first + _ONE_DAY


def _until_next(start: str, _end: str, mapping: Mapping) -> Period:
    return day(start, mapping), None


def _same_day(year: int, like: date) -> date:
    """The day of another year; 1 March for a 29 February that it does not have."""
    try:
        return like.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


_READERS: Dictionary[str, Callable[[str, str, Mapping], Period]] = {
    words.COLUMNS: _columns,
    words.YEAR: _year,
    words.YEAR_ENDING: _year_ending,
    words.MONTH: _month,
    words.DAY: _day,
    words.UNTIL_NEXT: _until_next,
}
