"""What an energy manager declares: works, days to leave out, and what holds of all that was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ckanext.rouen_energy.core.works import EXCLUSION, WORKS, Declared, Said, exclusions_of, in_force, periods
from impact_data import span

INSULATION = Declared("a", "metropole", "B1", WORKS, span("2023-04-03", "2023-09-01"), "Isolation des combles")
FLOOD = Declared("b", "metropole", "B1", EXCLUSION, span("2024-01-10", "2024-01-20"), "Inondation")
UNTIL = date(2026, 1, 1)


def test_what_was_taken_back_no_longer_holds_and_may_be_said_again():
    assert in_force([Said(INSULATION), Said(INSULATION, withdrawn=True)]) == []
    again = replace(INSULATION, id="c")
    assert in_force([Said(INSULATION), Said(INSULATION, withdrawn=True), Said(again)]) == [again]


def test_works_come_before_the_days_left_out():
    assert in_force([Said(FLOOD), Said(INSULATION)]) == [INSULATION, FLOOD]


def test_the_periods_are_the_year_before_and_the_year_after_with_the_days_left_out():
    found = periods(INSULATION, [INSULATION, FLOOD], UNTIL)
    assert found.baseline == span("2022-04-03", "2023-04-03")
    assert found.reporting == span("2023-09-01", "2024-08-31")
    assert [one.reason for one in found.exclusions] == ["Inondation"]


def test_days_of_another_building_or_of_another_meter_are_not_left_out():
    elsewhere, of_a_meter = replace(FLOOD, id="d", building="B2"), replace(FLOOD, id="e", meter="M1")
    said = [INSULATION, elsewhere, of_a_meter]
    assert exclusions_of(INSULATION, said, "M2") == ()
    assert [one.reason for one in exclusions_of(INSULATION, said, "M1")] == ["Inondation"]


def test_the_days_of_other_works_on_the_same_building_are_left_out():
    boiler = replace(INSULATION, id="f", span=span("2024-03-01", "2024-04-01"), text="Chaudière")
    assert [one.reason for one in exclusions_of(INSULATION, [INSULATION, boiler])] == ["Chaudière"]


def test_works_on_a_meter_concern_that_meter_only():
    assert INSULATION.concerns("M1")
    assert replace(INSULATION, meter="M1").concerns("M1")
    assert not replace(INSULATION, meter="M1").concerns("M2")
