"""Level 1: bills and annual tables of the same buildings before and after, corrected by degree-days. Indicative.

What heats or cools varies with the degree-days of its period, the rest with its days. How much of it heats is told by
the bills themselves where there are six of them (a year of bills every two months): least squares of kWh on days,
heating and cooling degree-days, by day of the bill, of which the parts that are not above 0 are left out and the
smallest BIC is kept. It is declared by the energy manager where there are fewer. The base is fixed: so few bills do not
tell balance points.

No interval is given: a dozen bills fit a curve of three parameters too well to tell how wrong it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from .days import Days, Floats, Span
from .refusals import BASELINE, FEW_BILLS, NOT_COVERED, NOTHING_USED, REPORTING, Refusal

#: A year of bills every two months.
LEAST_BILLS = 6
#: Of each period: the share that the bills must cover, as for days.
LEAST_SHARE = 0.90

STRENGTH: Mapping[str, str] = {"fr": "indicatif", "en": "indicative"}

#: The parts of a bill: columns of days, of heating degree-days, of cooling degree-days.
_FAMILIES = ((0,), (0, 1), (0, 2), (0, 1, 2))


@dataclass(frozen=True)
class Bill:
    """kWh of a period: net of its credit notes, no estimate that was replaced."""

    span: Span
    kwh: float


@dataclass(frozen=True, eq=False)
class Climate:
    """Heating and cooling degree-days of each day, by one method."""

    method: str
    heating: Days
    cooling: Days


@dataclass(frozen=True)
class Site:
    """One carrier of one building: its bills, in any order, and the share of heating when it was declared."""

    id: str
    bills: tuple[Bill, ...]
    heating_share: float | None = None


@dataclass(frozen=True)
class Corrected:
    """A site's kWh over the bills of the two periods; `expected_kwh` are those of the first in the second's weather."""

    id: str
    baseline_kwh: float
    expected_kwh: float
    used_kwh: float
    heating_share: float
    cooling_share: float


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


def indicative(sites: Iterable[Site], climate: Climate, baseline: Span, reporting: Span) -> Indicative:
    """The saving of sites between two periods; a bill counts in a period that holds all its days, of known weather."""
    found = [_correct(site, climate, baseline, reporting) for site in sites]
    return Indicative(
        tuple(site for site in found if isinstance(site, Corrected)),
        tuple(site for site in found if isinstance(site, NotCorrected)),
    )


def _correct(site: Site, climate: Climate, baseline: Span, reporting: Span) -> Corrected | NotCorrected:
    before, after = _bills_of(site, climate, baseline), _bills_of(site, climate, reporting)
    refusals = tuple(
        chain(
            _coverage(before, baseline, BASELINE),
            _coverage(after, reporting, REPORTING),
            _enough(before, site.heating_share),
        )
    )
    if refusals:
        return NotCorrected(site.id, refusals)
    kwh = np.array([bill.kwh for bill in before])
    then, now = _columns(before, climate), _columns(after, climate)
    rates = _declared(then, kwh, site.heating_share) if site.heating_share is not None else _told(then, kwh)
    of_baseline = rates * then.sum(axis=0)
    whole = float(of_baseline.sum())
    return Corrected(
        id=site.id,
        baseline_kwh=float(kwh.sum()),
        expected_kwh=float(rates @ now.sum(axis=0)),
        used_kwh=sum(bill.kwh for bill in after),
        heating_share=float(of_baseline[1]) / whole,
        cooling_share=float(of_baseline[2]) / whole,
    )


def _bills_of(site: Site, climate: Climate, period: Span) -> list[Bill]:
    inside = [bill for bill in site.bills if period.first <= bill.span.first and bill.span.end <= period.end]
    known = [bill for bill in inside if not np.isnan(_degrees(bill, climate)).any()]
    return sorted(known, key=lambda bill: bill.span.first)


def _coverage(bills: Sequence[Bill], period: Span, name: str) -> Iterator[Refusal]:
    covered = np.zeros(period.length, dtype=np.bool_)
    for bill in bills:
        covered[(bill.span.first - period.first).days : (bill.span.end - period.first).days] = True
    share = float(covered.mean()) if period.length else 0.0
    if share < LEAST_SHARE:
        yield Refusal(NOT_COVERED, share, LEAST_SHARE, name)


def _enough(bills: Sequence[Bill], declared: float | None) -> Iterator[Refusal]:
    if declared is None and len(bills) < LEAST_BILLS:
        yield Refusal(FEW_BILLS, len(bills), LEAST_BILLS, BASELINE)
    if sum(bill.kwh for bill in bills) <= 0:
        yield Refusal(NOTHING_USED, 0.0, 0.0, BASELINE)


def _columns(bills: Sequence[Bill], climate: Climate) -> Floats:
    """Days, heating and cooling degree-days of each bill."""
    return np.array([[float(bill.span.length), *_degrees(bill, climate)] for bill in bills])


def _degrees(bill: Bill, climate: Climate) -> tuple[float, float]:
    heating, cooling = (days.within(bill.span) for days in (climate.heating, climate.cooling))
    return float(heating.sum()), float(cooling.sum())


def _declared(columns: Floats, kwh: Floats, heating_share: float) -> Floats:
    """kWh of a day and of a heating degree-day, when a known share heats."""
    total, days, heating = float(kwh.sum()), float(columns[:, 0].sum()), float(columns[:, 1].sum())
    if heating <= 0:
        return np.array([total / days, 0.0, 0.0])
    return np.array([total * (1 - heating_share) / days, total * heating_share / heating, 0.0])


def _told(columns: Floats, kwh: Floats) -> Floats:
    """kWh of a day, of a heating and of a cooling degree-day, as the bills tell them."""
    weights = 1 / np.sqrt(columns[:, 0])
    best, best_score = np.array([kwh.sum() / columns[:, 0].sum(), 0.0, 0.0]), math.inf
    for family in _FAMILIES:
        chosen = columns[:, family] * weights[:, None]
        rates = np.linalg.lstsq(chosen, kwh * weights, rcond=None)[0]
        if (rates[1:] > 0).all() and rates[0] >= 0:
            score = _bic(kwh * weights - chosen @ rates, len(family))
            if score < best_score:
                best, best_score = np.zeros(3), score
                best[list(family)] = rates
    return best


def _bic(residuals: Floats, parameters: int) -> float:
    count = len(residuals)
    least = np.finfo(np.float64).tiny
    return float(count * np.log(max(float(residuals @ residuals), least) / count) + parameters * np.log(count))
