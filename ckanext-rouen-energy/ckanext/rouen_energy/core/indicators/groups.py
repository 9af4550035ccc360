"""Figures of groups of buildings: communes, years, the ten largest, the same ones in two years, quartiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .figures import ONE_DECIMAL


@dataclass(frozen=True)
class TrendYear:
    """A year's total (None without data), and its coverage."""

    year: int
    kwh: Decimal | None
    with_data: int
    buildings: int


@dataclass(frozen=True)
class CommuneFigures:
    """A commune's total (None without data), coverage, and the part that can be related to m²."""

    insee: str
    kwh: Decimal | None
    with_data: int
    buildings: int
    area_m2: Decimal
    kwh_with_area: Decimal


@dataclass(frozen=True)
class TopBuilding:
    """One of the buildings that use the most; `owner` is an id."""

    owner: str
    id: str
    name: str
    type: str
    insee: str
    kwh: Decimal
    area_m2: Decimal | None


@dataclass(frozen=True)
class Quartiles:
    """Quartiles of kWh/m² to one decimal over so many buildings; None when these are too few."""

    buildings: int
    q1: Decimal | None = None
    median: Decimal | None = None
    q3: Decimal | None = None


@dataclass(frozen=True)
class Change:
    """kWh of the same buildings in a year and in the one before."""

    buildings: int
    kwh: Decimal
    previous_kwh: Decimal

    @property
    def percent(self) -> Decimal | None:
        """The change in percent to one decimal; None when there is nothing to compare with."""
        if self.buildings == 0 or self.previous_kwh <= 0:
            return None
        change = (self.kwh - self.previous_kwh) * 100 / self.previous_kwh
        return change.quantize(ONE_DECIMAL, ROUND_HALF_UP)


def per_inhabitant(kwh: Decimal | None, population: int) -> Decimal | None:
    """kWh per inhabitant to one decimal; None without data or inhabitants."""
    if kwh is None or population <= 0:
        return None
    return (kwh / population).quantize(ONE_DECIMAL, ROUND_HALF_UP)


def usual_year(days_by_year: Mapping[int, int], this_year: int) -> int | None:
    """The year to show when none is chosen: the latest that is over and half as well known as the best known.

    By the days that are known of its buildings. The year in progress only where nothing else is known.
    """
    over = {year: days for year, days in days_by_year.items() if year < this_year}
    known = over or days_by_year
    return max((year for year, days in known.items() if days * 2 >= max(known.values())), default=None)
