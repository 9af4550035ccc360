"""What buildings use more than the year before, year by year, and which years there are to compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from ...core.comparison.drift import Carrier, Drift, drifts
from ...core.impact.days import Span
from ...core.monthly import carriers_of, whole_years
from . import keeping
from .holding import Held
from .keeping import DRIFT, ESTATE
from .words import kwh


def drifts_of(known: Held) -> dict[str, Any]:
    """The drifts of each year that is known, and under ESTATE which years these are."""
    years = years_of(known)
    return {ESTATE: years} | {str(year): drifts_in(known, year, known.named) for year in years["years"]}


def years_of(known: Held) -> dict[str, Any]:
    """The calendar years of which a building is wholly known, each building's last, and the last of most of them."""
    found = {name: whole_years(known.months.get(name, ())) for name in known.named}
    last = {name: max(years) for name, years in found.items() if years}
    most = Counter(last[name] for name in known.counted if name in last)
    return {
        "years": sorted({year for years in found.values() for year in years}),
        "last": last,
        "latest": max(most, key=lambda year: (most[year], year), default=None),
    }


def drifts_in(known: Held, year: int, names: Iterable[str]) -> dict[str, Any]:
    """What some buildings used in a year beside what was to be expected from the year before, where that is known."""
    carriers = [one for name in names for one in _open(known, name)]
    climate = known.station.bills if known.station else None
    return {one.building: _drift(one) for one in drifts(carriers, climate, _year(year - 1), _year(year))}


def drift(known: Held, name: str, year: int) -> dict[str, Any] | None:
    """The drift of one building in a year."""
    found = keeping.one(known, DRIFT, str(year), lambda: drifts_in(known, year, [name]))
    answer: dict[str, Any] | None = found.get(name)
    return answer


def _open(known: Held, name: str) -> list[Carrier]:
    """The bills of a building without those of a declared closure: what it used then tells nothing of another year."""
    return carriers_of(name, known.months.get(name, ()), [one.span for one in known.closures(name)])


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def _drift(one: Drift) -> dict[str, Any]:
    return {
        "used_kwh": kwh(one.used_kwh),
        "expected_kwh": kwh(one.expected_kwh),
        "excess_kwh": kwh(one.excess_kwh),
        "percent": kwh(one.percent),
        "is_corrected": one.is_corrected,
        "carriers": list(one.carriers),
        "left_out": list(one.left_out),
    }
