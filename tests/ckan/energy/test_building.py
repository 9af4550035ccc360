"""The sheet of a building: its years, its months, those beside it; nothing of a meter for who may not see it."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import helpers

pytestmark = pytest.mark.usefixtures("estate_to_read")

OWNER = "metropole-rouen-normandie"
#: More digits than Python reads as a number.
LONG = "9" * 4400


def sheet(building: str, **asked: Any) -> dict[str, Any]:
    return helpers.call_action("rouen_energy_building_show", {"user": ""}, owner=OWNER, id=building, **asked)


def test_a_building_says_what_it_is_and_what_it_used_each_year():
    shown = sheet("P1")
    assert (shown["owner"]["name"], shown["building"]["name"]) == (OWNER, "Piscine")
    assert shown["building"]["commune"] == {"insee": "76540", "name": "Rouen"}
    years = {row["year"]: (row["kwh"], row["by_carrier"]) for row in shown["years"]}
    assert years == {
        2020: (300, {"gaz": 300}),
        2021: (12445.678, {"gaz": 100, "réseau de chaleur": 12345.678}),
    }
    assert {row["year"]: row["days_covered"] for row in shown["years"]} == {2020: 30, 2021: 10}


def test_the_months_of_a_building_sum_to_its_years():
    gas = {row["month"]: (row["kwh"], row["days_covered"]) for row in sheet("P1")["months"] if row["carrier"] == "gaz"}
    assert gas == {"2020-12": (300, 30), "2021-01": (100, 10)}
    heat = [row["kwh"] for row in sheet("P1")["months"] if row["carrier"] == "réseau de chaleur"]
    assert len(heat) == 12
    assert sum(heat) == pytest.approx(12345.678, abs=0.006)


def test_a_building_of_no_area_has_no_intensity_and_says_why():
    shown = sheet("E1")
    assert [row["kwh_per_m2"] for row in shown["years"] if row["kwh"]] == [None]
    assert "Surface nulle" in shown["reasons"]["kwh_per_m2"]


def test_fewer_than_three_buildings_beside_give_no_median():
    shown = sheet("M1")
    assert (shown["beside"]["buildings"], shown["beside"]["median"]) == (1, None)
    assert shown["reasons"]["beside"]


def test_the_sheet_says_which_factor_was_applied_and_what_has_none():
    (year,) = [row for row in sheet("P1")["years"] if row["year"] == 2021]
    assert (year["co2e_factors"], year["co2e_kwh"]) == (["dpe-2021-gaz"], 100)
    assert year["co2e_kg"] == round(100 / 1.11 * 0.227, 3)
    assert "réseau de chaleur" in year["co2e_reason"].lower()


def test_the_gas_of_2020_has_the_factor_of_2020():
    (year,) = [row for row in sheet("P1")["years"] if row["year"] == 2020]
    assert (year["co2e_factors"], year["co2e_kg"]) == (["dpe-2013-gaz"], round(300 / 1.11 * 0.234, 3))


def test_a_building_known_but_without_data_is_shown_without_figures():
    shown = sheet("E2")
    assert (shown["building"]["built"], shown["years"], shown["months"]) == (2030, [], [])
    assert shown["reasons"]["years"]


@pytest.mark.parametrize(("query", "status"), [("id=X9", 404), ("id=", 409), ("id=M1&year=jamais", 409)])
def test_what_is_not_there_is_refused_by_name(app, query, status):
    app.get(f"/api/3/action/rouen_energy_building_show?owner={OWNER}&{query}", status=status)


@pytest.mark.parametrize(("year", "status"), [("1999", 200), ("jamais", 400), (LONG, 400)], ids=["1999", "word", "9s"])
def test_its_page_opens_on_its_last_year_for_one_that_it_has_not_and_refuses_what_is_none(app, year, status):
    app.get(f"/energie/batiment/{OWNER}/M1?annee={year}", status=status)


def test_the_factors_of_a_year_are_told_with_their_texts():
    told = helpers.call_action("rouen_energy_factor_list", {"user": ""}, year=2021)
    assert (told["purpose"], told["network_content"]) == ("DPE", "direct")
    (gas,) = [one for one in told["factors"] if (one["carrier"], one["quantity"]) == ("gaz", "co2e")]
    assert (gas["value"], gas["divisor"], gas["heating_value"]) == (0.227, 1.11, "PCI")
    assert all(one["text"] for one in told["factors"])
    assert {one["year"] for one in told["networks"]} == {2021}
