"""Use by month, and the degree-days of these months: what they were, and what may be expected of those to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..impact.days import Days, Floats, Span, Weather
from ..impact.degree_days import BASE, PROFESSIONAL
from ..impact.periods import Exclusion

YEAR = 12
#: Years of weather that tell what to expect: of more, the mean is a climate that was.
NORMAL_YEARS = 10

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Months:
    """kWh of each month from `first` (a first day) on; NaN for months that are not wholly known."""

    first: date
    kwh: Floats

    @property
    def numbers(self) -> Numbers:
        """Each month's number: twelve a year."""
        return number_of(self.first) + np.arange(len(self.kwh))


@dataclass(frozen=True, eq=False)
class Degrees:
    """Heating and cooling degree-days by day of each month from `first` (a month's number) on; NaN where not known."""

    first: int
    heating: Floats
    cooling: Floats

    def of(self, numbers: Numbers) -> tuple[Floats, Floats]:
        """Those of these months, NaN for months that it does not speak of."""
        places = numbers - self.first
        known = (places >= 0) & (places < len(self.heating))
        safe = np.where(known, places, 0)
        if not len(self.heating):
            return np.full(len(numbers), np.nan), np.full(len(numbers), np.nan)
        return np.where(known, self.heating[safe], np.nan), np.where(known, self.cooling[safe], np.nan)


@dataclass(frozen=True, eq=False)
class Past:
    """Degree-days by day of the same months in each of the years before: years × months, NaN where not known."""

    heating: Floats
    cooling: Floats


def number_of(day: date) -> int:
    """A month's number."""
    return day.year * YEAR + day.month - 1


def first_day(number: int) -> date:
    """The first day of a month of this number."""
    return date(number // YEAR, number % YEAR + 1, 1)


def lengths(numbers: Numbers) -> Floats:
    """The days of each month."""
    return np.array([(first_day(int(one) + 1) - first_day(int(one))).days for one in numbers], dtype=np.float64)


def months_of(kwh: Mapping[date, float], exclusions: Iterable[Exclusion] = ()) -> Months:
    """Months by their first day; one that is missing, or that has an excluded day, is not known. None is an error."""
    numbers = [number_of(day) for day in kwh]
    first = min(numbers)
    found = np.full(max(numbers) - first + 1, np.nan)
    for number, value in zip(numbers, kwh.values(), strict=True):
        found[number - first] = value
    left_out = tuple(exclusions)
    for place in range(len(found)):
        month = Span(first_day(first + place), first_day(first + place + 1))
        if any(exclusion.span.overlaps(month) for exclusion in left_out):
            found[place] = np.nan
    return Months(first_day(first), found)


def degrees_of(weather: Weather) -> Degrees:
    """Degree-days by the professionals' method; a month that lacks a day is not known."""
    span = Days(weather.first, weather.lowest).span
    numbers = np.arange(number_of(span.first), number_of(span.end) + 1)
    heating = Days(weather.first, PROFESSIONAL.heating(weather.lowest, weather.highest, BASE))
    cooling = Days(weather.first, PROFESSIONAL.cooling(weather.lowest, weather.highest))
    spans = [Span(first_day(int(one)), first_day(int(one) + 1)) for one in numbers]
    means = [np.array([float(days.within(each).mean()) for each in spans]) for days in (heating, cooling)]
    return Degrees(int(numbers[0]), *means)


def past(degrees: Degrees, numbers: Numbers) -> Past:
    """What these months were in the NORMAL_YEARS years before the first of them."""
    years = np.arange(NORMAL_YEARS, 0, -1)[:, None]
    before = numbers[None, :] - years * YEAR
    heating, cooling = degrees.of(before.ravel())
    return Past(heating.reshape(before.shape), cooling.reshape(before.shape))
