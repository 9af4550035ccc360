"""Which months of a meter or a building are known, day by day: what a calendar of bills and readings shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

_DECEMBER = 12


class State(Enum):
    """What is known of a month; ZERO: read, and nothing used, though the same month of another year used something."""

    COMPLETE = "complete"
    ESTIMATED = "estimated"
    PARTIAL = "partial"
    MISSING = "missing"
    ZERO = "zero"


@dataclass(frozen=True)
class Period:
    """Days that a bill speaks of (end excluded)."""

    first: date
    end: date
    estimated: bool = False


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + 1, 1, 1) if month.month == _DECEMBER else date(month.year, month.month + 1, 1)


def months(first: date, end: date) -> list[date]:
    """Every month that has a day from one day to another (excluded)."""
    found, month = [], month_of(first)
    while month < end:
        found.append(month)
        month = next_month(month)
    return found


def of_bills(periods: Iterable[Period], wanted: Sequence[date]) -> dict[date, State]:
    """The state of each month asked for: estimated when days are known by an estimate alone."""
    actual, estimated = dict.fromkeys(wanted, 0), dict.fromkeys(wanted, 0)
    for period in periods:
        days = estimated if period.estimated else actual
        for month in months(period.first, period.end):
            if month in days:
                days[month] |= _days(period, month)
    return {month: _state(actual[month], estimated[month], _all_days(month)) for month in wanted}


def of_readings(days_covered: int, days: int, energy: int, usual: Iterable[int]) -> State:
    """The state of a month by the days that readings cover; `usual` is the energy of the same month of other years."""
    if not days_covered:
        return State.MISSING
    if not energy and any(usual):
        return State.ZERO
    return State.COMPLETE if days_covered >= days else State.PARTIAL


def _state(actual: int, estimated: int, whole: int) -> State:
    known = actual | estimated
    if known != whole:
        return State.PARTIAL if known else State.MISSING
    return State.COMPLETE if actual == whole else State.ESTIMATED


def _days(period: Period, month: date) -> int:
    """The days of a month that a period has, a bit each."""
    first, end = max(period.first, month), min(period.end, next_month(month))
    return ((1 << (end - month).days) - 1) & ~((1 << (first - month).days) - 1)


def _all_days(month: date) -> int:
    return (1 << ((next_month(month) - month) // timedelta(days=1))) - 1
