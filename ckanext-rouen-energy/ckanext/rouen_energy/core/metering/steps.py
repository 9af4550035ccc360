"""The steps of interval data: how long a value lasts, and whether its stamp is the start or the end of that."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

#: seconds of the steps that meters use: 5, 10, 15, 30, 60 minutes and a day
SHORT_STEPS = (300, 600, 900, 1800, 3600)
DAY = 86_400
#: a day of 23 or 25 hours is a day too
_CHANGE = 3600
#: the network manager stamps the curves of its large customers (5 and 10 minutes) at the start of their step, those
#: of communicating meters at its end; a day has its own date
LONGEST_STAMPED_AT_START = 600

_DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?")
_SECONDS = {"days": DAY, "hours": 3600, "minutes": 60, "seconds": 1}


def step_of(seconds: int | None) -> int | None:
    """The step that lasts `seconds`, a day for 23 to 25 hours; None when no meter has such a step."""
    if seconds is None:
        return None
    if seconds in SHORT_STEPS:
        return seconds
    return DAY if abs(seconds - DAY) <= _CHANGE else None


@lru_cache(maxsize=64)
def read_duration(text: str) -> int | None:
    """Seconds of `PT30M`, or of `30`, which counts minutes; None for anything else."""
    if text.isascii() and text.strip().isdigit():
        return int(text) * 60
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None:
        return None
    return sum(int(count) * _SECONDS[name] for name, count in match.groupdict().items() if count) or None


def step_before(last: int | None, before: int | None, after: int | None) -> int | None:
    """The step of a value stamped at its end, from the seconds to the stamps before and after it.

    `last` is the step of the value before: a longer distance is a gap unless the next one is as long."""
    gone, coming = step_of(before), step_of(after)
    if last is None:
        return coming if gone is None or (coming is not None and coming < gone) else gone
    if gone is None:
        return last
    return gone if gone <= last or gone == coming else last


def is_told_at_end(first: datetime, period_start: datetime | None, step: int) -> bool | None:
    """Whether the first stamp of the period that a file covers says that stamps are ends; None when it says nothing.

    A day has its own date: one day into the period, the first day is missing."""
    if first == period_start:
        return False
    if step < DAY and period_start is not None and first == period_start + timedelta(seconds=step):
        return True
    return None


def is_usually_at_end(step: int) -> bool:
    """Whether values of this step are stamped at their end when nothing else tells."""
    return LONGEST_STAMPED_AT_START < step < DAY
