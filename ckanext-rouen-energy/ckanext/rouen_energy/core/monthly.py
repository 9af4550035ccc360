"""Months of buildings by carrier, and what is made of them: periods of use, bills, totals of wholly known months."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .comparison.drift import Carrier
from .forecast.model import MOST_MONTHS
from .forecast.months import YEAR, first_day, number_of
from .impact.bills import Bill
from .impact.days import Span
from .trajectory.consumption import Used

#: What a sum of buildings has to know of each of them: the months that a forecast learns from, and a year to try it on.
TOGETHER_MONTHS = MOST_MONTHS + YEAR


@dataclass(frozen=True)
class Month:
    """What a building used of a carrier in a month; `origin`: relevés or factures."""

    month: date
    carrier: str
    kwh: Decimal
    days_covered: int
    estimated_kwh: Decimal
    origin: str

    @property
    def is_whole(self) -> bool:
        """Whether each of its days is covered."""
        return self.days_covered >= calendar.monthrange(self.month.year, self.month.month)[1]

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.month, first_day(number_of(self.month) + 1))


@dataclass(frozen=True)
class Together:
    """kWh by month of the buildings that are known in each of the last TOGETHER_MONTHS months: a constant perimeter."""

    kwh: Mapping[date, float]
    buildings: tuple[str, ...]


def uses(months: Iterable[Month]) -> tuple[Used, ...]:
    """The wholly known months as periods of use: a month that lacks a day is not known."""
    return tuple(Used(month.carrier, month.span, month.kwh) for month in months if month.is_whole)


def outside(months: Iterable[Month], closed: Sequence[Span]) -> list[Month]:
    """The months that have no day of some periods."""
    return [month for month in months if not any(span.overlaps(month.span) for span in closed)]


def carriers_of(building: str, months: Iterable[Month]) -> list[Carrier]:
    """The wholly known months of each carrier as bills."""
    by_carrier: dict[str, list[Bill]] = defaultdict(list)
    for month in months:
        if month.is_whole:
            by_carrier[month.carrier].append(Bill(month.span, float(month.kwh)))
    return [Carrier(building, carrier, tuple(bills)) for carrier, bills in sorted(by_carrier.items())]


def totals(months: Iterable[Month]) -> dict[date, float]:
    """kWh of all carriers of the months in which every carrier that is in use is wholly known.

    A carrier is in use from its first month to its last. One that ends less than a year before the others is late, not
    given up: its bills are still to come.
    """
    by_carrier: dict[str, dict[int, float]] = defaultdict(dict)
    for month in months:
        if month.is_whole:
            by_carrier[month.carrier][number_of(month.month)] = float(month.kwh)
    if not by_carrier:
        return {}
    first, last = min(map(min, by_carrier.values())), max(map(max, by_carrier.values()))
    lives = {carrier: _life(known, last) for carrier, known in by_carrier.items()}
    found = {}
    for number in range(first, last + 1):
        alive = [by_carrier[carrier] for carrier, life in lives.items() if number in life]
        if alive and all(number in known for known in alive):
            found[first_day(number)] = sum(known[number] for known in alive)
    return found


def together(buildings: Mapping[str, Mapping[date, float]]) -> Together:
    """The sum of buildings, from the totals of each, up to the month that most of them end with."""
    ends = Counter(max(known) for known in buildings.values() if known)
    if not ends:
        return Together({}, ())
    last = number_of(max(ends, key=lambda month: (ends[month], month)))
    wanted = [first_day(number) for number in range(last - TOGETHER_MONTHS + 1, last + 1)]
    chosen = {name: known for name, known in buildings.items() if all(month in known for month in wanted)}
    common = set.intersection(*(set(known) for known in chosen.values())) if chosen else set()
    kwh = {month: _sum(chosen.values(), month) for month in sorted(common) if number_of(month) <= last}
    return Together(kwh, tuple(sorted(chosen)))


def _life(known: Mapping[int, float], last: int) -> range:
    own = max(known)
    return range(min(known), (last if last - own < YEAR else own) + 1)


def _sum(buildings: Iterable[Mapping[date, float]], month: date) -> float:
    return sum(known[month] for known in buildings)


def whole_years(months: Sequence[Month]) -> list[int]:
    """The calendar years of which every month is known in all carriers in use."""
    years = Counter(month.year for month in totals(months))
    return sorted(year for year, count in years.items() if count == YEAR)
