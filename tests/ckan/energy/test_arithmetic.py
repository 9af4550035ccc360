"""What the figures of a small estate are, by every rule that the arithmetic knows; nothing here changes anything."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import helpers
from ckanext.rouen_energy.core.indicators import CONSUMPTION, PUBLISHED
from ckanext.rouen_energy.logic.indicators import feed
from ckanext.rouen_municipalities.logic.publication import find_profile
from ckanext.rouen_municipalities.logic.publication.loading import examine

pytestmark = pytest.mark.usefixtures("estate_to_read")

YEAR = "01/01/2021;01/01/2022"
BILL = f"M1;électricité;{YEAR};1000,5;kWh"


def dashboard(**asked: Any) -> dict[str, Any]:
    return helpers.call_action("rouen_energy_dashboard", **{"year": 2021, **asked})


def of_type(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    return next(row for row in figures["by_type"] if row["type"] == name)


def gas_of(year: int) -> float:
    return sum(row["kwh"] for row in dashboard(year=year)["by_carrier"] if row["carrier"] == "gaz")


def published() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of the published indicator, as anyone reads them through the datastore, and its resource."""
    (shown,) = feed.by_owner().values()
    found = helpers.call_action("datastore_search", {"user": ""}, resource_id=shown.resource_id, limit=1000)
    return found["records"], helpers.call_action("resource_show", {"user": ""}, id=shown.resource_id)


def test_bills_in_any_unit_are_added_in_kwh():
    carriers = {row["carrier"]: row["kwh"] for row in dashboard()["by_carrier"]}
    assert carriers == {"réseau de chaleur": 12345.678, "gaz": 2100, "électricité": 900}
    assert dashboard()["total_kwh"] == 15345.678


def test_types_come_largest_first_and_sum_to_the_total():
    rows = dashboard()["by_type"]
    assert [row["kwh"] for row in rows] == [12445.678, 2000, 900, None]
    assert [row["type"] for row in rows] == ["piscine", "école", "musée", "bibliothèque"]


def test_a_building_without_data_is_counted_in_the_coverage_from_the_year_it_was_built_on():
    assert dashboard()["buildings"] == {"with_data": 3, "all": 5}
    school = of_type("école", dashboard())
    assert (school["buildings"], school["buildings_all"], school["area_m2"]) == (1, 2, 0)


def test_a_building_without_area_has_no_intensity_and_leaves_that_of_the_others_alone():
    figures = dashboard()
    assert of_type("école", figures)["kwh_per_m2"] is None
    assert of_type("musée", figures)["kwh_per_m2"] == 0.9
    assert figures["area_m2"] == 1300
    assert figures["intensity"] == 10.3


def test_a_period_that_crosses_a_year_is_shared_by_days():
    assert (gas_of(2020), gas_of(2021)) == (300, 100 + 2000)
    assert dashboard()["years"] == [2021, 2020]


def test_water_waste_and_lighting_are_told_apart_from_the_total():
    assert [(row["type"], row["kwh"]) for row in dashboard()["outside_totals"]] == [("eau", 9999)]


def test_a_bill_of_an_unknown_building_and_overlapping_bills_are_left_out_and_told():
    left_out = dashboard()["left_out"]
    assert [(item["reason"], item["buildings"], item["kwh"]) for item in left_out] == [
        ("overlap", 1, 1080),
        ("unknown-building", 1, 77),
    ]
    assert all(item["text"] for item in left_out)
    assert of_type("bibliothèque", dashboard())["kwh"] is None


def test_a_type_and_a_commune_without_data_have_no_figure_rather_than_zero(app):
    library = of_type("bibliothèque", dashboard())
    (commune,) = [row for row in dashboard()["by_commune"] if not row["buildings"]]
    assert [(one["kwh"], one["buildings"], one["buildings_all"]) for one in (library, commune)] == [(None, 0, 1)] * 2
    (row,) = [row for row in published()[0] if (row["type"], row["annee"]) == ("bibliothèque", 2021)]
    assert (row["kwh"], row["kwh_gaz"], row["batiments"]) == (None, None, 1)
    table = BeautifulSoup(app.get("/energie?annee=2021").body, "html.parser").find("table", id="energy-types")
    (shown,) = [row for row in table.select("tbody tr") if row.th.get_text() == "Bibliothèques"]
    assert "aucune donnée" in shown.get_text()
    assert not shown.has_attr("data-value")


def test_the_same_bill_in_two_tables_counts_once_as_the_last_one_says():
    assert of_type("musée", dashboard())["kwh"] == 900


def test_a_commune_has_its_own_figures():
    figures = dashboard(commune="76451")
    assert (figures["total_kwh"], figures["buildings"]) == (2000, {"with_data": 1, "all": 2})


def test_emissions_cite_their_factors_and_say_what_has_none():
    co2e = dashboard()["co2e"]
    assert co2e["kg"] == round(2100 / 1.11 * 0.227, 3)
    assert [(one["reference"], one["divisor"]) for one in co2e["factors"]] == [("dpe-2021-gaz", 1.11)]
    assert [(one["carrier"], one["kwh"], one["reason"]) for one in co2e["not_computed"]] == [
        ("réseau de chaleur", 12345.678, "no-network"),
        ("électricité", 900, "needs-split"),
    ]
    assert (co2e["kwh"], co2e["purpose"], co2e["network_content"]) == (2100, "DPE", "direct")


def test_regulatory_energy_is_beside_and_never_mixed():
    figures = dashboard()
    assert figures["regulatory_kwh"] == round(12345.678 * 0.77, 3) + round(2100 / 1.11, 3) + 900
    assert figures["total_kwh"] == 15345.678


def test_what_is_not_available_is_null_with_a_reason():
    figures = dashboard()
    for name in ("change", "cost_eur"):
        assert figures[name] is None
        assert figures["reasons"][name]
    assert "co2e" not in figures["reasons"]


def test_the_dashboard_equals_the_published_indicator():
    rows = [row for row in published()[0] if row["annee"] == 2021 and row["dans_total"]]
    figures = dashboard()
    assert sum(row["kwh"] or 0 for row in rows) == pytest.approx(figures["total_kwh"], abs=1e-9)
    assert {row["type"]: row["kwh"] for row in rows} == {row["type"]: row["kwh"] for row in figures["by_type"]}
    assert sum(row["batiments"] for row in rows) == figures["buildings"]["all"]
    assert {row["synthetique"] for row in rows} == {False}


def test_the_indicator_is_an_open_feed_that_says_its_formula():
    _, resource = published()
    dataset = helpers.call_action("package_show", {"user": ""}, id=resource["package_id"])
    assert (dataset["feed"], dataset["license_id"]) == ("true", "etalab-2.0")
    assert "prorata des jours" in resource["description"]
    assert {one["profile"] for one in dataset["resources"]} == {one.profile for one in PUBLISHED}


def test_the_file_of_the_indicator_holds_the_same_rows_as_its_table(app):
    rows, resource = published()
    lines = list(csv.DictReader(io.StringIO(app.get(resource["url"]).body), delimiter=";"))
    assert len(lines) == len(rows)
    assert "12445,678" in {line["kwh"] for line in lines}


def test_the_whole_indicator_is_offered_as_json_on_its_page(app):
    rows, resource = published()
    page = BeautifulSoup(app.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}").body, "html.parser")
    address = page.find("a", string="Table en JSON")["href"]
    records = json.loads(app.get(address).body)["records"]
    assert sorted(record[1] for record in records) == sorted(row["annee"] for row in rows)


def test_the_dashboard_is_answered_to_anyone_by_get(app):
    answer = app.get("/api/3/action/rouen_energy_dashboard?year=2021", status=200).json
    assert answer["success"] is True
    assert answer["result"]["total_kwh"] == 15345.678


@pytest.mark.parametrize(
    ("query", "status"), [("year=vingt", 409), ("year=2021&commune=75056", 409), ("year=2021&owner=personne", 404)]
)
def test_what_does_not_exist_is_refused_by_name(app, query, status):
    assert app.get(f"/api/3/action/rouen_energy_dashboard?{query}", status=status).json["success"] is False


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (f"M1;vapeur;{YEAR};1;kWh", "enum"),
        (f"M1;gaz;{YEAR};1;m3", "energy-volume"),
        (f"M1;gaz;{YEAR};-1;kWh", "energy-negative"),
        (f"M1;gaz;{YEAR};NaN;kWh", "number-not-finite"),
        ("M1;gaz;01/01/2022;01/01/2021;1;kWh", "compare"),
        (f";gaz;{YEAR};1;kWh", "one-of-required"),
        ("M1;électricité;01/06/2021;01/07/2021;1;kWh", "no-overlap"),
    ],
)
def test_a_bill_that_cannot_be_added_up_is_refused_by_name(tmp_path: Path, line: str, rule: str):
    path = tmp_path / "consommations.csv"
    path.write_text(f"id_batiment;vecteur;debut;fin;valeur;unite\n{BILL}\n{line}\n", encoding="utf-8")
    report = examine(path, find_profile(CONSUMPTION))
    assert set(report.by_rule) == {rule}
    assert report.issues[0].line == 3
