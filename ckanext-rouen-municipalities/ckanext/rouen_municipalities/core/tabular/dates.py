"""Dates and times: ISO 8601 or day first, never month first, never a year of two digits."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from .cells import CellError

#: years before this one are typing mistakes (``0021``)
FIRST_YEAR = 1000

_DATE = (
    r"(?:(?P<year>[0-9]{4})(?P<iso>[-/])(?P<month>[0-9]{1,2})(?P=iso)(?P<day>[0-9]{1,2})"
    r"|(?P<day_first>[0-9]{1,2})(?P<french>[-/])(?P<month_second>[0-9]{1,2})(?P=french)(?P<year_last>[0-9]{4}))"
)
_TIME = (
    r"(?P<hour>[0-9]{1,2})(?: ?h ?|:)(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,6}))?)?"
)
_OFFSET = r"(?P<offset>[Zz]|[+-](?:0[0-9]|1[0-3])(?::?[0-5][0-9])?|[+-]14(?::?00)?)"
_DAY = re.compile(_DATE)
_MIDNIGHT = re.compile(r"(?P<date>\S+)[T ]0?0(?::|h)00(?::00(?:[.,]0+)?)?")
_WITH_TIME = re.compile(rf"{_DATE}[T ]{_TIME} ?{_OFFSET}?")
_STAMP = re.compile(rf"{_DATE}(?:[T ] ?{_TIME}(?: ?{_OFFSET})?)?")
_TWO_DIGITS = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?:[T ].*)?")
_MONTH_ONLY = re.compile(r"[0-9]{1,2}[-/][0-9]{4}|[0-9]{4}[-/][0-9]{1,2}|[0-9]{4}")
_YEAR = re.compile(r"[0-9]{4}")
_YEAR_MONTH = re.compile(
    r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})|(?P<month_first>[0-9]{1,2})[-/](?P<year_last>[0-9]{4})"
)
_FIRST_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-01")

# Excel counts days from 1900 and believes that 29 February 1900 existed (serial 60)
_EXCEL_EPOCH = datetime(1899, 12, 30)
_EXCEL_FIRST_RELIABLE = 61
_EXCEL_END = 2_958_465  # 31 December 9999
_SERIAL = re.compile(r"[0-9]{2,7}(?:[.,][0-9]{1,20})?")
_USUAL_SERIAL = re.compile(r"[1-9][0-9]{4}(?:[.,][0-9]{1,20})?")
_MILLISECONDS_OF_DAY = 86_400_000
_END_OF_DAY = (24, 0, 0, 0)


def read_date(text: str) -> str:
    """The day in ``text`` as ``yyyy-mm-dd``; a time is accepted only at midnight."""
    midnight = _MIDNIGHT.fullmatch(text)
    match = _DAY.fullmatch(midnight["date"] if midnight else text)
    if match is None:
        raise CellError(_reason_of_date(text))
    return _day(match).isoformat()


def read_year(text: str) -> str:
    """A year of four digits."""
    if _YEAR.fullmatch(text) is None or int(text) < FIRST_YEAR:
        raise CellError("year")
    return text


def read_yearmonth(text: str) -> str:
    """A month (``mm/yyyy`` or ``yyyy-mm``) as its first day, which a spreadsheet writes in its place."""
    match = _YEAR_MONTH.fullmatch(text.removesuffix("-01") if _FIRST_DAY.fullmatch(text) else text)
    if match is None:
        raise CellError("yearmonth")
    year, month = int(match["year"] or match["year_last"]), int(match["month"] or match["month_first"])
    if not _exists(year, month, 1):
        raise CellError("yearmonth")
    return f"{year}-{month:02d}-01"


def read_datetime(text: str, timezone: str) -> str:
    """The instant in ``text`` with its offset; without one it is local time in ``timezone``.

    Raises CellError ``datetime-ambiguous`` in the hour that autumn doubles, ``datetime-skipped``
    in the hour that spring skips."""
    local, offset = stamp(text)
    if offset:
        return local.isoformat() + offset
    return in_zone(local, timezone).isoformat()


def stamp(text: str) -> tuple[datetime, str]:
    """The local time in ``text`` and its offset (``+01:00``, or empty when none is written)."""
    match = _STAMP.fullmatch(text)
    if match is None:
        raise CellError("date-two-digit-year" if _TWO_DIGITS.fullmatch(text) else "datetime")
    local = datetime.combine(_day(match), datetime.min.time())
    if match["hour"] is None:
        return local, ""
    try:
        return local + _time(match), offset_of(match["offset"])
    except OverflowError as error:
        raise CellError("date-impossible") from error


def in_zone(local: datetime, timezone: str, fold: int | None = None) -> datetime:
    """``local`` with the offset of ``timezone``; ``fold`` 0 or 1 says which of a doubled hour."""
    zone = _zone(timezone)
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return first
    if before is None or after is None or before < after:
        raise CellError("datetime-skipped")
    if fold is None:
        raise CellError("datetime-ambiguous")
    return second if fold else first


def read_excel_date(text: str) -> str:
    """A day written as such or as Excel's serial number."""
    serial = _serial(text)
    if serial is None:
        return read_date(text)
    if serial != serial.to_integral_value():
        raise CellError("date-with-time")
    return (_EXCEL_EPOCH + timedelta(days=int(serial))).date().isoformat()


def read_excel_datetime(text: str, timezone: str) -> str:
    """An instant written as such or as Excel's serial number (to the millisecond)."""
    serial = _serial(text)
    if serial is None:
        return read_datetime(text, timezone)
    local = _EXCEL_EPOCH + timedelta(milliseconds=int((serial * _MILLISECONDS_OF_DAY).to_integral_value()))
    return in_zone(local, timezone).isoformat()


def is_usual_serial(text: str) -> bool:
    """Whether ``text`` counts days up to a date from 1927 to 2173: a year, alone, is none."""
    return _USUAL_SERIAL.fullmatch(text) is not None


def _serial(text: str) -> Decimal | None:
    if _SERIAL.fullmatch(text) is None:
        return None
    serial = Decimal(text.replace(",", "."))
    return serial if _EXCEL_FIRST_RELIABLE <= serial < _EXCEL_END else None


def _day(match: re.Match[str]) -> date:
    year = int(match["year"] or match["year_last"])
    month = int(match["month"] or match["month_second"])
    day = int(match["day"] or match["day_first"])
    if _exists(year, month, day):
        return date(year, month, day)
    month_first = match["month_second"] is not None and _exists(year, day, month)
    raise CellError("date-month-first" if month_first else "date-impossible")


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year >= FIRST_YEAR


def _time(match: re.Match[str]) -> timedelta:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    microsecond = int((match["fraction"] or "").ljust(6, "0"))
    if (hour, minute, second, microsecond) == _END_OF_DAY:
        return timedelta(days=1)
    try:
        time(hour, minute, second, microsecond)
    except ValueError as error:
        raise CellError("time-impossible") from error
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microsecond)


def offset_of(written: str | None) -> str:
    """What is written of an offset as ``+hh:mm``; empty when nothing is."""
    if not written:
        return ""
    if written in "Zz":
        return "+00:00"
    digits = written[1:].replace(":", "").ljust(4, "0")
    return f"{written[0]}{digits[:2]}:{digits[2:]}"


def _reason_of_date(text: str) -> str:
    if _TWO_DIGITS.fullmatch(text):
        return "date-two-digit-year"
    if _WITH_TIME.fullmatch(text):
        return "date-with-time"
    return "date-incomplete" if _MONTH_ONLY.fullmatch(text) else "date"


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
