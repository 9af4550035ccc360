"""Level 1: bills and annual tables of the same buildings before and after, corrected by degree-days. Indicative.

What heats or cools varies with the degree-days of its period, the rest with its days. Where there are six bills (a year
of them every two months) they tell both themselves: least squares by day of the bill of kWh on days and degree-days,
whose bases are searched (Fels 1986, *PRISM: an introduction*; CalTRACK 2.0, 3.2.1 for bills), the smallest BIC kept.
Where there are fewer, the energy manager declares the share that heats, and the base is that of the professionals.

No interval is given: a dozen bills fit a curve of five parameters too well to tell how wrong it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .days import Floats, Span, Weather
from .degree_days import BASE, PROFESSIONAL, Method
from .refusals import (
    BASELINE,
    FEW_BILLS,
    NO_TEMPERATURE,
    NOT_COVERED,
    NOTHING_USED,
    REPORTING,
    SHORT,
    Refusal,
)

#: A year of bills every two months.
LEAST_BILLS = 6
#: Of each period, and of a year: the share that the bills must cover, as for days.
LEAST_SHARE = 0.90
YEAR = 365
#: °C: for bills, CalTRACK 2.0 (3.2.1) searches 30 to 90 °F by steps of at most 3 °F.
BASES: Floats = np.arange(-1.0, 32.01, 1.5)
#: Degree-days of the bills below which a base tells nothing (CalTRACK 2.0, 3.2.2.2).
LEAST_DEGREE_DAYS = 20.0

STRENGTH: Mapping[str, str] = {"fr": "indicatif", "en": "indicative"}


@dataclass(frozen=True)
class Bill:
    """kWh of a period that no other bill overlaps: net of credit notes (`crediting`), no estimate that was replaced."""

    span: Span
    kwh: float


@dataclass(frozen=True, eq=False)
class Climate:
    """The weather, and the method by which its degree-days are counted."""

    weather: Weather
    method: Method = PROFESSIONAL

    def heating(self, span: Span) -> Floats:
        """Degree-days of a period below each of BASES, then below BASE; NaN where a day of it is not known."""
        return self._sums(self._heating, span)

    def cooling(self, span: Span) -> Floats:
        """Degree-days of a period above each of BASES, then above BASE; NaN where a day of it is not known."""
        return self._sums(self._cooling, span)

    @cached_property
    def _heating(self) -> Floats:
        lowest, highest = self.weather.lowest, self.weather.highest
        return np.array([self.method.heating(lowest, highest, base) for base in (*BASES, BASE)])

    @cached_property
    def _cooling(self) -> Floats:
        lowest, highest = self.weather.lowest, self.weather.highest
        return np.array([self.method.cooling(lowest, highest, base) for base in (*BASES, BASE)])

    def _sums(self, table: Floats, span: Span) -> Floats:
        first, end = ((day - self.weather.first).days for day in (span.first, span.end))
        if first < 0 or end > table.shape[1]:
            return np.full(len(table), np.nan)
        return np.asarray(table[:, first:end].sum(axis=1))


@dataclass(frozen=True)
class Site:
    """One carrier of one building: its bills, in any order, and the share that heats when it was declared."""

    id: str
    bills: tuple[Bill, ...]
    heating_share: float | None = None


@dataclass(frozen=True)
class Corrected:
    """A site's kWh over the bills of the two periods; `expected_kwh` are those of the first in the second's weather.

    Shares are of the first period; bases are °C, None for a part that it has not.
    """

    id: str
    baseline: Span
    reporting: Span
    baseline_kwh: float
    expected_kwh: float
    used_kwh: float
    heating_share: float
    cooling_share: float
    heating_base: float | None
    cooling_base: float | None


@dataclass(frozen=True)
class NotCorrected:
    """A site that does not count, and why."""

    id: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class Indicative:
    """The constant perimeter: the sites that have bills of both periods, and those left out."""

    counted: tuple[Corrected, ...]
    left_out: tuple[NotCorrected, ...]

    @property
    def expected_kwh(self) -> float:
        """What they would have used."""
        return sum(site.expected_kwh for site in self.counted)

    @property
    def used_kwh(self) -> float:
        """What they used."""
        return sum(site.used_kwh for site in self.counted)

    @property
    def percent(self) -> float | None:
        """The saving in percent of what would have been used; None when that is nothing."""
        return 100 * (self.expected_kwh - self.used_kwh) / self.expected_kwh if self.expected_kwh > 0 else None


@dataclass(frozen=True, eq=False)
class _Rates:
    """kWh of a day, of a heating and of a cooling degree-day; which rows of the degree-days these are of."""

    values: tuple[float, float, float]
    heating: int | None
    cooling: int | None

    def kwh(self, billed: _Billed) -> tuple[float, float, float]:
        """What bills come to by these rates: by day, heating, cooling."""
        heating = float(billed.heating[self.heating].sum()) if self.heating is not None else 0.0
        cooling = float(billed.cooling[self.cooling].sum()) if self.cooling is not None else 0.0
        by_day, by_heating, by_cooling = self.values
        return by_day * float(billed.days.sum()), by_heating * heating, by_cooling * cooling


@dataclass(frozen=True, eq=False)
class _Billed:
    """The bills of a period as columns: days, kWh, degree-days by base (rows) and bill."""

    days: Floats
    kwh: Floats
    heating: Floats
    cooling: Floats


def indicative(sites: Iterable[Site], climate: Climate, baseline: Span, reporting: Span) -> Indicative:
    """The saving of sites between two periods; a bill counts in a period that holds all its days, of known weather."""
    found = [_correct(site, climate, baseline, reporting) for site in sites]
    return Indicative(
        tuple(site for site in found if isinstance(site, Corrected)),
        tuple(site for site in found if isinstance(site, NotCorrected)),
    )


def _correct(site: Site, climate: Climate, baseline: Span, reporting: Span) -> Corrected | NotCorrected:
    refusals = (
        *_refusals(site, climate, baseline, BASELINE),
        *_refusals(site, climate, reporting, REPORTING),
    )
    if refusals:
        return NotCorrected(site.id, refusals)
    before, after = (_of_known_weather(_bills_of(site, period), climate) for period in (baseline, reporting))
    then, now = _billed(before, climate), _billed(after, climate)
    rates = _told(then) if site.heating_share is None else _declared(then, site.heating_share)
    by_day, heating, cooling = rates.kwh(then)
    whole = by_day + heating + cooling
    return Corrected(
        id=site.id,
        baseline=baseline,
        reporting=reporting,
        baseline_kwh=float(then.kwh.sum()),
        expected_kwh=sum(rates.kwh(now)),
        used_kwh=float(now.kwh.sum()),
        heating_share=heating / whole,
        cooling_share=cooling / whole,
        heating_base=_base(rates.heating),
        cooling_base=_base(rates.cooling),
    )


def _base(row: int | None) -> float | None:
    return None if row is None else float((*BASES, BASE)[row])


def _refusals(site: Site, climate: Climate, period: Span, name: str) -> tuple[Refusal, ...]:
    """What the bills of a period lack; when they lack nothing, what those of known weather do."""
    bills = _bills_of(site, period)
    known = _of_known_weather(bills, climate)
    lacking = tuple(_lacking(bills, period, name, site.heating_share))
    if lacking or not any(_lacking(known, period, name, site.heating_share)):
        return lacking
    return (Refusal(NO_TEMPERATURE, sum(_without_temperature(bill, climate) for bill in bills), 0.0, name),)


def _bills_of(site: Site, period: Span) -> list[Bill]:
    inside = [bill for bill in site.bills if period.first <= bill.span.first and bill.span.end <= period.end]
    return sorted(inside, key=lambda bill: bill.span.first)


def _of_known_weather(bills: Sequence[Bill], climate: Climate) -> list[Bill]:
    return [bill for bill in bills if not _without_temperature(bill, climate)]


def _without_temperature(bill: Bill, climate: Climate) -> int:
    """Days of a bill of which a temperature is not known."""
    return int(np.isnan(climate.weather.mean.within(bill.span)).sum())


def _lacking(bills: Sequence[Bill], period: Span, name: str, declared: float | None) -> Iterator[Refusal]:
    yield from _coverage(bills, period, name)
    if name == BASELINE:
        yield from _enough(bills, declared)


def _coverage(bills: Sequence[Bill], period: Span, name: str) -> Iterator[Refusal]:
    """Whether they cover the period, and it is a year of them."""
    covered = np.zeros(period.length, dtype=np.bool_)
    for bill in bills:
        covered[(bill.span.first - period.first).days : (bill.span.end - period.first).days] = True
    days = int(covered.sum())
    share = days / period.length if period.length else 0.0
    if share < LEAST_SHARE:
        yield Refusal(NOT_COVERED, share, LEAST_SHARE, name)
    elif days < LEAST_SHARE * YEAR:
        yield Refusal(SHORT, days, math.ceil(LEAST_SHARE * YEAR), name)


def _enough(bills: Sequence[Bill], declared: float | None) -> Iterator[Refusal]:
    if declared is None and len(bills) < LEAST_BILLS:
        yield Refusal(FEW_BILLS, len(bills), LEAST_BILLS, BASELINE)
    if bills and sum(bill.kwh for bill in bills) <= 0:
        yield Refusal(NOTHING_USED, 0.0, 0.0, BASELINE)


def _billed(bills: Sequence[Bill], climate: Climate) -> _Billed:
    return _Billed(
        days=np.array([float(bill.span.length) for bill in bills]),
        kwh=np.array([bill.kwh for bill in bills]),
        heating=np.column_stack([climate.heating(bill.span) for bill in bills]),
        cooling=np.column_stack([climate.cooling(bill.span) for bill in bills]),
    )


def _declared(billed: _Billed, heating_share: float) -> _Rates:
    """When a known share heats, below the professionals' base."""
    total, days, heating = float(billed.kwh.sum()), float(billed.days.sum()), float(billed.heating[-1].sum())
    if heating <= 0:
        return _Rates((total / days, 0.0, 0.0), None, None)
    row = len(billed.heating) - 1
    return _Rates((total * (1 - heating_share) / days, total * heating_share / heating, 0.0), row, None)


def _told(billed: _Billed) -> _Rates:
    """As the bills tell them: of the models that are one, that with the smallest BIC."""
    average = float(billed.kwh.sum() / billed.days.sum())
    best, best_score = _Rates((average, 0.0, 0.0), None, None), math.inf
    for heating, cooling in _pairs(billed):
        columns = _columns(billed, heating, cooling)
        parameters = 2 * columns.shape[1] - 1
        if parameters >= len(billed.kwh):
            continue
        weights = 1 / np.sqrt(billed.days)
        rates = np.linalg.lstsq(columns * weights[:, None], billed.kwh * weights, rcond=None)[0]
        score = _bic((billed.kwh - columns @ rates) * weights, parameters)
        if rates[0] >= 0 and (rates[1:] > 0).all() and score < best_score:
            by_heating = 0.0 if heating is None else float(rates[1])
            by_cooling = 0.0 if cooling is None else float(rates[-1])
            best, best_score = _Rates((float(rates[0]), by_heating, by_cooling), heating, cooling), score
    return best


def _pairs(billed: _Billed) -> Iterator[tuple[int | None, int | None]]:
    """Rows of the bases that may heat and cool: neither, one of them, or both, cooling not below heating."""
    searched = range(len(BASES))
    heats = [row for row in searched if billed.heating[row].sum() >= LEAST_DEGREE_DAYS]
    cools = [row for row in searched if billed.cooling[row].sum() >= LEAST_DEGREE_DAYS]
    yield None, None
    yield from ((row, None) for row in heats)
    yield from ((None, row) for row in cools)
    yield from ((low, high) for low in heats for high in cools if high >= low)


def _columns(billed: _Billed, heating: int | None, cooling: int | None) -> Floats:
    columns = [billed.days]
    if heating is not None:
        columns.append(billed.heating[heating])
    if cooling is not None:
        columns.append(billed.cooling[cooling])
    return np.column_stack(columns)


def _bic(residuals: Floats, parameters: int) -> float:
    count = len(residuals)
    least = float(np.finfo(np.float64).tiny)
    return count * math.log(max(float(residuals @ residuals), least) / count) + parameters * math.log(count)
