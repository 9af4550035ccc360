"""How a saving came about, month by month: what a chart shows, and the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from .days import Days, Span


@dataclass(frozen=True, eq=False)
class Compared:
    """What would have been used and what was, kWh of each day after the works; NaN on days that do not count."""

    expected: Days
    used: Days


@dataclass(frozen=True)
class Month:
    """A month (its first day): kWh that would have been used and kWh used over the days that count of `meters`."""

    month: date
    expected_kwh: float
    used_kwh: float
    days: int
    meters: int

    @property
    def saved_kwh(self) -> float:
        """What was saved; below 0 when more was used."""
        return self.expected_kwh - self.used_kwh


def by_month(compared: Sequence[Compared]) -> tuple[Month, ...]:
    """The months of one or several meters, in order; `days` are those of all of them."""
    rows: dict[date, list[Month]] = {}
    for one in compared:
        for month in _months(one):
            rows.setdefault(month.month, []).append(month)
    return tuple(_sum(rows[month]) for month in sorted(rows))


def _months(compared: Compared) -> list[Month]:
    span = compared.expected.span
    months = _month_of_each_day(span)
    counted = ~np.isnan(compared.expected.values)
    return [
        Month(
            month.astype(object),
            float(compared.expected.values[chosen].sum()),
            float(compared.used.values[chosen].sum()),
            int(chosen.sum()),
            1,
        )
        for month in np.unique(months)
        if (chosen := counted & (months == month)).any()
    ]


def _month_of_each_day(span: Span) -> np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]:
    days = np.datetime64(span.first, "D") + np.arange(span.length)
    return days.astype("datetime64[M]")


def _sum(months: Sequence[Month]) -> Month:
    return Month(
        months[0].month,
        sum(month.expected_kwh for month in months),
        sum(month.used_kwh for month in months),
        sum(month.days for month in months),
        len(months),
    )
