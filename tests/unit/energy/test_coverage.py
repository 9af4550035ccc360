"""A month is complete, partial, estimated or missing by the days that bills or readings cover."""

from __future__ import annotations

from datetime import date

import pytest
from ckanext.rouen_energy.core.coverage import Period, State, months, of_bills, of_readings
from hypothesis import given
from hypothesis import strategies as st

JANUARY, FEBRUARY, MARCH, APRIL = (date(2021, month, 1) for month in (1, 2, 3, 4))
QUARTER = [JANUARY, FEBRUARY, MARCH]


def states(*periods: Period) -> list[str]:
    return [state.value for state in of_bills(periods, QUARTER).values()]


def test_a_bill_of_a_month_makes_that_month_complete_and_leaves_the_others_missing():
    assert states(Period(FEBRUARY, MARCH)) == ["missing", "complete", "missing"]


def test_a_bill_from_one_middle_of_a_month_to_the_other_leaves_both_partial():
    assert states(Period(date(2021, 1, 15), date(2021, 3, 15))) == ["partial", "complete", "partial"]


def test_two_bills_that_meet_within_a_month_make_it_complete():
    assert states(Period(JANUARY, date(2021, 2, 10)), Period(date(2021, 2, 10), APRIL)) == ["complete"] * 3


def test_days_known_by_an_estimate_alone_make_a_month_estimated():
    assert states(Period(JANUARY, date(2021, 2, 10)), Period(JANUARY, APRIL, estimated=True)) == [
        "complete",
        "estimated",
        "estimated",
    ]


def test_a_bill_that_covers_an_estimate_makes_the_month_complete():
    assert states(Period(FEBRUARY, MARCH, estimated=True), Period(FEBRUARY, MARCH))[1] == "complete"


def test_an_estimate_does_not_fill_what_nobody_billed():
    assert states(Period(FEBRUARY, date(2021, 2, 28), estimated=True))[1] == "partial"


def test_bills_outside_of_what_is_asked_for_change_nothing():
    assert states(Period(date(2019, 1, 1), date(2020, 1, 1)), Period(APRIL, date(2030, 1, 1))) == ["missing"] * 3


def test_months_follow_each_other_over_the_years():
    assert months(date(2020, 11, 30), FEBRUARY) == [date(2020, 11, 1), date(2020, 12, 1), JANUARY]
    assert months(JANUARY, JANUARY) == []


@pytest.mark.parametrize(("covered", "state"), [(31, State.COMPLETE), (30, State.PARTIAL), (0, State.MISSING)])
def test_readings_make_a_month_complete_when_every_day_is_covered(covered, state):
    assert of_readings(covered, 31, 5, [4, 6]) is state


def test_a_month_of_nothing_but_zeros_is_told_when_other_years_used_something():
    assert of_readings(28, 28, 0, [0, 7]) is State.ZERO
    assert of_readings(28, 28, 0, [0, 0]) is State.COMPLETE
    assert of_readings(0, 28, 0, [7]) is State.MISSING


days = st.dates(date(2020, 12, 1), date(2021, 4, 30))
periods = st.builds(Period, days, days, st.booleans())


@given(st.lists(periods, max_size=6))
def test_bills_say_the_same_as_counting_days_one_by_one(bills):
    for month, state in of_bills(bills, QUARTER).items():
        there = [date(2021, month.month, day) for day in range(1, 32) if day <= (28 if month.month == 2 else 31)]
        actual = {day for day in there for bill in bills if bill.first <= day < bill.end and not bill.estimated}
        known = actual | {day for day in there for bill in bills if bill.first <= day < bill.end}
        if not known:
            assert state is State.MISSING
        elif len(known) < len(there):
            assert state is State.PARTIAL
        else:
            assert state is (State.COMPLETE if len(actual) == len(there) else State.ESTIMATED)
