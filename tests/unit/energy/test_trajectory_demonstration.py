"""The demonstration on its way to 2050: one building was renovated, for all others only the weather changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
from ckanext.rouen_energy.core.demonstration.truths import RENOVATION
from ckanext.rouen_energy.core.demonstration.use import monthly, uses
from ckanext.rouen_energy.core.demonstration.weather import weather as demonstration_weather
from ckanext.rouen_energy.core.impact.days import Span, Weather
from ckanext.rouen_energy.core.trajectory.climate import Climate, Station, station
from ckanext.rouen_energy.core.trajectory.consumption import Used
from ckanext.rouen_energy.core.trajectory.path import Known, path


@cache
def bills() -> dict[str, list[Used]]:
    """The months of each carrier of each building."""
    found: dict[str, list[Used]] = {}
    for use in uses():
        months = sorted(monthly(use).items())
        ends = [*(month for month, _ in months[1:]), date(2026, 1, 1)]
        for (month, kwh), end in zip(months, ends, strict=True):
            found.setdefault(use.building, []).append(Used(use.carrier, Span(month, end), Decimal(kwh)))
    return found


@cache
def here() -> Station:
    days = demonstration_weather()
    lowest, highest = (np.array([getattr(day, name) for day in days]) for name in ("lowest", "highest"))
    return station(Weather(days[0].date, lowest, highest))


def test_its_only_reference_is_2019_and_its_last_year_2025():
    found = path(Known(bills()["DEMO-001"]))
    assert (found.reference.months.first, found.current.months.first) == (date(2019, 1, 1), date(2025, 1, 1))


def test_a_colder_year_is_no_step_back_once_the_weather_is_taken_out():
    """2025 was the coldest year: uses rose by a tenth or more, of which a third at most is left."""
    for name in sorted(set(bills()) - {RENOVATION.building})[::5]:
        raw, corrected = path(Known(bills()[name])), path(Known(bills()[name], climate=Climate(here())))
        assert corrected.is_corrected
        assert abs(corrected.change_percent) <= max(raw.change_percent / 3, 1), name


def test_the_renovation_is_a_step_forward_that_the_cold_had_half_hidden():
    known = bills()[RENOVATION.building]
    raw, corrected = path(Known(known)), path(Known(known, climate=Climate(here())))
    assert raw.change_percent > -8
    assert corrected.change_percent < -12
