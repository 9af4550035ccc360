"""Change, intensity by inhabitant: exact, and none where there is nothing to divide by."""

from __future__ import annotations

from decimal import Decimal

from ckanext.rouen_energy.core.indicators import Change, per_inhabitant


def test_a_change_is_a_percentage_of_the_year_before():
    assert Change(12, Decimal(90), Decimal(120)).percent == Decimal("-25.0")
    assert Change(1, Decimal("100.05"), Decimal(100)).percent == Decimal("0.1")


def test_no_building_or_no_consumption_before_gives_no_change():
    assert Change(0, Decimal(0), Decimal(0)).percent is None
    assert Change(3, Decimal(10), Decimal(0)).percent is None


def test_consumption_by_inhabitant_is_to_one_decimal():
    assert per_inhabitant(Decimal(1000), 30) == Decimal("33.3")
    assert per_inhabitant(None, 30) is None
    assert per_inhabitant(Decimal(1000), 0) is None
