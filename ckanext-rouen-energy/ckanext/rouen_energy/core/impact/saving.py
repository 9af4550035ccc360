"""What was saved, with its 90 % interval, of one meter and of many.

What would have been used is uncertain twice: the coefficients come from a finite year, and each day departs from its
model. Both variances come from the same noise; a memory from day to day inflates both (`noise`). Sums of meters carry
the variances, and what the meters have in common: departures of many meters on the same day (a holiday, a heat wave) do
not cancel out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from .baseline import Baseline
from .days import Days, Floats
from .student import LEVEL, quantile


@dataclass(frozen=True)
class Saving:
    """kWh over the days compared: what would have been used, what was; variance of the difference, kWh²."""

    expected_kwh: float
    used_kwh: float
    days: int
    variance: float
    degrees: float

    @property
    def kwh(self) -> float:
        """What was saved; below 0 when more was used."""
        return self.expected_kwh - self.used_kwh

    @property
    def percent(self) -> float | None:
        """In percent of what would have been used; None when that is nothing."""
        return 100 * self.kwh / self.expected_kwh if self.expected_kwh > 0 else None

    def margin(self, level: float = LEVEL) -> float:
        """kWh to each side of the saving that hold it in `level` of the cases."""
        return quantile(self.degrees, level) * math.sqrt(self.variance)

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """The saving's interval, kWh."""
        margin = self.margin(level)
        return self.kwh - margin, self.kwh + margin

    def interval_percent(self, level: float = LEVEL) -> tuple[float, float] | None:
        """The same in percent of what would have been used."""
        if self.expected_kwh <= 0:
            return None
        low, high = self.interval(level)
        return 100 * low / self.expected_kwh, 100 * high / self.expected_kwh

    @property
    def is_shown(self) -> bool:
        """Whether its interval leaves out 0: otherwise nothing is shown to have been saved, or wasted."""
        low, high = self.interval()
        return low > 0 or high < 0


@dataclass(frozen=True, eq=False)
class MeterSaving:
    """A meter's saving, and its residuals by day of the baseline: what it has in common with others shows in them."""

    saving: Saving
    residuals: Days


def saving_of(baseline: Baseline, temperature: Floats, kwh: Floats) -> Saving:
    """The saving over days of these temperatures on which so much was used; arrays without NaN."""
    expected = baseline.model.predict(temperature)
    gradient = baseline.model.gradient(temperature).sum(axis=0)
    of_coefficients = float(gradient @ baseline.covariance @ gradient)
    of_days = float((baseline.noise.deviations(expected) ** 2).sum())
    statistics, inflation = baseline.statistics, baseline.noise.inflation
    return Saving(
        expected_kwh=float(expected.sum()),
        used_kwh=float(kwh.sum()),
        days=len(kwh),
        variance=inflation * (of_coefficients + of_days),
        degrees=max(statistics.days / inflation - statistics.parameters, 1.0),
    )


def total(savings: Sequence[MeterSaving]) -> Saving:
    """The saving of several meters; raises ValueError for none.

    Degrees of freedom by Welch and Satterthwaite.
    """
    if not savings:
        raise ValueError("no meter to sum")
    each = [one.saving for one in savings]
    variance = sum(one.variance for one in each)
    spread = sum(one.variance**2 / one.degrees for one in each)
    return Saving(
        expected_kwh=sum(one.expected_kwh for one in each),
        used_kwh=sum(one.used_kwh for one in each),
        days=max(one.days for one in each),
        variance=variance * in_common(savings),
        degrees=variance**2 / spread if spread > 0 else 1.0,
    )


def in_common(savings: Sequence[MeterSaving]) -> float:
    """By how much the variance of the sum is more than the sum of the variances; at least 1.

    Each day of the baselines, the residuals in units of noise are weighted by the deviation of the meter's saving: the
    square of their sum, over the sum of their squares, is 1 on average for meters that know nothing of each other, and
    the number of meters for those that always depart together. Meters that depart in opposite ways are taken for
    independent: what cancelled out one year need not do so the next.
    """
    first = min(one.residuals.first for one in savings)
    together, apart = _weighted_sums(savings, first)
    return max(1.0, float((together**2).sum()) / float(apart.sum())) if apart.any() else 1.0


def _weighted_sums(savings: Sequence[MeterSaving], first: date) -> tuple[Floats, Floats]:
    last = max(one.residuals.span.end for one in savings)
    together, apart = np.zeros((last - first).days), np.zeros((last - first).days)
    for one in savings:
        start = (one.residuals.first - first).days
        known = math.sqrt(one.saving.variance) * np.nan_to_num(one.residuals.values)
        together[start : start + len(known)] += known
        apart[start : start + len(known)] += known**2
    return together, apart
