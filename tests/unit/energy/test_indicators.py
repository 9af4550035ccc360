"""Shares, intensity and the summary of a year: exact, whatever the order of the rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.indicators import (
    Source,
    TypeFigures,
    fingerprint,
    intensity,
    number,
    share,
    summarise,
)
from hypothesis import given
from hypothesis import strategies as st


def figures(name: str, kwh: str, *, area: str = "100", in_totals: bool = True, **carriers: str) -> TypeFigures:
    return TypeFigures(
        type=name,
        in_totals=in_totals,
        buildings=3,
        with_data=2,
        area_m2=Decimal(area),
        kwh=Decimal(kwh),
        kwh_with_area=Decimal(kwh) if Decimal(area) else Decimal(0),
        by_carrier={carrier: Decimal(value) for carrier, value in carriers.items()},
    )


def test_the_largest_type_comes_first_and_types_sum_to_the_total():
    summary = summarise([figures("école", "10.001"), figures("musée", "20.002"), figures("autre", "0.997")])
    assert [row.type for row in summary.by_type] == ["musée", "école", "autre"]
    assert summary.total_kwh == Decimal("31.000") == sum(row.kwh for row in summary.by_type)


def test_carriers_are_added_over_the_types_and_those_without_consumption_are_not_listed():
    summary = summarise(
        [
            figures("musée", "30", gaz="10", électricité="20", fioul="0"),
            figures("école", "5", gaz="5", électricité="0", fioul="0"),
        ]
    )
    assert summary.by_carrier == (("électricité", Decimal(20)), ("gaz", Decimal(15)))


def test_sites_of_water_waste_and_lighting_stay_out_of_the_total_and_are_told_apart():
    summary = summarise([figures("musée", "30"), figures("eau", "1000", in_totals=False, électricité="1000")])
    assert summary.total_kwh == 30
    assert summary.buildings == 3
    assert [row.type for row in summary.outside] == ["eau"]
    assert summary.by_carrier == ()


def test_an_area_of_zero_gives_no_intensity():
    assert intensity(Decimal(1000), Decimal(0)) is None
    assert summarise([figures("musée", "1000", area="0")]).intensity is None


def test_a_building_without_area_does_not_raise_the_intensity_of_the_others():
    summary = summarise([figures("musée", "1000", area="10"), figures("école", "9999", area="0")])
    assert summary.intensity == Decimal("100.0")


def test_a_share_is_a_percentage_to_one_decimal_rounded_half_up():
    assert share(Decimal("4297234"), Decimal("12560234")) == Decimal("34.2")
    assert share(Decimal("0.25"), Decimal(200)) == Decimal("0.1")
    assert share(Decimal("0.1"), Decimal(200)) == Decimal("0.1")
    assert share(Decimal("0.09"), Decimal(200)) == Decimal("0.0")


def test_a_share_of_nothing_is_not_computed():
    assert share(Decimal(0), Decimal(0)) is None


def test_no_building_gives_a_summary_of_zero():
    summary = summarise([])
    assert (summary.total_kwh, summary.buildings, summary.with_data, summary.intensity) == (0, 0, 0, None)


@given(st.permutations([figures("musée", "0.1"), figures("école", "0.2"), figures("piscine", "0.2")]))
def test_the_order_of_the_rows_changes_nothing(rows):
    summary = summarise(rows)
    assert summary.total_kwh == Decimal("0.5")
    assert [row.type for row in summary.by_type] == ["piscine", "école", "musée"]


def test_a_number_of_json_is_an_integer_when_it_is_one():
    assert number(Decimal("12560234.000")) == 12560234
    assert isinstance(number(Decimal("12560234.000")), int)
    assert number(Decimal("0.5")) == 0.5


BUILDINGS = Source("r1", "aa", "energy/buildings", synthetic=False)
BILLS = Source("r2", "bb", "energy/consumption", synthetic=False)


def test_the_order_of_the_inputs_does_not_change_their_fingerprint():
    assert fingerprint("1", [BUILDINGS, BILLS]) == fingerprint("1", [BILLS, BUILDINGS])


@pytest.mark.parametrize(
    "other",
    [
        Source("r2", "cc", "energy/consumption", synthetic=False),
        Source("r3", "bb", "energy/consumption", synthetic=False),
        Source("r2", "bb", "energy/consumption", synthetic=True),
    ],
    ids=["another content", "another table", "declared synthetic"],
)
def test_anything_that_changes_in_an_input_changes_the_fingerprint(other):
    assert fingerprint("1", [BUILDINGS, BILLS]) != fingerprint("1", [BUILDINGS, other])


def test_a_new_formula_changes_the_fingerprint():
    assert fingerprint("1", [BILLS]) != fingerprint("2", [BILLS])
