"""Months of buildings by carrier, and what is made of them: periods of use, bills, totals of wholly known months.

A bill is spread evenly over its days, so an annual one comes as twelve months that nobody read. Three months or more of
one daily rate are taken for such pieces and put together again: they tell the year, but no season of it.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .building_month import BILLS
from .comparison.drift import Carrier
from .forecast.model import MOST_MONTHS
from .forecast.months import YEAR, first_day, number_of
from .impact.bills import Bill
from .impact.days import Span
from .trajectory.consumption import ZERO, Used

#: What a sum of buildings has to know of each of them: the months that a forecast learns from, and a year to try it on.
TOGETHER_MONTHS = MOST_MONTHS + YEAR
#: Days of the longest bill that still tells the seasons: one of every two months (70 at most, CalTRACK 2.0, 2.2).
LONGEST_OWN = 70
#: kWh: months are rounded to the Wh, so each may be half of one off the rate of its bill.
_HALF_WATT_HOUR = Decimal("0.0005")


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
    """The wholly known months as periods of use, pieces of one long bill together; a month that lacks a day is none."""
    found = (_put_together(run) for run in _runs(months))
    return tuple(sorted(found, key=lambda use: (use.span.first, use.carrier)))


def carriers_of(building: str, months: Iterable[Month], closed: Sequence[Span] = ()) -> list[Carrier]:
    """The periods of use of each carrier as bills, without those that have a day of some periods."""
    by_carrier: dict[str, list[Bill]] = defaultdict(list)
    for use in uses(months):
        if not any(span.overlaps(use.span) for span in closed):
            by_carrier[use.carrier].append(Bill(use.span, float(use.kwh)))
    return [Carrier(building, carrier, tuple(bills)) for carrier, bills in sorted(by_carrier.items())]


def own_totals(months: Iterable[Month]) -> dict[date, float]:
    """The totals of months that are each carrier's own: of none is a piece of a long bill part."""
    known = list(months)
    pieces = {month.month for run in _runs(known) if len(run) > 1 for month in run}
    return {month: kwh for month, kwh in totals(known).items() if month not in pieces}


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


def whole_years(months: Sequence[Month]) -> list[int]:
    """The calendar years of which every month is known in all carriers in use."""
    years = Counter(month.year for month in totals(months))
    return sorted(year for year, count in years.items() if count == YEAR)


def _life(known: Mapping[int, float], last: int) -> range:
    own = max(known)
    return range(min(known), (last if last - own < YEAR else own) + 1)


def _sum(buildings: Iterable[Mapping[date, float]], month: date) -> float:
    return sum(known[month] for known in buildings)


def _runs(months: Iterable[Month]) -> Iterator[list[Month]]:
    """The wholly known months, each alone, or with the others that a bill longer than LONGEST_OWN was cut into."""
    run: list[Month] = []
    for month in sorted((one for one in months if one.is_whole), key=lambda one: (one.carrier, one.month)):
        if run and not _goes_on(run[-1], month):
            yield from _told_apart(run)
            run = []
        run.append(month)
    yield from _told_apart(run)


def _told_apart(run: list[Month]) -> list[list[Month]]:
    is_long = sum(month.span.length for month in run) > LONGEST_OWN
    return [run] if is_long else [[month] for month in run]


def _goes_on(month: Month, following: Month) -> bool:
    """Whether two months may be pieces of one bill: nothing used at all is no trace of one."""
    if (month.carrier, month.span.end) != (following.carrier, following.month):
        return False
    if {month.origin, following.origin} != {BILLS} or not month.kwh:
        return False
    days, next_days = month.span.length, following.span.length
    return abs(month.kwh * next_days - following.kwh * days) <= _HALF_WATT_HOUR * (days + next_days)


def _put_together(run: Sequence[Month]) -> Used:
    span = Span(run[0].month, run[-1].span.end)
    return Used(run[0].carrier, span, sum((month.kwh for month in run), ZERO))
