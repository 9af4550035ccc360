"""Change-point models: what was put in is found, and nothing that was not."""

from __future__ import annotations

import math
import time
import tracemalloc
from datetime import date

import numpy as np
import pytest
from ckanext.rouen_energy.core.impact import noise
from ckanext.rouen_energy.core.impact.assessment import Meter, assess, impact
from ckanext.rouen_energy.core.impact.baseline import fit
from ckanext.rouen_energy.core.impact.days import Days, Span
from ckanext.rouen_energy.core.impact.periods import around
from ckanext.rouen_energy.core.impact.search import BALANCE_POINTS, choose
from ckanext.rouen_energy.core.impact.student import quantile
from impact_data import FAR, heated, made_weather, wandering

CHANCE = np.random.default_rng(20260101)
YEAR = np.arange(365)
TEMPERATURE = made_weather(CHANCE, 1).mean.values
SLIGHT = 0.5 * CHANCE.standard_normal(365)


def cooled(above, slope=6.0):
    return slope * np.maximum(TEMPERATURE - above, 0.0)


def test_a_heated_building_is_told_by_three_parameters():
    model = fit(YEAR, TEMPERATURE, heated(TEMPERATURE) + SLIGHT)
    assert model.statistics.parameters == 3
    assert model.model.heating is not None
    assert model.model.heating.balance_point == 15.5
    assert model.model.heating.kwh_per_degree == pytest.approx(10, abs=0.05)
    assert model.model.base == pytest.approx(40, abs=0.2)
    assert model.model.cooling is None


def test_a_building_that_is_heated_and_cooled_has_two_balance_points():
    found = fit(YEAR, TEMPERATURE, heated(TEMPERATURE, below=12.0) + cooled(17.0) + SLIGHT)
    assert found.statistics.parameters == 5
    assert found.model.heating is not None
    assert found.model.cooling is not None
    assert abs(found.model.heating.balance_point - 12) <= 0.5
    assert abs(found.model.cooling.balance_point - 17) <= 0.5


def test_one_balance_point_for_both_is_one_parameter_less():
    found = fit(YEAR, TEMPERATURE, heated(TEMPERATURE, below=15.0) + cooled(15.0) + SLIGHT)
    assert found.statistics.parameters == 4
    assert found.model.gradient(TEMPERATURE).shape == (365, 4)


def test_a_cooled_building_is_not_heated():
    found = fit(YEAR, TEMPERATURE, 60 + cooled(16.0) + SLIGHT)
    assert found.model.heating is None
    assert found.model.cooling is not None


def test_a_meter_that_does_not_follow_the_weather_has_a_base_alone():
    alone = [choose(TEMPERATURE, 50 + CHANCE.standard_normal(365)).parameters == 1 for _ in range(50)]
    assert sum(alone) >= 45


def test_more_use_on_warm_days_is_never_called_heating():
    found = fit(YEAR, TEMPERATURE, 50 + 2.0 * TEMPERATURE + SLIGHT)
    assert found.model.heating is None
    assert found.model.base >= 0


@pytest.mark.parametrize("temperature", [np.full(365, 12.0), np.where(YEAR % 2, 5.0, 20.0)])
def test_weather_that_tells_nothing_breaks_nothing(temperature):
    found = fit(YEAR, temperature, 40 + CHANCE.standard_normal(365))
    assert math.isfinite(found.statistics.cv_rmse)
    assert np.isfinite(found.covariance).all()


def test_a_meter_that_says_nothing_at_all_breaks_nothing():
    found = fit(YEAR, TEMPERATURE, np.zeros(365))
    assert (found.model.base, found.statistics.cv_rmse) == (0, math.inf)


def test_too_few_days_are_refused():
    with pytest.raises(ValueError, match="9 days"):
        fit(YEAR[:9], TEMPERATURE[:9], TEMPERATURE[:9])


def test_the_search_finds_what_a_fit_at_each_pair_of_balance_points_finds():
    kwh = heated(TEMPERATURE, below=11.0) + cooled(18.5) + 8 * CHANCE.standard_normal(365)
    pairs = [(heating, cooling) for heating in BALANCE_POINTS for cooling in BALANCE_POINTS if cooling > heating]
    best = min(_slowly(kwh, *pair) for pair in pairs)
    found = choose(TEMPERATURE, kwh)
    assert (found.heating, found.cooling) == best[1:]


def _slowly(kwh, heating, cooling):
    below, above = np.maximum(heating - TEMPERATURE, 0), np.maximum(TEMPERATURE - cooling, 0)
    if min((below > 0).sum(), (above > 0).sum()) < 10 or min(below.sum(), above.sum()) < 20:
        return math.inf, heating, cooling
    columns = np.column_stack([np.ones(365), below, above])
    solved = np.linalg.lstsq(columns, kwh, rcond=None)[0]
    left = kwh - columns @ solved
    return (float(left @ left) if (solved[1:] > 0).all() else math.inf), float(heating), float(cooling)


def test_parts_of_the_model_sum_to_it():
    model = fit(YEAR, TEMPERATURE, heated(TEMPERATURE, below=12.0) + cooled(17.0) + SLIGHT).model
    parts = model.base_kwh(TEMPERATURE) + model.heating_kwh(TEMPERATURE) + model.cooling_kwh(TEMPERATURE)
    assert np.allclose(parts, model.predict(TEMPERATURE))


def test_noise_that_grows_with_the_level_is_told_from_noise_that_does_not():
    level = heated(TEMPERATURE)
    chance = np.random.default_rng(3)
    kinds = [
        [fit(YEAR, TEMPERATURE, level + size * chance.standard_normal(365)).noise.kind for _ in range(30)]
        for size in (8.0, 0.2 * level)
    ]
    assert kinds[0].count(noise.CONSTANT) >= 27
    assert kinds[1].count(noise.PROPORTIONAL) >= 27


def test_a_memory_from_day_to_day_is_found_and_none_where_there_is_none():
    chance = np.random.default_rng(4)
    means = []
    for memory in (0.0, 0.5):
        fits = [fit(YEAR, TEMPERATURE, heated(TEMPERATURE) + 8 * wandering(chance, 365, memory)) for _ in range(20)]
        means.append(np.mean([found.noise.autocorrelation for found in fits]))
    assert means[0] < 0.06
    assert 0.4 < means[1] < 0.55


def test_days_that_do_not_follow_each_other_have_no_memory():
    kept = np.delete(YEAR, np.arange(1, 365, 2))
    found = fit(kept, TEMPERATURE[kept], heated(TEMPERATURE[kept]) + 8 * wandering(CHANCE, 365, 0.9)[kept])
    assert found.noise.autocorrelation == 0


@pytest.mark.parametrize(("degrees", "expected"), [(4, 2.1318), (10, 1.8125), (30, 1.6973), (360, 1.6491)])
def test_quantiles_of_student(degrees, expected):
    assert quantile(degrees) == pytest.approx(expected, abs=0.002)


def test_a_fit_takes_less_than_ten_milliseconds():
    kwh = heated(TEMPERATURE, below=12.0) + cooled(17.0) + SLIGHT
    started = time.process_time()
    for _ in range(20):
        fit(YEAR, TEMPERATURE, kwh)
    assert (time.process_time() - started) / 20 < 0.010


@pytest.fixture(scope="module")
def estate():
    """600 meters with three years of days, their weather and works in the second year."""
    chance = np.random.default_rng(5)
    weather = made_weather(chance, 3)
    level = heated(weather.mean.values)
    meters = [Meter(str(rank), Days(weather.first, level + chance.normal(0, 10, len(level)))) for rank in range(600)]
    return meters, weather, around(Span(date(2022, 6, 1), date(2022, 9, 1)), FAR)


def test_600_meters_with_a_year_of_days_take_less_than_ten_seconds(estate):
    meters, weather, declared = estate
    started = time.process_time()
    found = impact(assess(meter, weather, declared) for meter in meters)
    assert time.process_time() - started < 10
    assert len(found.counted) == 600


def test_600_meters_take_less_than_300_mb(estate):
    meters, weather, declared = estate
    tracemalloc.start()
    found = [assess(meter, weather, declared) for meter in meters[:60]]
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 60
    read = sum(meter.kwh.values.nbytes for meter in meters)
    assert read + 10 * kept + (peak - kept) < 300e6
