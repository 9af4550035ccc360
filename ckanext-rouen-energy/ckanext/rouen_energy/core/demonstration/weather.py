"""The weather of the demonstration: the seasons of Rouen, with days that follow each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .seeded import noise
from .truths import FIRST, LAST

#: °C: mean of the year, half the way from January to July, deviation of a day; and its memory of the day before.
_MEAN, _SEASON, _DEVIATION, _MEMORY = 11.0, 7.2, 3.0, 0.8
_COLDEST_DAY, _YEAR = 17, 365.25
#: °C between the night and the afternoon: in January, more in July, deviation, at least.
_RANGE, _RANGE_OF_SUMMER, _RANGE_DEVIATION, _SMALLEST_RANGE = 5.0, 4.5, 1.4, 1.5


@dataclass(frozen=True)
class Day:
    """A day's lowest and highest temperature, °C to the tenth."""

    date: date
    lowest: float
    highest: float

    @property
    def mean(self) -> float:
        """The mean by which buildings are heated, °C."""
        return (self.lowest + self.highest) / 2


@cache
def weather() -> tuple[Day, ...]:
    """Every day of the demonstration, in order."""
    chance = noise("weather")
    days, departure = [], 0.0
    for count in range((LAST - FIRST).days + 1):
        today = FIRST + timedelta(days=count)
        departure = _MEMORY * departure + math.sqrt(1 - _MEMORY**2) * chance() * _DEVIATION
        days.append(_day(today, departure, chance()))
    return tuple(days)


def _day(today: date, departure: float, spread: float) -> Day:
    summer = -math.cos(2 * math.pi * (today.timetuple().tm_yday - _COLDEST_DAY) / _YEAR)
    mean = _MEAN + _SEASON * summer + departure
    between = max(_SMALLEST_RANGE, _RANGE + _RANGE_OF_SUMMER * (summer + 1) / 2 + spread * _RANGE_DEVIATION)
    return Day(today, round(mean - between / 2, 1), round(mean + between / 2, 1))
