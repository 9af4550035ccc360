"""A value for each day: arrays that begin on a day, with NaN where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Span:
    """Days from one to another (excluded)."""

    first: date
    end: date

    @property
    def length(self) -> int:
        """How many days; 0 when it ends before it begins."""
        return max(0, (self.end - self.first).days)

    def overlaps(self, other: Span) -> bool:
        """Whether they have a day in common."""
        return self.first < other.end and other.first < self.end


@dataclass(frozen=True, eq=False)
class Days:
    """A value for each day from `first` on; NaN where it is not known."""

    first: date
    values: Floats

    @property
    def span(self) -> Span:
        """The days that it speaks of."""
        return Span(self.first, self.first + timedelta(days=len(self.values)))

    def within(self, span: Span) -> Floats:
        """The values of these days, NaN for those that it does not speak of."""
        found = np.full(span.length, np.nan)
        start = (span.first - self.first).days
        low, high = max(0, start), min(len(self.values), start + span.length)
        if low < high:
            found[low - start : high - start] = self.values[low:high]
        return found


@dataclass(frozen=True, eq=False)
class Weather:
    """Lowest and highest temperature of each day from `first` on, °C; NaN where not known."""

    first: date
    lowest: Floats
    highest: Floats

    @property
    def mean(self) -> Days:
        """(Tn + Tx) / 2 of each day: the only mean that a table of Tn and Tx tells."""
        return Days(self.first, (self.lowest + self.highest) / 2)


def months_of(span: Span) -> NDArray[np.int64]:
    """The month of the year (1 to 12) of each day."""
    days = np.datetime64(span.first, "D") + np.arange(span.length)
    return days.astype("datetime64[M]").astype(np.int64) % 12 + 1
