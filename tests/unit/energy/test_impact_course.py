"""What a page shows of a saving: its months, and the method in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from ckanext.rouen_energy.core.impact import method, periods
from ckanext.rouen_energy.core.impact.assessment import Meter, assess, impact
from ckanext.rouen_energy.core.impact.course import Compared, by_month
from ckanext.rouen_energy.core.impact.days import Days, Span
from ckanext.rouen_energy.core.impact.periods import around
from impact_data import FAR, heated, made_weather

CHANCE = np.random.default_rng(31)
WEATHER = made_weather(CHANCE, 3)
WORKS = Span(date(2022, 3, 15), date(2022, 6, 10))


def meter(name: str) -> Meter:
    return Meter(name, Days(WEATHER.first, heated(WEATHER.mean.values) + CHANCE.normal(0, 8, 3 * 365)))


def test_months_sum_to_the_saving():
    found = impact(assess(meter(name), WEATHER, around(WORKS, FAR)) for name in "ab")
    assert sum(month.saved_kwh for month in found.months) == pytest.approx(found.saving.kwh)
    assert sum(month.used_kwh for month in found.months) == pytest.approx(found.saving.used_kwh)
    assert [month.month for month in found.months][:2] == [date(2022, 6, 1), date(2022, 7, 1)]
    assert [(month.days, month.meters) for month in found.months][:2] == [(42, 2), (62, 2)]
    assert len(found.months) == 13


def test_days_that_do_not_count_are_in_no_month():
    first = date(2024, 1, 30)
    expected, used = np.array([1.0, np.nan, 3.0]), np.array([0.5, np.nan, 2.0])
    january, february = by_month([Compared(Days(first, expected), Days(first, used))])
    assert (january.expected_kwh, january.used_kwh, january.days) == (1.0, 0.5, 1)
    assert (february.month, february.saved_kwh) == (date(2024, 2, 1), 1.0)


def test_a_meter_that_is_refused_has_no_months():
    assert impact([assess(meter("a"), WEATHER, around(WORKS, date(2022, 8, 1)))]).months == ()


@pytest.mark.parametrize("text", [method.FORMULA, method.REQUIRED, method.LIMITS, method.BILLS])
def test_the_method_is_said_in_both_languages(text):
    assert set(text) == {"fr", "en"}
    assert not any(sign in words for words in text.values() for sign in "{}")


def test_the_method_says_the_limits_of_the_code():
    assert "329 jours valables" in method.REQUIRED["fr"]
    assert "0,5\N{NO-BREAK SPACE}%" in method.REQUIRED["fr"]
    assert "at most 0.5%" in method.REQUIRED["en"]
    assert "The 90% interval" in method.FORMULA["en"]


def test_every_fault_of_a_declaration_has_its_sentence():
    faults = {periods.EMPTY, periods.BASELINE_AFTER_WORKS, periods.REPORTING_BEFORE_WORKS}
    assert set(periods.FAULTS) == faults
    assert all(set(said) == {"fr", "en"} for said in periods.FAULTS.values())
