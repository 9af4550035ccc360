"""Twelve months to come: held against months that it did not see, and hidden when last year's say as much."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest
from ckanext.rouen_energy.core.demonstration.truths import CLOSURES, ELECTRICITY
from ckanext.rouen_energy.core.demonstration.use import Use, monthly, uses
from ckanext.rouen_energy.core.demonstration.weather import weather as demonstration_weather
from ckanext.rouen_energy.core.forecast.forecasting import Forecast, Hidden, forecast
from ckanext.rouen_energy.core.forecast.model import Kind, learn
from ckanext.rouen_energy.core.forecast.months import (
    Months,
    degrees_of,
    first_day,
    lengths,
    months_of,
    number_of,
    past,
)
from ckanext.rouen_energy.core.forecast.scoring import score, seasonal_naive
from ckanext.rouen_energy.core.impact.days import Days, Span, Weather
from ckanext.rouen_energy.core.impact.periods import Exclusion
from impact_data import heated, made_weather, wandering

JANUARY, LAST_YEAR = date(2018, 1, 1), date(2025, 1, 1)


def summed(first: date, daily: np.ndarray, count: int) -> Months:
    days = Days(first, daily)
    bounds = [first_day(number_of(first) + month) for month in range(count + 1)]
    sums = [days.within(Span(bounds[month], bounds[month + 1])).sum() for month in range(count)]
    return Months(first, np.array(sums))


def until(weather: Weather, end: date) -> Weather:
    kept = (end - weather.first).days
    return Weather(weather.first, weather.lowest[:kept], weather.highest[:kept])


@cache
def case(seed: int, years: int) -> tuple[Months, Weather, Months]:
    """A heated building: what is known of it, the weather so far, and the year that follows."""
    chance = np.random.default_rng(seed)
    weather = made_weather(chance, years + 2, JANUARY)
    noise = 1 + 0.08 * wandering(chance, len(weather.lowest), 0.3)
    whole = summed(JANUARY, heated(weather.mean.values) * noise, 12 * (years + 1))
    known = Months(JANUARY, whole.kwh[: 12 * years])
    following = Months(date(JANUARY.year + years, 1, 1), whole.kwh[12 * years :])
    return known, until(weather, following.first), following


# what is known


def test_months_by_their_first_day_leave_out_what_is_excluded():
    closed = Exclusion(Span(date(2020, 3, 17), date(2020, 5, 11)), "confinement")
    found = months_of({date(2020, month, 1): 10.0 * month for month in (1, 2, 3, 4, 5, 7)}, [closed])
    assert found.first == date(2020, 1, 1)
    assert found.kwh[:2].tolist() == [10, 20]
    assert np.isnan(found.kwh[2:6]).all()
    assert found.kwh[6] == 70


def test_degree_days_of_a_month_are_the_mean_of_its_days_or_unknown():
    weather = Weather(date(2020, 1, 1), np.full(59, 2.0), np.full(59, 8.0))  # 31 days, and 28 of 29
    found = degrees_of(weather)
    heating, cooling = found.of(np.array([number_of(date(2020, month, 1)) for month in (1, 2, 5)]))
    assert (heating[0], cooling[0]) == (13.0, 0.0)
    assert np.isnan(heating[1:]).all()


def test_what_to_expect_is_the_same_months_of_the_years_before():
    _, weather, _ = case(1, 5)
    ahead = number_of(date(2023, 1, 1)) + np.arange(12)
    known = past(degrees_of(weather), ahead).heating
    assert np.isnan(known[:5]).all()
    january_2020 = degrees_of(weather).of(np.array([number_of(date(2020, 1, 1))]))[0][0]
    assert known[7, 0] == january_2020


# what is followed


def test_a_heated_building_follows_the_weather():
    months, weather, _ = case(2, 5)
    kind = learn(months, degrees_of(weather)).kind
    assert kind.heating
    assert not kind.by_month


def test_a_school_follows_the_month_of_the_year():
    weekly = np.array([90.0, 90, 85, 80, 70, 60, 10, 5, 70, 80, 90, 85])
    numbers = number_of(JANUARY) + np.arange(60)
    kwh = weekly[numbers % 12] * lengths(numbers) * (1 + 0.02 * np.random.default_rng(3).standard_normal(60))
    fitted = learn(Months(JANUARY, kwh), None)
    assert fitted.kind == Kind(by_month=True, heating=False, cooling=False)
    assert fitted.coefficients == pytest.approx(weekly, rel=0.05)


def test_older_months_than_three_years_tell_nothing():
    months, weather, _ = case(2, 7)
    other = Months(months.first, np.where(np.arange(84) < 48, 5 * months.kwh, months.kwh))
    assert learn(other, degrees_of(weather)).coefficients.tolist() == (
        learn(months, degrees_of(weather)).coefficients.tolist()
    )


# the score


def test_seasonal_naive_is_the_latest_known_month_of_the_same_name():
    kwh = np.arange(24.0)
    kwh[13] = np.nan
    assert seasonal_naive(Months(JANUARY, kwh), number_of(date(2020, 1, 1)) + np.arange(3)).tolist() == [12, 1, 14]


def test_the_score_sees_nothing_of_what_is_held_back():
    """With one origin, what the model learns from is the same whatever the year held back says."""
    months, weather, _ = case(4, 3)
    changed = Months(months.first, np.where(np.arange(36) < 24, months.kwh, months.kwh + 1000))
    degrees = degrees_of(weather)
    seen = score(months, degrees)
    assert (seen.origins, seen.months) == (1, 12)
    assert score(changed, degrees).error > 900 > seen.error
    assert score(changed, degrees).widening > seen.widening


@cache
def ahead() -> list[tuple[Forecast, Months, Months]]:
    """Forecasts of those of 30 buildings that have one, with what was known and the year that followed."""
    found = [(forecast(*case(seed, 5)[:2]), case(seed, 5)[0], case(seed, 5)[2]) for seed in range(30)]
    return [one for one in found if isinstance(one[0], Forecast)]


def test_nine_months_in_ten_are_inside_the_interval():
    inside = [
        one.low <= kwh <= one.high
        for said, _, following in ahead()
        for one, kwh in zip(said.months, following.kwh, strict=True)
    ]
    totals = [said.low <= following.kwh.sum() <= said.high for said, _, following in ahead()]
    assert len(totals) >= 20
    assert np.mean(inside) >= 0.88
    assert np.mean(totals) >= 0.88


def test_what_is_shown_was_closer_to_the_year_that_followed_than_the_year_before():
    ours = [one.kwh - kwh for said, _, after in ahead() for one, kwh in zip(said.months, after.kwh, strict=True)]
    naive = np.concatenate([seasonal_naive(known, after.numbers) - after.kwh for _, known, after in ahead()])
    assert np.abs(ours).mean() < np.abs(naive).mean()


# the answer


def test_a_forecast_says_its_sum_its_interval_and_its_score():
    months, weather, _ = case(2, 5)
    found = forecast(months, weather)
    assert [one.month for one in found.months][:2] == [date(2023, 1, 1), date(2023, 2, 1)]
    assert len(found.months) == 12
    assert found.kwh == pytest.approx(sum(one.kwh for one in found.months))
    assert found.low < found.kwh < found.high
    assert found.score.is_better
    assert found.sentence("fr").startswith("Janvier 2023 – décembre 2023 : ")
    assert "nine times out of ten" in found.sentence("en")


def test_too_few_months_are_refused_with_numbers():
    found = forecast(Months(JANUARY, np.ones(35)))
    assert isinstance(found, Hidden)
    assert found.sentence("fr") == "Pas de prévision : 35 mois connus, 36 exigés"
    assert found.sentence("en") == "No forecast: 35 known months, 36 required"


def test_no_better_than_the_year_before_is_hidden_and_says_so():
    """A building whose every year is lower than the one before: its last year says more than a mean of three."""
    kwh = np.array([1000.0 - 100 * (month // 12) for month in range(72)])
    found = forecast(Months(JANUARY, kwh))
    assert isinstance(found, Hidden)
    assert found.reason == "no-better"
    assert found.score.error >= found.score.naive_error
    assert "mois mis de côté" in found.sentence("fr")
    assert "held back" in found.sentence("en")


def test_a_building_that_repeats_itself_has_nothing_better_than_last_year():
    found = forecast(Months(JANUARY, np.tile(np.arange(12.0) + 1, 5)))
    assert isinstance(found, Hidden)


def test_months_with_too_many_holes_cannot_be_tried():
    kwh = np.full(84, np.nan)
    kwh[:20], kwh[-16:] = 5.0, 6.0
    found = forecast(Months(JANUARY, kwh))
    assert (found.reason, found.found) == ("not-scored", 36)


def test_it_begins_after_the_last_known_month():
    months, weather, _ = case(2, 5)
    open_end = Months(months.first, np.append(months.kwh, [np.nan, np.nan]))
    assert forecast(open_end, weather).months[0].month == date(2023, 1, 1)


def test_nothing_is_foreseen_below_nothing():
    chance = np.random.default_rng(5)
    numbers = number_of(JANUARY) + np.arange(72)
    winter = np.where((numbers % 12 < 3) | (numbers % 12 > 9), 100.0, 0.0)
    found = forecast(Months(JANUARY, winter * (1 + 0.3 * chance.standard_normal(72)).clip(0.1)))
    assert isinstance(found, Forecast)
    assert min(one.low for one in found.months) >= 0


# the demonstration


def demonstration(use: Use, *, is_declared: bool) -> Forecast | Hidden:
    """2025 foreseen from the years before, with its closures declared or not."""
    days = demonstration_weather()
    lowest, highest = (np.array([getattr(day, name) for day in days]) for name in ("lowest", "highest"))
    weather = Weather(days[0].date, lowest, highest)
    closed = [Exclusion(Span(one.first, one.end), "fermeture") for one in CLOSURES if use.type in one.types]
    before = {month: kwh for month, kwh in monthly(use).items() if month < LAST_YEAR}
    return forecast(months_of(before, closed if is_declared else ()), until(weather, LAST_YEAR))


def test_the_demonstrations_last_year_is_foreseen_from_the_years_before():
    """It is the coldest of them: the intervals have to allow for that."""
    found = {use: demonstration(use, is_declared=True) for use in uses()[::3]}
    assert all(isinstance(one, Forecast) for one in found.values())
    inside = [one.low <= monthly(use)[one.month] <= one.high for use, each in found.items() for one in each.months]
    totals = [
        each.low <= sum(monthly(use)[one.month] for one in each.months) <= each.high for use, each in found.items()
    ]
    assert np.mean(inside) >= 0.88
    assert np.mean(totals) >= 0.88


def test_closures_that_nobody_declared_make_a_forecast_that_is_hidden():
    museum = next(use for use in uses() if (use.type, use.carrier) == ("musée", ELECTRICITY))
    hidden = demonstration(museum, is_declared=False)
    assert isinstance(hidden, Hidden)
    assert hidden.reason == "no-better"
    assert isinstance(demonstration(museum, is_declared=True), Forecast)
