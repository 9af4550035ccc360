"""How well the forecast did on months held back from it, beside the same month of the year before.

From each of the last origins that leave twelve months to hold back, the model learns from what came before, weather
included, and says twelve months; so does seasonal-naive: the latest known month of the same name. Only months that both
say and that are known count, so that the two are held against the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..impact.days import Floats
from ..impact.student import LEVEL
from .model import LEAST_MONTHS, learn, look_ahead
from .months import YEAR, Degrees, Months, Numbers

#: Origins at most, a month apart: two years of them; older ones score a model of an older building.
MOST_ORIGINS = 24


@dataclass(frozen=True)
class Score:
    """Held-back months of all origins together; errors are mean absolute ones, kWh a month.

    `inside` is the share of them within the model's own interval, before it was widened: by `widening` for months and
    `total_widening` for sums of twelve, by which nine in ten of these are inside, where that is above 1.
    """

    origins: int
    months: int
    error: float
    naive_error: float
    inside: float
    widening: float
    total_widening: float

    @property
    def is_better(self) -> bool:
        """Whether the model did better than seasonal-naive."""
        return self.error < self.naive_error

    @property
    def gain_percent(self) -> float:
        """By how much its error is smaller than that of seasonal-naive, in percent."""
        return 100 * (1 - self.error / self.naive_error) if self.naive_error > 0 else 0.0


@dataclass(frozen=True, eq=False)
class _Trial:
    """One origin: errors of the months that count, in kWh and in half intervals; that of their sum, if it is known."""

    errors: Floats
    naive_errors: Floats
    halves: Floats
    total_halves: float | None


def score(months: Months, degrees: Degrees | None) -> Score | None:
    """The score; None when not one origin can be tried on twelve months held back."""
    trials = [trial for trial in _trials(months, degrees) if len(trial.errors)]
    count = sum(len(trial.errors) for trial in trials)
    if count < YEAR:
        return None
    halves = np.concatenate([trial.halves for trial in trials])
    totals = [trial.total_halves for trial in trials if trial.total_halves is not None]
    return Score(
        origins=len(trials),
        months=count,
        error=float(np.abs(np.concatenate([trial.errors for trial in trials])).mean()),
        naive_error=float(np.abs(np.concatenate([trial.naive_errors for trial in trials])).mean()),
        inside=float((halves <= 1).mean()),
        widening=_widening(halves),
        total_widening=_widening(np.array(totals)) if totals else 1.0,
    )


def seasonal_naive(months: Months, numbers: Numbers) -> Floats:
    """The latest known month of the same name; NaN where there is none."""
    found = np.full(len(numbers), np.nan)
    for place, number in enumerate(numbers):
        same = months.kwh[months.numbers % YEAR == number % YEAR]
        known = same[~np.isnan(same)]
        if len(known):
            found[place] = known[-1]
    return found


def _trials(months: Months, degrees: Degrees | None) -> Iterator[_Trial]:
    last = len(months.kwh) - YEAR
    for origin in range(max(LEAST_MONTHS, last - MOST_ORIGINS + 1), last + 1):
        before = Months(months.first, months.kwh[:origin])
        fitted = learn(before, degrees)
        ahead = months.numbers[origin : origin + YEAR]
        outlook = look_ahead(fitted, ahead, degrees) if fitted else None
        if outlook is None:
            continue
        used, naive = months.kwh[origin : origin + YEAR], seasonal_naive(before, ahead)
        counts = ~np.isnan(used) & ~np.isnan(naive)
        errors = (used - outlook.kwh)[counts]
        total = abs(float(used.sum()) - outlook.total) if counts.all() else None
        yield _Trial(
            errors=errors,
            naive_errors=(used - naive)[counts],
            halves=_in_halves(np.abs(errors), outlook.half_intervals[counts]),
            total_halves=None if total is None else _of_total(total, outlook.total_half_interval),
        )


def _of_total(error: float, half: float) -> float:
    return float(_in_halves(np.array([error]), np.array([half]))[0])


def _in_halves(errors: Floats, halves: Floats) -> Floats:
    """Errors in half intervals; 0 for none, even of an interval of nothing."""
    return np.where(errors > 0, errors / np.maximum(halves, np.finfo(np.float64).tiny), 0.0)


def _widening(halves: Floats) -> float:
    return max(1.0, float(np.quantile(halves, LEVEL)))


def origin_of(months: Months) -> int:
    """The number of the first month to come: the one after the last that is known."""
    known = np.flatnonzero(~np.isnan(months.kwh))
    return int(months.numbers[known[-1]]) + 1 if len(known) else int(months.numbers[0])
