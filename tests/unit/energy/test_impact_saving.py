"""The 90 % interval: it holds the truth nine times in ten, of one meter and of sums, and a placebo shows nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from ckanext.rouen_energy.core.demonstration import truths
from ckanext.rouen_energy.core.demonstration.use import daily, uses
from ckanext.rouen_energy.core.demonstration.weather import weather as demonstration_weather
from ckanext.rouen_energy.core.impact.assessment import Meter, assess, impact
from ckanext.rouen_energy.core.impact.baseline import fit
from ckanext.rouen_energy.core.impact.days import Days, Span, Weather
from ckanext.rouen_energy.core.impact.periods import Declaration, around
from ckanext.rouen_energy.core.impact.saving import MeterSaving, Saving, in_common, saving_of, total
from hypothesis import given, settings
from hypothesis import strategies as st
from impact_data import (
    FAR,
    KINDS,
    SIMULATED,
    heated,
    intervention,
    made_weather,
    simulated_meter,
    simulated_weather,
    wandering,
)

DAY = timedelta(days=1)
METERS = 300


def shown(assessments):
    """The share of the meters whose interval leaves out 0."""
    savings = [found.saving.saving for found in assessments if found.saving]
    return sum(saving.is_shown for saving in savings) / len(savings)


def two_years(chance, noise):
    """Meters in two years of the same use, in which nothing was done; `noise(level)` are the departures of days."""
    for _ in range(METERS):
        weather = made_weather(chance, 2)
        level = heated(weather.mean.values)
        kwh = Days(weather.first, level + noise(level))
        works = Span(weather.first + 365 * DAY, weather.first + 365 * DAY)
        yield assess(Meter("placebo", kwh), weather, around(works, FAR))


@pytest.mark.parametrize(
    ("kind", "noise"),
    [
        ("a constant", lambda chance, level: chance.normal(0, 12, len(level))),
        ("a share of the level", lambda chance, level: level * chance.normal(0, 0.2, len(level))),
        ("half of it left the day after", lambda chance, level: 12 * wandering(chance, len(level), 0.5)),
        ("both", lambda chance, level: 0.15 * level * wandering(chance, len(level), 0.6)),
    ],
    ids=["constant", "proportional", "memory", "both"],
)
def test_where_nothing_was_done_at_most_twelve_intervals_in_a_hundred_say_otherwise(kind, noise):
    chance = np.random.default_rng(8)
    share = shown(two_years(chance, lambda level: noise(chance, level)))
    print(f"departures of {kind}: {share:.1%} of {METERS} placebos shown as a saving or a waste")
    assert 0.03 <= share <= 0.12


def test_buildings_that_close_at_weekends_show_nothing_either():
    chance = np.random.default_rng(9)

    def closed(level):
        weekend = (np.arange(len(level)) + 4) % 7 >= 5
        return np.where(weekend, -0.4, 0.16) * level + chance.normal(0, 5, len(level))

    assert shown(two_years(chance, closed)) <= 0.12


def demonstration_meters():
    first = truths.FIRST
    for use in uses():
        if (use.building, use.carrier) != (truths.RENOVATION.building, truths.RENOVATION.carrier):
            yield Meter(use.meter, Days(first, np.array(daily(use))))


def demonstration_climate():
    days = demonstration_weather()
    return Weather(truths.FIRST, np.array([day.lowest for day in days]), np.array([day.highest for day in days]))


def test_the_buildings_of_the_demonstration_that_nobody_renovated_show_nothing():
    weather, meters = demonstration_climate(), list(demonstration_meters())
    found = []
    for year in (2022, 2023, 2024):
        middle = date(year + 1, 1, 1)
        found += [assess(meter, weather, around(Span(middle, middle), FAR)) for meter in meters]
    assert len([one for one in found if one.saving]) > 0.9 * len(found)
    share = shown(found)
    print(f"demonstration: {share:.1%} of {len(found)} placebos shown as a saving or a waste")
    assert share <= 0.12


@pytest.mark.skipif(not SIMULATED.is_dir(), reason="the folder of public data is not on this machine")
def test_half_of_the_weeks_of_a_simulated_meters_year_show_nothing_against_the_other_half():
    chance, weather, results = np.random.default_rng(16), simulated_weather().mean, []
    for kind in KINDS:
        declared = intervention(kind, "daily")
        for year in (declared.baseline, declared.reporting):
            kwh, temperature = simulated_meter(kind, "daily").kwh.within(year), weather.within(year)
            days, known = np.arange(len(kwh)), ~(np.isnan(kwh) | np.isnan(temperature))
            for _ in range(25):
                half = np.isin(days // 7, chance.permutation(53)[:26])
                one, other = half & known, ~half & known
                baseline = fit(days[one], temperature[one], kwh[one])
                results.append(saving_of(baseline, temperature[other], kwh[other]).is_shown)
    share = sum(results) / len(results)
    print(f"simulated meters: {share:.1%} of {len(results)} placebos shown as a saving or a waste")
    assert share <= 0.12


def renovated(chance, share, weather, departures):
    """A meter that uses less by a share from the middle on; what it would have used is in `departures` too."""
    would_use = heated(weather.mean.values) * (1 + departures)
    after = np.arange(len(would_use)) >= 365
    return Meter("renovated", Days(weather.first, would_use * np.where(after, 1 - share, 1.0)))


def test_the_interval_holds_a_known_saving_nine_times_in_ten():
    chance = np.random.default_rng(10)
    inside = 0
    for _ in range(METERS):
        weather = made_weather(chance, 2)
        meter = renovated(chance, 0.15, weather, chance.normal(0, 0.15, 730))
        middle = weather.first + 365 * DAY
        found = assess(meter, weather, around(Span(middle, middle), FAR)).saving
        low, high = found.saving.interval_percent()
        inside += low <= 15 <= high
    assert 0.86 <= inside / METERS <= 0.97


@pytest.mark.parametrize("shared", [0.0, 0.8])
def test_the_interval_of_a_sum_holds_it_whether_meters_depart_together_or_not(shared):
    chance = np.random.default_rng(11)
    inside, estates = 0, 60
    for _ in range(estates):
        weather = made_weather(chance, 2)
        middle = weather.first + 365 * DAY
        together = chance.standard_normal(730)
        departures = [
            0.1 * (np.sqrt(shared) * together + np.sqrt(1 - shared) * chance.standard_normal(730)) for _ in range(10)
        ]
        meters = [renovated(chance, 0.1, weather, each) for each in departures]
        found = impact(assess(meter, weather, around(Span(middle, middle), FAR)) for meter in meters).saving
        low, high = found.interval_percent()
        inside += low <= 10 <= high
    assert 0.8 <= inside / estates <= 1.0


def of_residuals(values, variance=4.0, first=date(2024, 1, 1)):
    return MeterSaving(Saving(100.0, 90.0, 365, variance, 300.0), Days(first, np.array(values)))


def test_meters_that_always_depart_together_are_as_uncertain_as_one():
    chance = np.random.default_rng(12).standard_normal(365)
    four = [of_residuals(chance) for _ in range(4)]
    assert in_common(four) == pytest.approx(4.0)
    assert total(four).variance == pytest.approx(4 * 4 * 4.0)


def test_meters_that_know_nothing_of_each_other_add_their_variances():
    chance = np.random.default_rng(13)
    many = [of_residuals(chance.standard_normal(365)) for _ in range(50)]
    assert in_common(many) == pytest.approx(1.0, abs=0.2)
    assert total(many).degrees > 300


def test_meters_that_depart_in_opposite_ways_are_not_credited():
    chance = np.random.default_rng(14).standard_normal(365)
    assert in_common([of_residuals(chance), of_residuals(-chance)]) == 1.0


def test_meters_of_different_years_have_nothing_in_common():
    chance = np.random.default_rng(15).standard_normal(365)
    assert in_common([of_residuals(chance), of_residuals(chance, first=date(2022, 1, 1))]) == pytest.approx(1.0)


def test_a_sum_is_the_sum_of_its_meters():
    found = total([of_residuals(np.zeros(365)), of_residuals(np.ones(365))])
    assert (found.expected_kwh, found.used_kwh, found.kwh, found.percent) == (200, 180, 20, 10)
    low, high = found.interval()
    assert (low + high) / 2 == pytest.approx(20)
    with pytest.raises(ValueError, match="no meter"):
        total([])


@given(times=st.floats(1e-4, 1e6))
@settings(max_examples=30)
def test_the_unit_of_the_meter_changes_nothing_but_the_kwh(times):
    found, other = (assess_in(unit) for unit in (1.0, times))
    assert other.kwh == pytest.approx(times * found.kwh, rel=1e-6)
    assert other.interval_percent() == pytest.approx(found.interval_percent(), rel=1e-6)


def assess_in(unit):
    chance = np.random.default_rng(17)
    weather = made_weather(chance, 2)
    middle = weather.first + 365 * DAY
    kwh = Days(weather.first, unit * renovated(chance, 0.15, weather, chance.normal(0, 0.15, 730)).kwh.values)
    return assess(Meter("m", kwh), weather, around(Span(middle, middle), FAR)).saving.saving


@given(st.permutations(range(8)))
@settings(max_examples=20)
def test_the_order_of_the_meters_changes_nothing(order):
    chance = np.random.default_rng(18)
    meters = [of_residuals(chance.standard_normal(365), variance=rank + 1.0) for rank in range(8)]
    found, other = total(meters), total([meters[rank] for rank in order])
    assert other.margin() == pytest.approx(found.margin())


def test_more_use_is_a_negative_saving():
    found = Saving(100.0, 120.0, 365, 1.0, 300.0)
    assert found.percent == -20
    assert found.interval()[1] < 0
    assert found.is_shown


def test_without_anything_expected_there_is_no_percentage():
    found = Saving(0.0, 5.0, 365, 1.0, 300.0)
    assert (found.percent, found.interval_percent()) == (None, None)


def test_a_wider_level_is_a_wider_interval():
    found = Saving(100.0, 90.0, 365, 4.0, 300.0)
    assert found.margin(0.99) > found.margin(0.90) > found.margin(0.68) > 0


def test_a_declaration_with_faults_is_not_assessed():
    weather = made_weather(np.random.default_rng(1), 1)
    year = Span(weather.first, weather.first + 365 * DAY)
    with pytest.raises(ValueError, match="baseline-after-works"):
        assess(Meter("m", weather.mean), weather, Declaration(year, Span(weather.first, weather.first + DAY), year))
