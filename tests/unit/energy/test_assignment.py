"""What officers said of a meter: the last word counts, and shares are added over the days they hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ckanext.rouen_energy.core.assignment import Assignment, in_force, largest_sum

HALF, MORE = Decimal("0.5"), Decimal("0.7")


def given(building: str, share: Decimal = HALF, since: date | None = None, until: date | None = None) -> Assignment:
    return Assignment("o1", "M1", building, share, since, until)


def test_the_last_word_on_a_meter_and_a_building_counts():
    assert in_force([given("B1"), given("B2"), given("B1", MORE)]) == [given("B1", MORE), given("B2")]


def test_a_share_of_zero_takes_an_assignment_back():
    assert in_force([given("B1"), given("B1", Decimal(0))]) == []


def test_the_same_building_may_be_served_in_two_periods():
    said = [given("B1", until=date(2021, 1, 1)), given("B1", MORE, since=date(2021, 1, 1))]
    assert in_force(said) == said
    assert largest_sum(said) == MORE


def test_shares_are_added_where_their_periods_meet():
    said = [given("B1", until=date(2021, 2, 1)), given("B2", MORE, since=date(2021, 1, 1))]
    assert largest_sum(said) == Decimal("1.2")
    assert largest_sum([]) == 0
