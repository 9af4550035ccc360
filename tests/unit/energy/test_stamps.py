"""Local stamps: spring, autumn, order."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from ckanext.rouen_energy.core.metering.stamps import (
    AMBIGUOUS,
    DUPLICATE,
    ORDER,
    SKIPPED,
    Clock,
    nearest_midnight,
    seconds_between,
    shifted,
)


def read(*stamps: str, zone: str = "Europe/Paris") -> list[str]:
    """Each stamp with its offset, or what is wrong with it, in the order of the file."""
    clock: Clock[int] = Clock(ZoneInfo(zone))
    said = [timed for place, text in enumerate(stamps) for timed in clock.add(place, datetime.fromisoformat(text))]
    said += clock.end()
    assert [timed.item for timed in said] == list(range(len(stamps)))
    return [timed.problem or (timed.instant.isoformat() if timed.instant else "?") for timed in said]


def offsets(*hours: str, day: str = "2021-10-31") -> list[str]:
    return [said[-6:] if said.startswith("20") else said for said in read(*(f"{day} {hour}" for hour in hours))]


def test_summer_and_winter_have_their_own_offset():
    assert read("2021-01-01 00:30", "2021-07-01 00:30") == ["2021-01-01T00:30:00+01:00", "2021-07-01T00:30:00+02:00"]


def test_the_doubled_hour_is_told_by_order():
    hours = ("01:30", "02:00", "02:30", "02:00", "02:30", "03:00")
    assert offsets(*hours) == ["+02:00", "+02:00", "+02:00", "+01:00", "+01:00", "+01:00"]


def test_the_doubled_hour_of_an_hourly_curve_is_told_by_its_repetition():
    assert offsets("01:00", "02:00", "02:00", "03:00") == ["+02:00", "+02:00", "+01:00", "+01:00"]


def test_a_gap_in_the_doubled_hour_leaves_the_rest_of_it_told():
    assert offsets("01:30", "02:30", "02:00", "02:30", "03:00")[1:4] == ["+02:00", "+01:00", "+01:00"]


def test_a_file_that_goes_backwards_in_time_meets_winter_first():
    hours = ("03:00", "02:30", "02:00", "02:30", "02:00", "01:30")
    assert offsets(*hours) == ["+01:00", "+01:00", "+01:00", "+02:00", "+02:00", "+02:00"]


@pytest.mark.parametrize("hours", [("01:00", "02:00", "03:00"), ("02:00",), ("01:30", "02:00", "02:30", "03:00")])
def test_a_doubled_hour_that_comes_once_is_refused(hours):
    said = offsets(*hours)
    assert {told for hour, told in zip(hours, said, strict=True) if hour.startswith("02")} == {AMBIGUOUS}


def test_three_passages_through_the_doubled_hour_are_refused():
    assert set(offsets("02:00", "02:00", "02:00")) == {AMBIGUOUS}


@pytest.mark.parametrize("hour", ["02:00", "02:30"])
def test_the_hour_that_spring_skips_is_refused(hour):
    assert offsets("01:30", hour, "03:00", day="2021-03-28") == ["+01:00", SKIPPED, "+02:00"]


def test_an_offset_says_all():
    assert read("2021-10-31T02:30:00+02:00", "2021-10-31T02:30:00+01:00") == [
        "2021-10-31T02:30:00+02:00",
        "2021-10-31T02:30:00+01:00",
    ]


def test_stamps_out_of_order_and_twice_the_same_are_told_apart():
    hours = ["2021-05-01 00:00", "2021-05-01 01:00", "2021-05-01 01:00", "2021-05-01 00:30"]
    assert read(*hours)[2:] == [DUPLICATE, ORDER]


def test_a_zone_that_knows_no_summer_time_skips_and_doubles_nothing():
    assert read("2021-03-28 02:30", "2021-10-31 02:30", zone="Etc/GMT-1") == [
        "2021-03-28T02:30:00+01:00",
        "2021-10-31T02:30:00+01:00",
    ]


def test_the_start_of_a_step_is_counted_in_real_time():
    end = datetime(2021, 10, 31, 2, 0, fold=1, tzinfo=ZoneInfo("Europe/Paris"))
    start = shifted(end, -1800)
    assert start.isoformat() == "2021-10-31T02:30:00+02:00"
    assert seconds_between(start, end) == 1800


@pytest.mark.parametrize("text", ["2023-01-23T23:00:00+01:00", "2023-01-24T00:00:00+01:00"])
def test_a_daily_register_read_at_the_summer_midnight_belongs_to_the_day_that_begins(text):
    assert nearest_midnight(datetime.fromisoformat(text)).isoformat() == "2023-01-24T00:00:00+01:00"
