"""The year of bills before works, and the year after: bills begin and end on days of their own, not on those of works.

An annual table ends on 31 December whenever works begin. What counts before is the year that ends with the last bill
that ends by then; after, the year that begins with the first bill that begins once they are over. Neither is further
from the works than a year: what a building was longer ago says little of what the works changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .bills import Climate, Indicative, Site, indicative
from .days import Span

YEAR, LEAP_YEAR = timedelta(days=365), timedelta(days=366)
#: Bills that come every two months make no whole year: it may be longer by half of one (of 70 days at most, CalTRACK
#: 2.0, 2.2).
LONGEST_YEAR = LEAP_YEAR + timedelta(days=35)


def year_before(bills: Iterable[Span], works: Span) -> Span:
    """The bills of a year that ends before works; no day when there are none."""
    ended = [bill for bill in bills if bill.end <= works.first]
    end = max((bill.end for bill in ended), default=works.first)
    if works.first - end > LEAP_YEAR:
        return Span(works.first, works.first)
    return Span(_nearest(end, [bill.first for bill in ended]), end)


def year_after(bills: Iterable[Span], works: Span) -> Span:
    """The bills of a year that begins after works; no day when there are none."""
    begun = [bill for bill in bills if bill.first >= works.end]
    first = min((bill.first for bill in begun), default=works.end)
    if first - works.end > LEAP_YEAR:
        return Span(works.end, works.end)
    return Span(first, _nearest(first, [bill.end for bill in begun]))


def _nearest(day: date, others: Sequence[date]) -> date:
    """The one that is nearest to a year from a day; that day when there is none."""
    years = [other for other in others if abs(other - day) <= LONGEST_YEAR]
    return min(years, key=lambda other: abs(abs(other - day) - YEAR), default=day)


@dataclass(frozen=True)
class Compared:
    """What bills are compared for: works, the days left out; the periods, where these were chosen."""

    works: Span
    left_out: tuple[Span, ...] = ()
    baseline: Span | None = None
    reporting: Span | None = None


def around(sites: Iterable[Site], climate: Climate, compared: Compared) -> Indicative:
    """The saving of sites by the years of bills around works; bills that have one of the days left out do not count.

    Each site is held against itself: its years are those of its own bills.
    """
    found = [_around(site, climate, compared) for site in sites]
    return Indicative(
        tuple(one for each in found for one in each.counted), tuple(one for each in found for one in each.left_out)
    )


def _around(site: Site, climate: Climate, compared: Compared) -> Indicative:
    spans = [bill.span for bill in site.bills]
    counts = tuple(bill for bill in site.bills if not any(bill.span.overlaps(days) for days in compared.left_out))
    before = compared.baseline or year_before(spans, compared.works)
    after = compared.reporting or year_after(spans, compared.works)
    return indicative([replace(site, bills=counts)], climate, before, after)
