"""What the months of a building follow: the degree-days, the month of the year, both, or nothing.

kWh by day of a month = a base, or one for each month of the year (schools close in August whatever the weather), plus
what heating and cooling degree-days add. Least squares; the smallest BIC of those whose slopes are above 0 is kept,
chosen from the months that it learns from alone. Months to come are taken at the weather that is to be expected, and
how that weather varies is part of the interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..impact.days import Floats, Mask
from ..impact.noise import Noise, noise_of
from ..impact.student import quantile
from .months import YEAR, Degrees, Months, Numbers, Past, lengths, past

#: Months that it learns from at most: each month of the year three times; what is older tells of another building.
MOST_MONTHS = 36
#: And at least: each month of the year twice, the least from which a month can be told from its weather.
LEAST_MONTHS = 24
#: Least squares with as many free months as a season: fewer fit too well to tell how wrong they are.
_LEAST_FREE = 6
#: Years of weather from which it can be told to vary.
LEAST_YEARS = 2
_NO_DEGREES = Degrees(0, np.zeros(0), np.zeros(0))


@dataclass(frozen=True)
class Kind:
    """Which parts a model has."""

    by_month: bool
    heating: bool
    cooling: bool


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model with what is not known of it: coefficients, their covariance, the noise of a day's mean in a month."""

    kind: Kind
    coefficients: Floats
    covariance: Floats
    noise: Noise
    free: int


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A model before its uncertainty is known."""

    kind: Kind
    columns: Floats
    coefficients: Floats


@dataclass(frozen=True, eq=False)
class Outlook:
    """kWh of months to come and of their sum, with the variance of each and its degrees of freedom."""

    kwh: Floats
    variance: Floats
    free: Floats
    total: float
    total_variance: float
    total_free: float

    @property
    def half_intervals(self) -> Floats:
        """Half of each month's 90 % interval."""
        return np.array([quantile(float(free)) for free in self.free]) * np.sqrt(self.variance)

    @property
    def total_half_interval(self) -> float:
        """Half of the 90 % interval of the sum."""
        return quantile(self.total_free) * math.sqrt(self.total_variance)


def learn(months: Months, degrees: Degrees | None) -> Fitted | None:
    """The model of the last MOST_MONTHS months; None when fewer than LEAST_MONTHS of them are known.

    Months of unknown weather are left out when enough are left without them.
    """
    numbers, kwh = months.numbers[-MOST_MONTHS:], months.kwh[-MOST_MONTHS:]
    known = ~np.isnan(kwh)
    if known.sum() < LEAST_MONTHS:
        return None
    degrees = degrees or _NO_DEGREES
    told = known & ~np.isnan(degrees.of(numbers)[0])
    kept = told if told.sum() >= LEAST_MONTHS else known
    by_day = kwh[kept] / lengths(numbers[kept])
    candidates = list(_fits(numbers[kept], by_day, degrees))
    if not candidates:
        return None
    return _fitted(min(candidates, key=lambda candidate: candidate[0])[1], by_day, numbers[kept])


def look_ahead(fitted: Fitted, numbers: Numbers, degrees: Degrees | None) -> Outlook | None:
    """Months to come, twelve at most, in the mean weather of the same months before; None when too few tell it."""
    days = lengths(numbers)
    weather = past(degrees or _NO_DEGREES, numbers)
    years = _whole_years(fitted.kind, weather)
    if (fitted.kind.heating or fitted.kind.cooling) and years.sum() < LEAST_YEARS:
        return None
    heating, cooling = (each[years].mean(axis=0) if years.any() else np.zeros(len(days)) for each in _both(weather))
    columns = _columns(fitted.kind, numbers, heating, cooling) * days[:, None]
    kwh = columns @ fitted.coefficients
    own = (fitted.noise.deviations(np.maximum(kwh / days, 0.0)) * days) ** 2
    together = columns.sum(axis=0)
    taught = np.einsum("ij,jk,ik->i", columns, fitted.covariance, columns)
    total_taught = own.sum() * fitted.noise.inflation + together @ fitted.covariance @ together
    of_weather, total_of_weather = _of_weather(fitted, weather, years, days)
    free = float(years.sum() - 1)
    return Outlook(
        kwh=kwh,
        variance=own + taught + of_weather,
        free=_free(own + taught, fitted.free, of_weather, free),
        total=float(kwh.sum()),
        total_variance=float(total_taught + total_of_weather),
        total_free=float(_free(np.array([total_taught]), fitted.free, np.array([total_of_weather]), free)[0]),
    )


def _fits(numbers: Numbers, by_day: Floats, degrees: Degrees) -> Iterator[tuple[float, _Candidate]]:
    """Every model that is one, with its BIC."""
    heating, cooling = degrees.of(numbers)
    has_weather = not np.isnan(heating).any()
    has_all_months = len(np.unique(numbers % YEAR)) == YEAR
    for kind in (Kind(*parts) for parts in product((False, True), repeat=3)):
        if (kind.by_month and not has_all_months) or ((kind.heating or kind.cooling) and not has_weather):
            continue
        columns = _columns(kind, numbers, heating, cooling)
        if columns.shape[1] > len(by_day) - _LEAST_FREE:
            continue
        coefficients, _, rank, _ = np.linalg.lstsq(columns, by_day, rcond=None)
        slopes = coefficients[len(coefficients) - kind.heating - kind.cooling :]
        if rank == columns.shape[1] and (slopes > 0).all():
            found = _Candidate(kind, columns, np.asarray(coefficients, dtype=np.float64))
            yield _bic(by_day - columns @ coefficients, columns.shape[1]), found


def _columns(kind: Kind, numbers: Numbers, heating: Floats, cooling: Floats) -> Floats:
    if kind.by_month:
        parts = [(numbers % YEAR == month).astype(np.float64) for month in range(YEAR)]
    else:
        parts = [np.ones(len(numbers))]
    return np.column_stack([*parts, *([heating] if kind.heating else []), *([cooling] if kind.cooling else [])])


def _fitted(candidate: _Candidate, by_day: Floats, numbers: Numbers) -> Fitted:
    columns = candidate.columns
    count, parameters = columns.shape
    level = columns @ candidate.coefficients
    noise = noise_of(by_day - level, level, parameters, np.diff(numbers) == 1)
    bread = np.linalg.pinv(columns.T @ columns)
    weighed = columns * noise.deviations(np.maximum(level, 0.0))[:, None]
    covariance = np.asarray(bread @ (weighed.T @ weighed) @ bread) * noise.inflation
    return Fitted(candidate.kind, candidate.coefficients, covariance, noise, count - parameters)


def _both(weather: Past) -> tuple[Floats, Floats]:
    return weather.heating, weather.cooling


def _whole_years(kind: Kind, weather: Past) -> Mask:
    """The years of which every month is known; none when the model does not ask for the weather."""
    if not (kind.heating or kind.cooling):
        return np.zeros(len(weather.heating), dtype=np.bool_)
    return np.asarray(~np.isnan(weather.heating + weather.cooling).any(axis=1))


def _of_weather(fitted: Fitted, weather: Past, years: Mask, days: Floats) -> tuple[Floats, float]:
    """Variance of each month and of their sum, since nobody knows the weather to come: that of the years before.

    (1 + 1/n) times that between n years, whose mean is not known either. Months of one winter resemble each other:
    their sum varies by the greater of what sums of years say and what months say that know nothing of each other.
    """
    count = int(years.sum())
    if count < LEAST_YEARS:
        return np.zeros(len(days)), 0.0
    slopes = list(fitted.coefficients[::-1][: fitted.kind.heating + fitted.kind.cooling])
    used = np.zeros((count, len(days)))
    if fitted.kind.cooling:
        used += slopes.pop(0) * weather.cooling[years] * days
    if fitted.kind.heating:
        used += slopes.pop(0) * weather.heating[years] * days
    months = used.var(axis=0, ddof=1) * (1 + 1 / count)
    return months, max(float(months.sum()), float(used.sum(axis=1).var(ddof=1)) * (1 + 1 / count))


def _free(taught: Floats, free: float, of_weather: Floats, free_of_weather: float) -> Floats:
    """Degrees of freedom of a sum of two variances (Welch 1947; Satterthwaite 1946)."""
    parts = taught**2 / free + of_weather**2 / max(free_of_weather, 1.0)
    return np.where(parts > 0, (taught + of_weather) ** 2 / np.where(parts > 0, parts, 1.0), free)


def _bic(residuals: Floats, parameters: int) -> float:
    count, squares = len(residuals), max(float(residuals @ residuals), float(np.finfo(np.float64).tiny))
    return float(count * np.log(squares / count) + parameters * np.log(count))
