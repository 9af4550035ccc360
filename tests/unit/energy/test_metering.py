"""Units and carriers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.metering import KWH_PER_UNIT, UnknownUnitError, carriers, to_kwh


def test_megawatt_hours_become_kilowatt_hours_exactly():
    assert to_kwh(Decimal("838.61"), "MWh") == Decimal("838610.00")
    assert to_kwh(Decimal("1500"), "Wh") == Decimal("1.5")
    assert to_kwh(Decimal("0.1"), "kWh") == Decimal("0.1")


def test_a_unit_that_needs_a_coefficient_of_its_own_is_refused_by_name():
    with pytest.raises(UnknownUnitError) as refusal:
        to_kwh(Decimal(1), "m3")
    assert refusal.value.unit == "m3"


def test_each_carrier_has_its_own_column_and_words_in_both_languages():
    columns = [carrier.column for carrier in carriers().values()]
    assert len(set(columns)) == len(columns) == 9
    assert all(carrier.label("fr") and carrier.label("en") for carrier in carriers().values())


def test_a_language_that_is_not_known_is_answered_in_french():
    assert carriers()["fioul"].label("de") == "Fioul"


def test_units_are_decimals():
    assert all(isinstance(value, Decimal) for value in KWH_PER_UNIT.values())
