"""Steps of curves, and registers that go forward, roll over or go backwards."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.metering.registers import BackwardsError, advance, shares
from ckanext.rouen_energy.core.metering.steps import (
    is_told_at_end,
    is_usually_at_end,
    read_duration,
    step_before,
    step_of,
)

HALF_HOUR, HOUR, DAY = 1800, 3600, 86_400


@pytest.mark.parametrize(("seconds", "step"), [(600, 600), (82_800, DAY), (90_000, DAY), (7200, None), (None, None)])
def test_a_step_is_one_that_meters_use(seconds, step):
    assert step_of(seconds) == step


@pytest.mark.parametrize(
    ("text", "seconds"), [("PT30M", 1800), ("P1D", DAY), ("PT1H", 3600), ("10", 600), ("?", None), ("²", None)]
)
def test_a_duration_is_read(text, seconds):
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("last", "before", "after", "step"),
    [
        (None, None, HALF_HOUR, HALF_HOUR),
        (HALF_HOUR, HALF_HOUR, HALF_HOUR, HALF_HOUR),
        (HALF_HOUR, HOUR, HALF_HOUR, HALF_HOUR),  # one value is missing
        (HALF_HOUR, HOUR, HOUR, HOUR),  # the meter changed its step
        (HOUR, HALF_HOUR, HALF_HOUR, HALF_HOUR),
        (HALF_HOUR, 10 * HOUR, HALF_HOUR, HALF_HOUR),  # a long gap
        (None, None, None, None),
        (None, None, 5 * HOUR, None),
    ],
)
def test_the_step_of_a_value_stamped_at_its_end_is_told_by_its_neighbours(last, before, after, step):
    assert step_before(last, before, after) == step


def test_whether_stamps_are_ends_is_told_by_the_first_one():
    day = datetime(2023, 3, 13)
    assert is_told_at_end(datetime(2023, 3, 13, 0, 30), day, HALF_HOUR) is True
    assert is_told_at_end(day, day, HALF_HOUR) is False
    assert is_told_at_end(datetime(2023, 3, 13, 11), day, HALF_HOUR) is None
    assert is_told_at_end(day, None, HALF_HOUR) is None


def test_the_second_day_of_a_period_is_not_the_end_of_its_first():
    day = datetime(2023, 3, 13)
    assert is_told_at_end(datetime(2023, 3, 14), day, DAY) is None
    assert is_told_at_end(day, day, DAY) is False


def test_what_the_first_stamp_does_not_tell_is_told_by_the_step():
    assert [is_usually_at_end(step) for step in (300, 600, 900, HALF_HOUR, HOUR, DAY)] == [
        False, False, True, True, True, False
    ]  # fmt: skip


def test_a_register_goes_forward():
    assert advance(Decimal("1834405"), Decimal("1840911")) == 6506


def test_a_register_that_rolls_over_has_gone_forward():
    assert advance(Decimal("99998"), Decimal("12")) == 14
    assert advance(Decimal("999999000"), Decimal("500")) == 1500


@pytest.mark.parametrize(("before", "after"), [("5000", "4000"), ("99998", "50000"), ("850000", "10"), ("-5", "10")])
def test_a_register_that_goes_backwards_is_refused_with_both_values(before, after):
    with pytest.raises(BackwardsError) as refusal:
        advance(Decimal(before), Decimal(after))
    assert (refusal.value.before, refusal.value.after) == (Decimal(before), Decimal(after))


def test_what_a_counter_went_in_days_without_reading_is_spread_and_nothing_is_lost():
    assert shares(Decimal(100), 3) == [33, 33, 34]
    assert sum(shares(Decimal("10.5"), 4)) == Decimal("10.5")
