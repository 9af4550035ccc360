"""What a building uses more than last year: carrier by carrier, on constant perimeter, in the same weather when known.

The correction is that of bills (`impact.bills`): indicative. Without temperatures the two years are held against each
other as they are, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..impact.bills import Bill, Climate, Corrected, Site, indicative
from ..impact.days import Span


@dataclass(frozen=True)
class Carrier:
    """The bills, or the months, of one carrier of one building."""

    building: str
    carrier: str
    bills: tuple[Bill, ...]


@dataclass(frozen=True)
class Drift:
    """kWh of the reporting year beside those to be expected of it; `left_out` are carriers that could not count."""

    building: str
    used_kwh: float
    expected_kwh: float
    is_corrected: bool
    carriers: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def excess_kwh(self) -> float:
        """kWh above what was to be expected; negative below."""
        return self.used_kwh - self.expected_kwh

    @property
    def percent(self) -> float | None:
        """The excess in percent; None when nothing was to be expected."""
        return 100 * self.excess_kwh / self.expected_kwh if self.expected_kwh > 0 else None


def drifts(carriers: Iterable[Carrier], climate: Climate | None, before: Span, after: Span) -> list[Drift]:
    """The drift of each building that has a carrier known in both years, the worst first."""
    by_building: dict[str, list[Carrier]] = {}
    for one in carriers:
        by_building.setdefault(one.building, []).append(one)
    found = (_drift(name, known, climate, before, after) for name, known in by_building.items())
    return sorted((one for one in found if one), key=lambda one: (-one.excess_kwh, one.building))


def _drift(
    building: str, carriers: Sequence[Carrier], climate: Climate | None, before: Span, after: Span
) -> Drift | None:
    counted = _corrected(carriers, climate, before, after) if climate else _as_they_are(carriers, before, after)
    if not counted:
        return None
    return Drift(
        building=building,
        used_kwh=sum(used for used, _ in counted.values()),
        expected_kwh=sum(expected for _, expected in counted.values()),
        is_corrected=climate is not None,
        carriers=tuple(counted),
        left_out=tuple(one.carrier for one in carriers if one.carrier not in counted),
    )


def _corrected(
    carriers: Iterable[Carrier], climate: Climate, before: Span, after: Span
) -> dict[str, tuple[float, float]]:
    found = indicative([Site(one.carrier, one.bills) for one in carriers], climate, before, after)
    return {site.id: _of_reporting_year(site, after) for site in found.counted}


def _of_reporting_year(site: Corrected, after: Span) -> tuple[float, float]:
    return site.used_kwh, site.expected_kwh


def _as_they_are(carriers: Iterable[Carrier], before: Span, after: Span) -> Mapping[str, tuple[float, float]]:
    found = {}
    for one in carriers:
        sums = [_whole(one.bills, period) for period in (after, before)]
        if sums[0] is not None and sums[1] is not None:
            found[one.carrier] = (sums[0], sums[1])
    return found


def _whole(bills: Iterable[Bill], period: Span) -> float | None:
    """kWh of the bills within a period; None unless they cover each of its days."""
    inside = [bill for bill in bills if period.first <= bill.span.first and bill.span.end <= period.end]
    covered = sum(bill.span.length for bill in inside)
    return sum(bill.kwh for bill in inside) if covered == period.length else None
