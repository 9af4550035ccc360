"""What an energy manager declares: works, days to leave out, and what holds of all that was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ckanext.rouen_energy.core.works import (
    EXCLUSION,
    WORKS,
    Declared,
    Said,
    exclusions_of,
    exclusions_of_bills,
    in_force,
    periods,
)
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


def test_works_on_any_meter_are_left_out_of_the_bills_of_the_building_its_stuck_days_are_not():
    boiler = replace(INSULATION, id="f", span=span("2024-03-01", "2024-04-01"), text="Chaudière", meter="M1")
    said = [INSULATION, boiler, replace(FLOOD, id="e", meter="M1")]
    assert exclusions_of(INSULATION, said) == ()
    assert [one.reason for one in exclusions_of_bills(INSULATION, said)] == ["Chaudière"]


def test_what_follows_other_works_and_what_was_before_them_is_another_building():
    boiler = replace(INSULATION, id="f", span=span("2024-03-01", "2024-04-01"), text="Chaudière")
    (of_insulation,) = exclusions_of(INSULATION, [INSULATION, boiler])
    assert of_insulation.reason == "Chaudière"
    assert of_insulation.span.first == boiler.span.first
    assert of_insulation.span.end > periods(INSULATION, [], UNTIL).reporting.end
    (of_boiler,) = exclusions_of(boiler, [INSULATION, boiler])
    assert of_boiler.span.end == INSULATION.span.end
    assert of_boiler.span.first < periods(boiler, [], UNTIL).baseline.first


def test_works_of_the_same_days_leave_each_other_nothing_to_compare():
    other = replace(INSULATION, id="g", text="Ventilation")
    (left_out,) = exclusions_of(INSULATION, [INSULATION, other])
    assert left_out.span.first == INSULATION.span.first
    assert left_out.span.end > periods(INSULATION, [], UNTIL).reporting.end


def test_works_on_a_meter_concern_that_meter_only():
    assert INSULATION.concerns("M1")
    assert replace(INSULATION, meter="M1").concerns("M1")
    assert not replace(INSULATION, meter="M1").concerns("M2")
