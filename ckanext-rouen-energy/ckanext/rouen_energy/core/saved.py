"""What works saved: the stronger of the two levels that the data allow, what counted, what was refused and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .impact import bill_years, told
from .impact.assessment import Meter, assess, impact
from .impact.bills import Bill, Climate, Indicative, Site
from .impact.crediting import net_of_credits
from .impact.days import Span, Weather
from .impact.degree_days import METHODS
from .impact.periods import Declaration, Exclusion
from .impact.saving import MeterSaving, total
from .impact.sentences import NO_DATA, NO_WEATHER
from .works import Declared, exclusions_of_bills, periods


@dataclass(frozen=True, eq=False)
class Served:
    """A meter that serves a building, and the kWh of it that are the building's, by day."""

    building: str
    carrier: str
    meter: Meter


@dataclass(frozen=True)
class Billed:
    """The bills of one carrier of a building that say what was used, and its credit notes."""

    building: str
    carrier: str
    bills: tuple[Bill, ...]
    credits: tuple[Bill, ...]


@dataclass(frozen=True)
class Known:
    """All that the works of an owner are held against; `weather` None: no temperature is known.

    `bills` are asked of a building whose days do not suffice.
    """

    said: Sequence[Declared]
    weather: Weather | None
    served: Sequence[Served]
    bills: Callable[[str], Sequence[Billed]]


@dataclass(frozen=True)
class Assessed:
    """What was found of one work, as plain values, and the savings of its meters."""

    found: dict[str, Any]
    savings: Sequence[MeterSaving] = ()


def assessed(work: Declared, known: Known) -> Assessed:
    """What one work saved: measured where a meter of it suffices, else indicative, else refused."""
    head = _head(work)
    if known.weather is None:
        return Assessed({**head, "refused": [_reason(NO_WEATHER)]})
    declared = periods(work, known.said, known.weather.mean.span.end)
    head |= _told_periods(declared.baseline, declared.reporting, declared)
    if declared.faults:
        return Assessed({**head, "refused": [_reason(fault) for fault in declared.faults]})
    measured = _measured(work, known, known.weather, head)
    if measured.savings:
        return measured
    refused = measured.found["refused"]
    return Assessed(head | _indicative(work, known, known.weather, declared, refused))


def totals(works: Sequence[Assessed]) -> dict[str, Any]:
    """The sum of the works of an owner, by level."""
    savings = [saving for one in works for saving in one.savings]
    bills = [one.found for one in works if one.found["level"] == told.INDICATIVE]
    found = {}
    if savings:
        found[told.MEASURED] = told.measured(total(savings))
    if bills:
        sums = (sum(one[name] for one in bills) for name in ("expected_kwh", "used_kwh"))
        found[told.INDICATIVE] = told.indicative(*sums)
    return found


def _head(work: Declared) -> dict[str, Any]:
    """What was declared, and nothing found of it."""
    return {
        "id": work.id,
        "building": work.building,
        "meter": work.meter,
        "first": work.span.first.isoformat(),
        "end": work.span.end.isoformat(),
        "text": work.text,
        **told.NOTHING,
        "periods": None,
        "exclusions": [],
        "counted": [],
        "refused": [],
        "months": [],
        "extrapolated": 0,
        "degree_days": [],
    }


def _told_periods(baseline: Span, reporting: Span, declared: Declaration) -> dict[str, Any]:
    """The periods that are compared, and the days left out of them."""
    clipped = [
        (one, Span(max(one.span.first, baseline.first), min(one.span.end, reporting.end)))
        for one in declared.exclusions
        if one.span.overlaps(baseline) or one.span.overlaps(reporting)
    ]
    return {
        "periods": {
            "baseline": told.span(baseline),
            "works": told.span(declared.works),
            "reporting": told.span(reporting),
        },
        "exclusions": [_left_out(one, days) for one, days in clipped],
    }


def _left_out(exclusion: Exclusion, days: Span) -> dict[str, str]:
    first, end = told.span(days)
    return {"first": first, "end": end, "reason": exclusion.reason}


def _measured(work: Declared, known: Known, weather: Weather, head: Mapping[str, Any]) -> Assessed:
    concerned = [one for one in known.served if one.building == work.building and work.concerns(one.meter.id)]
    carriers, until = {one.meter.id: one.carrier for one in concerned}, weather.mean.span.end
    found = impact(assess(one.meter, weather, periods(work, known.said, until, one.meter.id)) for one in concerned)
    refused = told.refused_meters(found, carriers)
    if found.saving is None:
        return Assessed({**head, "refused": refused})
    details = {
        "counted": told.counted_meters(found, carriers),
        "refused": refused,
        "months": told.months(found),
        "extrapolated": max(one.extrapolated for one in found.counted),
    }
    savings = [one.saving for one in found.counted if one.saving]
    return Assessed({**head, **told.measured(found.saving), **details}, savings)


def _indicative(
    work: Declared, known: Known, weather: Weather, declared: Declaration, meters: Sequence[Any]
) -> dict[str, Any]:
    """What bills indicate. Those of a building say nothing of one of its meters."""
    billed = known.bills(work.building) if work.meter is None else ()
    sites = [Site(one.carrier, net_of_credits(one.bills, one.credits), work.heating_share) for one in billed]
    if billed:
        declared = replace(declared, exclusions=exclusions_of_bills(work, known.said))
    left_out = tuple(one.span for one in declared.exclusions)
    compared = bill_years.Compared(work.span, left_out, work.baseline, work.reporting and declared.reporting)
    by_method = {name: bill_years.around(sites, Climate(weather, each), compared) for name, each in METHODS.items()}
    found = next(iter(by_method.values()))
    refused = [*meters, *told.refused_bills(found)]
    if not found.counted:
        told_of = _told_periods(declared.baseline, declared.reporting, declared)
        return {**told_of, "refused": refused or [_reason(NO_DATA)]}
    return {
        **told.indicative(found.expected_kwh, found.used_kwh),
        **_told_periods(*_years(found), declared),
        "counted": told.counted_bills(found),
        "refused": refused,
        "degree_days": [{"method": name, "percent": told.percent(one.percent)} for name, one in by_method.items()],
    }


def _years(found: Indicative) -> tuple[Span, Span]:
    """From the first day to the last of the years that were compared."""
    befores, afters = ([getattr(one, name) for one in found.counted] for name in ("baseline", "reporting"))
    return _around(befores), _around(afters)


def _around(spans: Iterable[Span]) -> Span:
    every = list(spans)
    first: date = min(one.first for one in every)
    return Span(first, max(one.end for one in every))


def _reason(rule: str) -> dict[str, Any]:
    return {"id": None, "carrier": None, "number": None, "reasons": [{"rule": rule}]}
