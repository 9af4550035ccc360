"""The zoom of a series goes from ten years to one day and back along the calendar, where there are readings."""

from __future__ import annotations

from datetime import date

import pytest
from ckanext.rouen_energy.core.series_range import Range, Zoom, chosen, moves

EXTENT = Range(date(2016, 3, 12), date(2025, 11, 3))


def year(number: int) -> Range:
    return Range(date(number, 1, 1), date(number, 12, 31))


def test_nothing_asked_for_shows_all_there_is() -> None:
    assert chosen(None, None, EXTENT) == EXTENT


def test_of_more_than_ten_years_the_last_ten_are_shown_first() -> None:
    assert chosen(None, None, Range(date(2001, 5, 1), date(2025, 2, 1))) == Range(date(2016, 1, 1), date(2025, 12, 31))


def test_days_asked_for_in_the_wrong_order_are_put_in_order() -> None:
    assert chosen(date(2021, 3, 1), date(2021, 2, 1), EXTENT) == Range(date(2021, 2, 1), date(2021, 3, 1))


def test_one_end_asked_for_leaves_the_other_where_the_readings_end() -> None:
    assert chosen(date(2024, 1, 1), None, EXTENT) == Range(date(2024, 1, 1), EXTENT.last)
    assert chosen(None, date(2017, 1, 1), EXTENT) == Range(EXTENT.first, date(2017, 1, 1))


def test_from_ten_years_to_one_day_in_four_steps_and_back() -> None:
    shown = chosen(None, None, EXTENT)
    seen = []
    while (nearer := moves(shown, EXTENT).nearer) is not None:
        shown = nearer
        seen.append(shown.days)
    assert seen == [365, 31, 7, 1]
    while (wider := moves(shown, EXTENT).wider) is not None:
        shown = wider
    assert shown == Range(date(2016, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("shown", "earlier", "later"),
    [
        (year(2021), year(2020), year(2022)),
        (
            Range(date(2021, 3, 1), date(2021, 3, 31)),
            Range(date(2021, 2, 1), date(2021, 2, 28)),
            Range(date(2021, 4, 1), date(2021, 4, 30)),
        ),
        (
            Range(date(2021, 3, 28), date(2021, 3, 28)),
            Range(date(2021, 3, 27), date(2021, 3, 27)),
            Range(date(2021, 3, 29), date(2021, 3, 29)),
        ),
        (
            Range(date(2021, 3, 2), date(2021, 3, 11)),
            Range(date(2021, 2, 20), date(2021, 3, 1)),
            Range(date(2021, 3, 12), date(2021, 3, 21)),
        ),
    ],
)
def test_one_goes_to_the_range_beside_and_whole_months_stay_whole(shown: Range, earlier: Range, later: Range) -> None:
    found = moves(shown, EXTENT)
    assert (found.earlier, found.later) == (earlier, later)


def test_one_does_not_go_where_there_is_no_reading() -> None:
    assert moves(Range(date(2016, 1, 1), date(2016, 12, 31)), EXTENT).earlier is None
    assert moves(Range(date(2025, 11, 3), date(2025, 11, 3)), EXTENT).later is None


def test_days_that_are_no_step_widen_to_the_step_that_holds_them() -> None:
    found = moves(Range(date(2021, 3, 2), date(2021, 3, 11)), EXTENT)
    assert found.wider == Range(date(2021, 3, 1), date(2021, 3, 31))
    assert found.nearer is not None
    assert found.nearer.zoom is Zoom.WEEK


def test_the_steps_stay_near_the_readings_when_the_range_is_far_from_them() -> None:
    far = Range(date(2040, 1, 1), date(2040, 12, 31))
    assert moves(far, EXTENT).steps[Zoom.DAY] == Range(EXTENT.last, EXTENT.last)
    assert moves(far, EXTENT).later is None
