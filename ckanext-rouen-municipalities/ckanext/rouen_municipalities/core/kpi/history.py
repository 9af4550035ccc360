"""What was said of a KPI day by day: snapshots, their corrections, quarters that freeze, gaps, the trend."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from .computed import PlainNumber, plain

#: A quarter can be corrected for so long after its last day; then it is frozen, and a correction is told beside it.
FREEZES_AFTER = timedelta(days=30)
#: How far back the trend of a KPI looks.
TREND = timedelta(days=90)
_MONTHS_OF_A_QUARTER = 3
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Snapshot:
    """What was said of a KPI, or of one key of it (`theme:ENVI`), on a day; it never changes."""

    kpi_id: str
    version: int
    dimension: str
    day: date
    value: PlainNumber
    of_value: PlainNumber
    source_date: str | None
    ids_count: int | None
    ids_sha256: str | None
    computed_at: datetime


@dataclass(frozen=True)
class Correction:
    """What was said later, on `made_on`, about the day of a snapshot, and why."""

    value: PlainNumber
    of_value: PlainNumber
    reason: str
    made_on: date


@dataclass(frozen=True)
class Said:
    """A snapshot with its corrections, in the order in which they were made."""

    snapshot: Snapshot
    corrections: tuple[Correction, ...] = ()

    @property
    def in_force(self) -> Snapshot | Correction:
        """What the series shows: the last correction made before the quarter froze, else what was said."""
        in_time = [correction for correction in self.corrections if not self.is_late(correction)]
        return in_time[-1] if in_time else self.snapshot

    def is_late(self, correction: Correction) -> bool:
        """Whether a correction came when the quarter was frozen: it is told, and moves nothing."""
        return is_frozen(self.snapshot.day, correction.made_on)


class Point(NamedTuple):
    """The value of a KPI on a day under one version of its definition."""

    day: date
    version: int
    value: PlainNumber


@dataclass(frozen=True)
class Trend:
    """How a KPI moved: from its value on `since` to now. A day without a snapshot is a point without a value."""

    since: date
    start: PlainNumber
    change: PlainNumber
    points: tuple[tuple[date, PlainNumber], ...]


def quarter(day: date) -> str:
    """The quarter of a day, as the French write it: 2026-T3."""
    return f"{day.year}-T{(day.month - 1) // _MONTHS_OF_A_QUARTER + 1}"


def is_frozen(day: date, now: date) -> bool:
    """Whether the quarter of `day` is frozen on the day `now`."""
    return now > _end_of_quarter(day) + FREEZES_AFTER


def missed(days: Collection[date], since: date, until: date) -> list[date]:
    """The days from `since` to `until`, both included, that are not among `days`."""
    length = (until - since).days + 1
    every = (since + offset * _ONE_DAY for offset in range(length))
    return [day for day in every if day not in days]


def trend(series: Iterable[Point], version: int, current: PlainNumber, today: date) -> Trend | None:
    """The way from the earliest known value of this version to the current one; None when there is none."""
    known = [point for point in series if point.version == version and point.value is not None]
    if not known or current is None or known[0].day >= today:
        return None
    since, start = known[0].day, known[0].value
    change = plain(Decimal(str(current)) - Decimal(str(start)))
    return Trend(since, start, change, _with_gaps(known))


def _with_gaps(known: Sequence[Point]) -> tuple[tuple[date, PlainNumber], ...]:
    values = {point.day: point.value for point in known}
    gaps = dict.fromkeys(missed(values, min(values), max(values)))
    return tuple(sorted({**values, **gaps}.items()))


def _end_of_quarter(day: date) -> date:
    last_month = day.month + (-day.month % _MONTHS_OF_A_QUARTER)
    in_the_next = date(day.year, last_month, 28) + timedelta(days=4)
    return in_the_next - timedelta(days=in_the_next.day)
