"""Change, intensity by inhabitant: exact, and none where there is nothing to divide by."""

from __future__ import annotations

from decimal import Decimal

from ckanext.rouen_energy.core.indicators import Change, per_inhabitant, usual_year


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


def test_the_usual_year_is_over_and_half_as_well_known_as_the_best_known():
    assert usual_year({2019: 700, 2020: 730, 2021: 365, 2022: 364}, 2022) == 2021
    assert usual_year({2020: 730, 2021: 2, 2022: 700}, 2022) == 2020


def test_the_year_in_progress_is_shown_where_nothing_else_is_known():
    assert usual_year({2022: 2}, 2022) == 2022
    assert usual_year({}, 2022) is None
    assert usual_year({2020: 0, 2021: 0}, 2022) == 2021
