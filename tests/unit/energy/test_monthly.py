"""Months of buildings: which are wholly known, and what their sums are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.forecast.months import first_day, number_of
from ckanext.rouen_energy.core.impact.days import Span
from ckanext.rouen_energy.core.monthly import (
    TOGETHER_MONTHS,
    Month,
    carriers_of,
    together,
    totals,
    uses,
    whole_years,
)

JANUARY = number_of(date(2020, 1, 1))


def month(number: int, carrier: str = "électricité", kwh: int = 100, missing: int = 0) -> Month:
    first = first_day(number)
    days = (first_day(number + 1) - first).days
    return Month(first, carrier, Decimal(kwh), days - missing, Decimal(0), "factures")


def months(first: int, count: int, carrier: str = "électricité", kwh: int = 100) -> list[Month]:
    return [month(number, carrier, kwh) for number in range(first, first + count)]


def test_a_month_that_lacks_a_day_is_not_known():
    known = [month(JANUARY), month(JANUARY + 1, missing=1)]
    assert [use.span for use in uses(known)] == [Span(date(2020, 1, 1), date(2020, 2, 1))]
    assert [len(one.bills) for one in carriers_of("A", known)] == [1]
    assert list(totals(known)) == [date(2020, 1, 1)]


def test_a_total_is_of_every_carrier_in_use():
    known = [*months(JANUARY, 12), *months(JANUARY, 5, "gaz", 50), *months(JANUARY + 6, 6, "gaz", 50)]
    found = totals(known)
    assert date(2020, 6, 1) not in found
    assert set(found.values()) == {150.0}


@pytest.mark.parametrize(("ends", "known"), [(12, 24), (13, 13)])
def test_a_carrier_without_bills_for_a_year_was_given_up_a_shorter_while_is_late(ends, known):
    assert len(totals([*months(JANUARY, 24), *months(JANUARY, ends, "gaz", 50)])) == known


def test_a_month_with_a_day_of_a_closure_is_left_out():
    closed = [Span(date(2020, 2, 29), date(2020, 4, 1))]
    (carrier,) = carriers_of("A", months(JANUARY, 5), closed)
    assert [bill.span.first.month for bill in carrier.bills] == [1, 4, 5]


def test_a_whole_year_has_its_twelve_months():
    assert whole_years(months(JANUARY, 35)) == [2020, 2021]
    assert whole_years(months(JANUARY, 11)) == []


def test_buildings_are_summed_on_constant_perimeter():
    whole = totals(months(JANUARY, TOGETHER_MONTHS))
    gap = {day: kwh for day, kwh in whole.items() if day != date(2021, 3, 1)}
    found = together({"A": whole, "B": whole, "C": gap, "D": {}})
    assert found.buildings == ("A", "B")
    assert set(found.kwh.values()) == {200.0}
    assert len(found.kwh) == TOGETHER_MONTHS


def test_what_one_building_knows_before_the_others_does_not_count():
    early = totals(months(JANUARY, TOGETHER_MONTHS + 3))
    late = totals(months(JANUARY, TOGETHER_MONTHS))
    found = together({"A": late, "B": late, "C": early})
    assert max(found.kwh) == first_day(JANUARY + TOGETHER_MONTHS - 1)
    assert found.buildings == ("A", "B", "C")


def test_nothing_is_summed_of_no_building():
    assert together({}).buildings == ()
    assert together({"A": {}}).kwh == {}
