"""Instants as people write them: ISO 8601, in Europe/Paris unless an offset is given; kept in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ..messages import refuse

PARIS = ZoneInfo("Europe/Paris")
_FORM = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_DURATION = re.compile(
    r"P(?:(?P<weeks>\d{1,3})W|(?:(?P<days>\d{1,4})D)?(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?)?)",
    re.ASCII,
)
#: Years that a tile may name: others are mistakes, and at the edges of the calendar no clock of Paris has them.
_YEARS = range(1900, 2201)


def instant(value: Any) -> datetime:
    """A date (midnight in Paris), a local time in Paris, or a time with offset, as an instant in UTC."""
    if not isinstance(value, str) or not _FORM.fullmatch(value):
        raise refuse("not-an-instant", value=value)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise refuse("not-an-instant", value=value) from None
    if found.year not in _YEARS:
        raise refuse("not-an-instant", value=value)
    return (found if found.tzinfo else _in_paris(found, value)).astimezone(UTC)


def duration(value: Any) -> timedelta:
    """An ISO 8601 duration in weeks, days, hours or minutes; months and years have no fixed length."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    parts = {name: int(number) for name, number in match.groupdict().items() if number} if match else {}
    if not any(parts.values()):
        raise refuse("pattern", value=value, expected="P30D, P2W, PT15M")
    return timedelta(**parts)


def written(moment: datetime) -> str:
    """An instant as the app reads it: UTC, whole seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_written(text: str) -> datetime:
    """The inverse of `written`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _in_paris(local: datetime, value: Any) -> datetime:
    first, second = (local.replace(tzinfo=PARIS, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise refuse("ambiguous-instant", value=value)
    return first
