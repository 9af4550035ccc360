"""The history of a KPI: quarters that freeze, corrections, days that were missed, the trend."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from ckanext.rouen_municipalities.core.kpi.history import (
    Correction,
    Point,
    Said,
    Snapshot,
    is_frozen,
    missed,
    quarter,
    trend,
)

DAY = date(2026, 9, 30)
LAST_DAY_TO_CORRECT = date(2026, 10, 30)


def said(day: date = DAY, value: float | None = 34, version: int = 1, *corrections: Correction) -> Said:
    snapshot = Snapshot("K0", version, "", day, value, None, None, None, None, datetime(2026, 9, 30, tzinfo=UTC))
    return Said(snapshot, corrections)


def correction(value: float, made_on: date) -> Correction:
    return Correction(value, None, "Compté deux fois", made_on)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "2026-T1"),
        (date(2026, 3, 31), "2026-T1"),
        (date(2026, 4, 1), "2026-T2"),
        (date(2026, 12, 31), "2026-T4"),
    ],
)
def test_a_day_belongs_to_a_quarter(day: date, name: str) -> None:
    assert quarter(day) == name


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 8, 31), DAY])
def test_a_quarter_freezes_thirty_days_after_its_last_day(day: date) -> None:
    assert not is_frozen(day, LAST_DAY_TO_CORRECT)
    assert is_frozen(day, LAST_DAY_TO_CORRECT + timedelta(days=1))


def test_the_quarter_that_ends_with_the_year_freezes_in_the_next() -> None:
    assert not is_frozen(date(2026, 12, 31), date(2027, 1, 30))
    assert is_frozen(date(2026, 12, 31), date(2027, 1, 31))


def test_what_was_said_stands_as_long_as_nothing_corrects_it() -> None:
    assert said().in_force.value == 34


def test_the_last_correction_in_time_is_what_the_series_shows_and_what_was_said_stays() -> None:
    corrected = said(DAY, 34, 1, correction(33, DAY), correction(32, LAST_DAY_TO_CORRECT))
    assert corrected.in_force.value == 32
    assert corrected.snapshot.value == 34


def test_a_correction_of_a_frozen_quarter_is_told_and_moves_nothing() -> None:
    late = correction(31, LAST_DAY_TO_CORRECT + timedelta(days=1))
    corrected = said(DAY, 34, 1, correction(33, DAY), late)
    assert corrected.in_force.value == 33
    assert [corrected.is_late(one) for one in corrected.corrections] == [False, True]


def test_missed_days_are_those_without_anything_between_two_days() -> None:
    first, last = date(2026, 2, 27), date(2026, 3, 3)
    assert missed({first, date(2026, 3, 1), last}, first, last) == [date(2026, 2, 28), date(2026, 3, 2)]
    assert missed(set(), last, first) == []


def test_the_trend_goes_from_the_earliest_value_of_this_version_to_the_present_one() -> None:
    days = [DAY + timedelta(days=offset) for offset in (0, 1, 3)]
    series = [Point(days[0], 1, 12), Point(days[1], 2, 30), Point(days[2], 2, 31.5)]
    found = trend(series, 2, 34, DAY + timedelta(days=4))
    assert found is not None
    assert (found.since, found.start, found.change) == (days[1], 30, 4)
    assert found.points == ((days[1], 30), (DAY + timedelta(days=2), None), (days[2], 31.5))


def test_the_change_has_no_more_decimals_than_its_values() -> None:
    found = trend([Point(DAY, 1, 0.1)], 1, 0.3, DAY + timedelta(days=1))
    assert found is not None
    assert found.change == 0.2


@pytest.mark.parametrize(
    ("series", "current"),
    [([], 34), ([Point(DAY, 1, None)], 34), ([Point(DAY, 1, 34)], None), ([Point(DAY + timedelta(days=1), 1, 34)], 34)],
    ids=["nothing was said", "not measured then", "not measured now", "said today for the first time"],
)
def test_there_is_no_trend_without_two_values(series: list[Point], current: float | None) -> None:
    assert trend(series, 1, current, DAY + timedelta(days=1)) is None
