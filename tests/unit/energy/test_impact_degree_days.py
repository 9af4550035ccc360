"""Degree-days by the two methods, against days computed by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from ckanext.rouen_energy.core.impact.days import Weather
from ckanext.rouen_energy.core.impact.degree_days import METHODS, PROFESSIONAL, SIMPLE_MEAN, by_month
from hypothesis import given
from hypothesis import strategies as st

TEMPERATURES = st.floats(-30, 45, allow_nan=False).map(lambda value: round(value, 1))


def one(method, tn, tx, base=18.0):
    return float(method.heating(np.array([tn]), np.array([tx]), base)[0])


@pytest.mark.parametrize(
    ("tn", "tx", "by_hand"),
    [
        (18.0, 25.0, 0.0),  # never below the base
        (20.0, 31.0, 0.0),
        (2.0, 8.0, 13.0),  # never above: 18 - (2 + 8)/2
        (-6.0, 1.0, 20.5),
        (10.0, 18.0, 4.0),  # just reaches it: 18 - 14
        (12.0, 24.0, 6 * (0.08 + 0.42 * 6 / 12)),  # 1.74
        (16.0, 26.0, 2 * (0.08 + 0.42 * 2 / 10)),  # 0.328, when the simple mean says 0
        (17.9, 18.1, 0.1 * (0.08 + 0.42 * 0.1 / 0.2)),  # 0.029
    ],
)
def test_the_professionals_method(tn, tx, by_hand):
    assert one(PROFESSIONAL, tn, tx) == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize(
    ("tn", "tx", "by_hand"), [(2.0, 8.0, 13.0), (12.0, 24.0, 0.0), (16.0, 26.0, 0.0), (10.0, 22.0, 2.0)]
)
def test_the_simple_mean(tn, tx, by_hand):
    assert one(SIMPLE_MEAN, tn, tx) == pytest.approx(by_hand)


def test_a_week_by_hand():
    tn, tx = np.array([1.0, 3, 5, 12, 16, 18, -2]), np.array([7.0, 9, 15, 24, 26, 30, 2])
    assert PROFESSIONAL.heating(tn, tx, 18.0).sum() == pytest.approx(14 + 12 + 8 + 1.74 + 0.328 + 0 + 18)
    assert SIMPLE_MEAN.heating(tn, tx, 18.0).sum() == pytest.approx(14 + 12 + 8 + 0 + 0 + 0 + 18)


def test_months_are_summed_by_both_methods_and_not_where_a_day_is_not_known():
    tn = np.concatenate([np.full(31, 2.0), np.full(28, 16.0), np.full(31, 2.0), np.full(5, 2.0)])
    weather = Weather(date(2023, 1, 1), tn, tn + np.where(tn < 10, 6.0, 10.0))
    weather.lowest[70] = np.nan
    january, february, march, april = by_month(weather)
    assert january.heating == {"professional": pytest.approx(31 * 13), "simple-mean": pytest.approx(31 * 13)}
    assert february.heating == {"professional": pytest.approx(28 * 0.328), "simple-mean": 0}
    assert february.cooling["simple-mean"] == pytest.approx(28 * 3)
    assert (march.heating["professional"], april.heating["simple-mean"]) == (None, None)
    assert [one.days for one in (january, march, april)] == [31, 31, 5]


def test_cooling_is_the_mirror_of_heating():
    tn, tx = np.array([20.0, 14.0, 10.0]), np.array([30.0, 26.0, 17.0])
    assert PROFESSIONAL.cooling(tn, tx).tolist() == pytest.approx([7.0, 8 * (0.08 + 0.42 * 8 / 12), 0.0])
    assert SIMPLE_MEAN.cooling(tn, tx).tolist() == pytest.approx([7.0, 2.0, 0.0])


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
def test_what_is_not_known_is_no_zero(method):
    unknown = np.array([np.nan, 5.0, 9.0]), np.array([5.0, np.nan, 4.0])
    assert np.isnan(method.heating(*unknown, 18.0)).all()


def test_each_method_is_labelled_in_both_languages():
    assert all(method.labels["fr"] != method.labels["en"] for method in METHODS.values())
    assert METHODS["professional"] is PROFESSIONAL


@given(TEMPERATURES, TEMPERATURES)
def test_a_day_is_never_negative_and_a_colder_one_is_never_less(a, b):
    tn, tx = min(a, b), max(a, b)
    for method in METHODS.values():
        assert 0 <= one(method, tn, tx) <= one(method, tn - 1, tx - 1)
