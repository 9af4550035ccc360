"""Units: every one exact, none assumed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.metering import (
    MissingCoefficientError,
    MissingStepError,
    UnknownUnitError,
    kwh,
    milli_wh,
    unit_in,
    unit_of,
    units,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kwh", "kWh"),
        ("kWh (thousand Watt-hours)", "kWh"),
        ("Sq. Ft.", "ft2"),
        ("M³", "m3"),
        ("therms", "therm"),
        ("Litres", "l"),
        ("Kbtu/Hr", "kBtu/h"),
        ("index kwh", "index kWh"),
    ],
)
def test_a_unit_is_recognised_however_it_is_spelt(text, name):
    assert unit_of(text).name == name


@pytest.mark.parametrize("text", ["", "kWh/m²", "kBtu/ft2", "furlong", "index"])
def test_what_is_no_unit_is_refused_by_name(text):
    with pytest.raises(UnknownUnitError) as refusal:
        unit_of(text)
    assert refusal.value.unit == text


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [("1", "therm", "29.3071070172"), ("100", "kBtu", "29.3071070172"), ("3.6", "GJ", "1000"), ("1", "Wh", "0.001")],
)
def test_an_energy_becomes_kilowatt_hours(value, unit, expected):
    assert round(kwh(Decimal(value), unit_of(unit)), 10) == Decimal(expected)


def test_a_mean_power_lasts_its_step():
    assert kwh(Decimal(692), unit_of("W"), seconds=1800) == Decimal("0.346")
    assert milli_wh(kwh(Decimal(1), unit_of("W"), seconds=600)) == 167
    with pytest.raises(MissingStepError):
        kwh(Decimal(692), unit_of("W"))


def test_a_volume_of_gas_has_its_own_coefficient_or_no_energy():
    assert kwh(Decimal(10), unit_of("m3"), coefficient=Decimal("11.2")) == Decimal(112)
    with pytest.raises(MissingCoefficientError) as refusal:
        kwh(Decimal(10), unit_of("m3"))
    assert refusal.value.unit == "m3"


@pytest.mark.parametrize("unit", ["VA", "m2", "index kWh", "°C"])
def test_what_is_no_energy_never_becomes_one(unit):
    with pytest.raises(UnknownUnitError):
        kwh(Decimal(1), unit_of(unit), seconds=1800, coefficient=Decimal(1))


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("Main Meter [kW]", "Main Meter", "kW"),
        ("Electricity(kWh)", "Electricity", "kWh"),
        ("Property Floor Area (Buildings and Parking) (ft2)", "Property Floor Area (Buildings and Parking)", "ft2"),
        ("Hillside OAT [F]", "Hillside OAT", "°F"),
    ],
)
def test_the_unit_at_the_end_of_a_title_is_found(header, name, unit):
    title, found = unit_in(header)
    assert (title, found and found.name) == (name, unit)


@pytest.mark.parametrize("header", ["SiteEUI(kBtu/sf)", "Meter", "Conso (2021)"])
def test_an_intensity_or_a_year_at_the_end_of_a_title_is_no_unit(header):
    assert unit_in(header) == (header, None)


def test_degrees_and_square_feet_are_converted_too():
    assert unit_of("°F").canonical(Decimal(212)) == 100
    assert unit_of("ft2").canonical(Decimal(100)) == Decimal("9.290304")


def test_each_unit_says_where_its_value_comes_from():
    assert all(unit.text and unit.by for unit in units().values())
    assert units()["m3"].in_profiles
    assert not units()["therm"].in_profiles
