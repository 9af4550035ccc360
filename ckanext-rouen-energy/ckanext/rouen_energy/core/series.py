"""What a meter used over time, as points to draw: how fine they are, and what is missing or looks wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .metering.statuses import Status

READING, HOUR, DAY, WEEK, MONTH = "reading", "hour", "day", "week", "month"

#: Length of one point, but for readings, whose meter says it.
LENGTHS: Mapping[str, timedelta] = {
    HOUR: timedelta(hours=1),
    DAY: timedelta(days=1),
    WEEK: timedelta(days=7),
    MONTH: timedelta(days=31),
}

#: Steps that follow the calendar of Paris.
CALENDAR = (DAY, WEEK, MONTH)

#: Points that an answer may have.
FEWEST, MOST = 10, 5000


@dataclass(frozen=True)
class Span:
    """Days of Paris, the last excluded."""

    first: date
    end: date

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.first


@dataclass(frozen=True)
class Point:
    """Energy from `start` to the next point; None where nothing was read."""

    start: datetime
    milli_wh: int | None


@dataclass(frozen=True)
class Gap:
    """Where readings are missing: from, to, and how many hours of it."""

    start: datetime
    end: datetime
    hours: float


@dataclass(frozen=True)
class Remark:
    """A reading that is not simply `ok`."""

    start: datetime
    seconds: int
    milli_wh: int | None
    status: Status


@dataclass(frozen=True)
class Replaced:
    """A reading that a later file corrected: what it says now and what it said."""

    start: datetime
    milli_wh: int | None
    was_milli_wh: int | None
    replaced_at: datetime


def step_for(length: timedelta, seconds: int, points: int) -> str:
    """The finest step of which a span of this length has at most so many points; `seconds` is that of the readings."""
    if length <= timedelta(seconds=seconds) * points:
        return READING
    coarser = (name for name, one in LENGTHS.items() if one.total_seconds() > seconds and length <= one * points)
    return next(coarser, MONTH)
