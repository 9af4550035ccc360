"""Twelve months of a building: delivered kWh by carrier, and beside them the final energy that the texts count.

Heat of a network counts × 0.77, cold ÷ 4, gas in PCI (factors of `core.factors`, of the year of consumption). A period
that runs over the edge of the twelve months is spread evenly over its days, as bills are elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..factors import Factor, final_factor
from ..impact.days import Span

ZERO = Decimal(0)


@dataclass(frozen=True)
class Used:
    """Delivered kWh of one carrier over a period; those of one carrier do not overlap."""

    carrier: str
    span: Span
    kwh: Decimal


@dataclass(frozen=True)
class TwelveMonths:
    """kWh by carrier from the first day of a month on, delivered and regulatory, and the factors that these cite.

    `without_rule` are carriers that no text converts: while there is one, `regulatory_kwh` is None.
    """

    first: date
    delivered: Mapping[str, Decimal]
    regulatory: Mapping[str, Decimal]
    factors: tuple[Factor, ...]
    without_rule: tuple[str, ...]

    @property
    def span(self) -> Span:
        """Its days."""
        return year_from(self.first)

    @property
    def delivered_kwh(self) -> Decimal:
        """kWh as they were delivered: gas in PCS."""
        return sum(self.delivered.values(), ZERO)

    @property
    def regulatory_kwh(self) -> Decimal | None:
        """kWh of final energy as the decree counts them."""
        return None if self.without_rule else sum(self.regulatory.values(), ZERO)


def year_from(first: date) -> Span:
    """The twelve months from the first day of a month on."""
    return Span(first, first.replace(year=first.year + 1))


def twelve_months(uses: Iterable[Used], first: date) -> TwelveMonths | None:
    """The twelve months from `first` on; None unless every day of every carrier used around them is known.

    A carrier counts from its first period to its last: a gap in between is not known, not nothing. Raises ValueError
    when `first` is not the first day of a month.
    """
    if first.day != 1:
        raise ValueError("twelve months begin on the first day of one")
    wanted = year_from(first)
    by_carrier: dict[str, list[Used]] = defaultdict(list)
    for use in uses:
        by_carrier[use.carrier].append(use)
    around = {carrier: known for carrier, known in by_carrier.items() if _life(known).overlaps(wanted)}
    if not around or any(_covered(known, wanted) < wanted.length for known in around.values()):
        return None
    return _converted(first, {carrier: _within(known, wanted) for carrier, known in sorted(around.items())})


def starts(uses: Sequence[Used]) -> list[date]:
    """The first day of each month that the uses reach, in order: where twelve months may begin."""
    if not uses:
        return []
    first, end = min(use.span.first for use in uses), max(use.span.end for use in uses)
    months = range(first.year * 12 + first.month - 1, end.year * 12 + end.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def latest(uses: Sequence[Used]) -> TwelveMonths | None:
    """The last twelve months that are known."""
    found = (twelve_months(uses, first) for first in reversed(starts(uses)))
    return next((one for one in found if one), None)


def _life(known: Sequence[Used]) -> Span:
    return Span(min(use.span.first for use in known), max(use.span.end for use in known))


def _common(use: Used, wanted: Span) -> int:
    return Span(max(use.span.first, wanted.first), min(use.span.end, wanted.end)).length


def _covered(known: Sequence[Used], wanted: Span) -> int:
    return sum(_common(use, wanted) for use in known)


def _within(known: Sequence[Used], wanted: Span) -> Decimal:
    parts = ((use, _common(use, wanted)) for use in known)
    return sum((use.kwh * days / use.span.length for use, days in parts if days), ZERO)


def _converted(first: date, delivered: Mapping[str, Decimal]) -> TwelveMonths:
    found = {carrier: final_factor(carrier, first.year) for carrier in delivered}
    cited = {carrier: factor for carrier, factor in found.items() if isinstance(factor, Factor)}
    return TwelveMonths(
        first=first,
        delivered=delivered,
        regulatory={carrier: delivered[carrier] / one.divisor * one.value for carrier, one in cited.items()},
        factors=tuple(cited.values()),
        without_rule=tuple(carrier for carrier in delivered if carrier not in cited),
    )
