"""How numbers and dates are written for people: 12 560 234,5 and 22/11/2026 in French, 12,560,234.5 in English."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NARROW_SPACE = "\u202f"
PARIS = ZoneInfo("Europe/Paris")

_FRENCH = str.maketrans({",": NARROW_SPACE, ".": ","})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_number(value: Decimal | float, language: str = "fr", decimals: int | None = None) -> str:
    """A number with thousands apart; `decimals` rounds half up, None keeps what the value has."""
    number = Decimal(str(value))
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    number = (number.normalize() if decimals is None else number) + 0  # no minus before a zero
    text = f"{number:,f}"
    return text if language == "en" else text.replace("-", "\u2212").translate(_FRENCH)


def format_date(value: date | datetime, language: str = "fr") -> str:
    """The day in the time of Rouen, such as 22/11/2026, or 22 Nov 2026 in English."""
    day = local_day(value)
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d/%m/%Y}"


def format_time(value: datetime) -> str:
    """The time of day in Rouen, such as 21:35; a time without offset is UTC, as CKAN stores it."""
    return f"{_local(value):%H:%M}"


def local_day(value: date | datetime) -> date:
    """The calendar day of a moment in Rouen."""
    return _local(value).date() if isinstance(value, datetime) else value


def _local(value: datetime) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(PARIS)
