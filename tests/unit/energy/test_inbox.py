"""A meter waits in the inbox until a table or an officer names a building that there is."""

from __future__ import annotations

from datetime import date

from ckanext.rouen_energy.core.inbox import Mention, Meter, Reason, meters, reason

BUILDINGS = {"B1", "B2"}


def only(*mentions: Mention) -> Meter:
    (meter,) = meters(mentions)
    return meter


def declared(*buildings: str) -> Mention:
    return Mention("M1", "r1", declares=True, buildings=frozenset(buildings), carrier="gaz")


READ = Mention("M1", "r2", first=date(2021, 1, 1), end=date(2021, 2, 1))


def test_a_meter_whose_table_names_a_known_building_is_matched():
    assert reason(only(READ, declared("B1")), BUILDINGS, set()) is None


def test_a_meter_that_is_read_though_no_table_has_it_waits():
    assert reason(only(READ), BUILDINGS, set()) is Reason.UNKNOWN_METER


def test_a_meter_whose_table_names_no_building_waits():
    assert reason(only(declared()), BUILDINGS, set()) is Reason.NO_BUILDING


def test_a_meter_whose_building_is_in_no_table_waits():
    assert reason(only(declared("B9"), READ), BUILDINGS, set()) is Reason.UNKNOWN_BUILDING


def test_one_known_building_of_two_is_enough_to_leave_the_inbox():
    assert reason(only(declared("B9", "B2")), BUILDINGS, set()) is None


def test_a_bill_that_names_the_building_matches_its_meter():
    assert reason(only(Mention("M1", "r3", buildings=frozenset({"B1"}))), BUILDINGS, set()) is None


def test_what_an_officer_said_ends_the_wait():
    assert reason(only(READ), BUILDINGS, {"M1"}) is None


def test_a_meter_is_known_by_all_that_tables_say_of_it():
    meter = only(READ, declared("B1"), Mention("M1", "r3", first=date(2020, 5, 1), end=date(2020, 6, 1)))
    assert (meter.carrier, meter.first, meter.end) == ("gaz", date(2020, 5, 1), date(2021, 2, 1))
    assert [each.id for each in meters([Mention("M2", "r1"), READ])] == ["M1", "M2"]
