"""The published indicator follows the public tables of its owner, and nothing else."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers
from ckanext.rouen_energy.core.indicators import INDICATOR
from ckanext.rouen_energy.logic.indicators import Outcome, compute_all, feed
from ckanext.rouen_energy.model import computation
from ckanext.rouen_municipalities.logic.publication import PublicationRefused
from sqlalchemy.exc import DatabaseError

pytestmark = pytest.mark.usefixtures("with_plugins", "energy_portal")

MUSEUM = "M1;Musée;76540;musée;1000;1900"
SCHOOL = "E1;École;76451;école;500;1960"
YEAR = "01/01/2021;01/01/2022"
MUSEUM_BILL = f"M1;électricité;{YEAR};1000,5;kWh"
SCHOOL_BILL = f"E1;gaz;{YEAR};2;MWh"


def dashboard(**asked: Any) -> dict[str, Any]:
    return helpers.call_action("rouen_energy_dashboard", **{"year": 2021, **asked})


def indicator_rows(owner: dict[str, Any]) -> list[dict[str, Any]]:
    """The published indicator, as anyone reads it through the datastore."""
    shown = feed.published(owner["id"])
    assert shown is not None
    found = helpers.call_action("datastore_search", context={"user": ""}, resource_id=shown.resource_id, limit=1000)
    return found["records"]


def test_bills_in_any_unit_are_added_in_kwh(publisher, compute):
    publisher.buildings(MUSEUM, SCHOOL)
    publisher.bills(MUSEUM_BILL, SCHOOL_BILL)
    assert compute() is Outcome.PUBLISHED
    figures = dashboard()
    assert figures["total_kwh"] == 3000.5
    assert [(row["type"], row["kwh"]) for row in figures["by_type"]] == [("école", 2000), ("musée", 1000.5)]
    assert [(row["carrier"], row["kwh"]) for row in figures["by_carrier"]] == [("gaz", 2000), ("électricité", 1000.5)]


def test_changing_one_cell_changes_the_figure(publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    before = dashboard()
    publisher.bills(MUSEUM_BILL.replace("1000,5", "1001,5"))
    assert compute() is Outcome.PUBLISHED
    after = dashboard()
    assert (before["total_kwh"], after["total_kwh"]) == (1000.5, 1001.5)
    assert before["sources"] != after["sources"]
    assert before["computed_at"] < after["computed_at"]


def test_a_refused_file_changes_nothing(publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    before = dashboard()
    with pytest.raises(PublicationRefused):
        publisher.bills(MUSEUM_BILL.replace("1000,5", "beaucoup"))
    assert compute() is Outcome.UNCHANGED
    assert dashboard() == before


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (f"M1;vapeur;{YEAR};1;kWh", "enum"),
        (f"M1;gaz;{YEAR};1;m3", "enum"),
        (f"M1;gaz;{YEAR};-1;kWh", "minimum"),
        (f"M1;gaz;{YEAR};NaN;kWh", "number-not-finite"),
        ("M1;gaz;01/01/2022;01/01/2021;1;kWh", "compare"),
        (f";gaz;{YEAR};1;kWh", "one-of-required"),
        ("M1;électricité;01/06/2021;01/07/2021;1;kWh", "no-overlap"),
    ],
)
def test_a_bill_that_cannot_be_added_up_is_refused_by_name(publisher, line, rule):
    with pytest.raises(PublicationRefused) as refusal:
        publisher.bills(MUSEUM_BILL, line)
    assert rule in str(refusal.value.report["by_rule"])


def test_the_same_inputs_are_computed_once(publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    assert [compute(), compute(), compute()] == [Outcome.PUBLISHED, Outcome.UNCHANGED, Outcome.UNCHANGED]
    with model.meta.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(computation)).scalar() == 1


def test_a_building_without_data_is_counted_in_the_coverage(publisher, compute):
    publisher.buildings(MUSEUM, SCHOOL, "E2;École neuve;76451;école;500;2030")
    publisher.bills(MUSEUM_BILL)
    compute()
    figures = dashboard()
    assert figures["buildings"] == {"with_data": 1, "all": 2}
    school = next(row for row in figures["by_type"] if row["type"] == "école")
    assert (school["buildings"], school["buildings_all"], school["kwh"], school["area_m2"]) == (0, 1, 0, 0)


def test_a_building_without_area_has_no_intensity_and_leaves_that_of_the_others_alone(publisher, compute):
    publisher.buildings(MUSEUM, "E1;École;76451;école;0;1960")
    publisher.bills(f"M1;gaz;{YEAR};50000;kWh", SCHOOL_BILL)
    compute()
    figures = dashboard()
    assert figures["intensity"] == 50
    assert {row["type"]: row["kwh_per_m2"] for row in figures["by_type"]} == {"musée": 50, "école": None}


def test_no_known_area_gives_no_intensity_and_says_why(publisher, compute):
    publisher.buildings("M1;Musée;76540;musée;;1900")
    publisher.bills(MUSEUM_BILL)
    compute()
    assert dashboard()["intensity"] is None
    assert dashboard()["reasons"]["intensity"]


def test_a_period_that_crosses_a_year_is_shared_by_days(publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills("M1;gaz;02/12/2020;11/01/2021;400;kWh")
    compute()
    assert (dashboard(year=2020)["total_kwh"], dashboard(year=2021)["total_kwh"]) == (300, 100)


def test_water_waste_and_lighting_are_told_apart_from_the_total(publisher, compute):
    publisher.buildings(MUSEUM, "S1;Station;76540;eau;200;1980")
    publisher.bills(MUSEUM_BILL, f"S1;électricité;{YEAR};9999;kWh")
    compute()
    figures = dashboard()
    assert figures["total_kwh"] == 1000.5
    assert figures["buildings"] == {"with_data": 1, "all": 1}
    assert [(row["type"], row["kwh"]) for row in figures["outside_totals"]] == [("eau", 9999)]


def test_a_bill_of_a_building_that_nobody_knows_is_left_out_and_told(publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL, f"X9;gaz;{YEAR};77;kWh")
    compute()
    figures = dashboard()
    assert figures["total_kwh"] == 1000.5
    assert figures["left_out"] == [{"reason": "unknown-building", "buildings": 1, "kwh": 77}]


def test_the_same_bill_in_two_tables_counts_once(publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    publisher.dataset("consommations-bis")
    publisher.bills(MUSEUM_BILL.replace("1000,5", "900"), name="consommations-bis")
    compute()
    assert dashboard()["total_kwh"] == 900


def test_bills_of_two_tables_that_overlap_are_left_out_and_told(publisher, compute):
    publisher.buildings(MUSEUM, SCHOOL)
    publisher.bills(MUSEUM_BILL, SCHOOL_BILL)
    publisher.dataset("factures")
    publisher.bills("M1;électricité;01/06/2021;01/07/2021;80;kWh", name="factures")
    compute()
    figures = dashboard()
    assert figures["total_kwh"] == 2000
    assert figures["buildings"] == {"with_data": 1, "all": 2}
    assert figures["left_out"] == [{"reason": "overlap", "buildings": 1, "kwh": 1080.5}]


def test_a_table_made_private_shows_nowhere_at_once(publisher, compute, energy_portal):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    site = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_patch", {"user": site}, id="consommations", private=True)
    assert dashboard()["total_kwh"] is None
    assert compute() is Outcome.WITHDRAWN
    assert feed.published(energy_portal["id"]) is None


def test_a_private_table_is_never_read(publisher, compute, energy_portal):
    publisher.buildings(MUSEUM)
    publisher.dataset("secret", private=True)
    publisher.bills(MUSEUM_BILL, name="secret")
    assert compute() is Outcome.NOTHING
    assert dashboard()["total_kwh"] is None


def test_the_dashboard_equals_the_published_indicator(publisher, compute, energy_portal):
    publisher.buildings(MUSEUM, SCHOOL, "P1;Piscine;76540;piscine;300;1970")
    publisher.bills(MUSEUM_BILL, SCHOOL_BILL, f"P1;réseau de chaleur;{YEAR};12345,678;kWh")
    compute()
    rows = indicator_rows(energy_portal)
    figures = dashboard()
    assert sum(row["kwh"] for row in rows) == pytest.approx(figures["total_kwh"], abs=1e-9)
    assert {row["type"]: row["kwh"] for row in rows} == {row["type"]: row["kwh"] for row in figures["by_type"]}
    assert sum(row["batiments"] for row in rows) == figures["buildings"]["all"]
    assert {row["synthetique"] for row in rows} == {False}


def test_the_indicator_is_an_open_feed_that_says_its_formula(publisher, compute, energy_portal):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    dataset = helpers.call_action(
        "package_show", context={"user": ""}, id="indicateurs-energie-metropole-rouen-normandie"
    )
    assert dataset["feed"] == "true"
    assert dataset["license_id"] == "etalab-2.0"
    assert "prorata des jours" in dataset["notes"]
    assert [resource["profile"] for resource in dataset["resources"]] == [INDICATOR]


def test_the_file_of_the_indicator_holds_the_same_rows_as_its_table(app, publisher, compute, energy_portal):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    shown = feed.published(energy_portal["id"])
    resource = helpers.call_action("resource_show", id=shown.resource_id)
    rows = list(csv.DictReader(io.StringIO(app.get(resource["url"]).body), delimiter=";"))
    assert [row["kwh"] for row in rows] == ["1000,5"]
    assert len(indicator_rows(energy_portal)) == 1


def test_each_owner_has_its_own_indicator_and_identifiers_do_not_mix(publisher, compute, tmp_path):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    commune = factories.Organization(name="oissel", title="Oissel-sur-Seine")
    other = type(publisher)(commune, tmp_path)
    other.dataset("batiments-oissel")
    other.dataset("consommations-oissel")
    other.buildings("M1;Mairie;76484;administration;100;1950", name="batiments-oissel")
    other.bills(f"M1;gaz;{YEAR};7;kWh", name="consommations-oissel")
    assert set(compute_all().values()) == {Outcome.PUBLISHED}
    assert dashboard()["total_kwh"] == 1007.5
    assert dashboard(owner="oissel")["total_kwh"] == 7
    assert dashboard(owner="oissel")["owner"] == "oissel"
    assert dashboard(commune="76540")["total_kwh"] == 1000.5


def test_a_copy_of_the_indicator_that_somebody_uploads_is_not_counted_twice(publisher, compute, energy_portal, app):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    resource = helpers.call_action("resource_show", id=feed.published(energy_portal["id"]).resource_id)
    lines = app.get(resource["url"]).body.replace("1000,5", "5000,5").splitlines()
    publisher.dataset("copie")
    publisher.table("copie", INDICATOR, *lines)
    assert dashboard()["total_kwh"] == 1000.5


def test_nobody_changes_or_forgets_a_computation(publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    for statement in (sa.update(computation).values(rows=0), sa.delete(computation)):
        with pytest.raises(DatabaseError, match="only ever added"), model.meta.engine.begin() as connection:
            connection.execute(statement)


def test_the_dashboard_is_answered_to_anyone_by_get(app, publisher, compute):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    answer = app.get("/api/3/action/rouen_energy_dashboard?year=2021", status=200).json
    assert answer["success"] is True
    assert answer["result"]["total_kwh"] == 1000.5
    assert answer["result"]["co2e"] is None
    assert answer["result"]["change"] is None
    assert {"co2e", "change"} <= set(answer["result"]["reasons"])


@pytest.mark.parametrize(
    ("query", "status"), [("year=vingt", 409), ("year=2021&commune=75056", 409), ("year=2021&owner=personne", 404)]
)
def test_what_does_not_exist_is_refused_by_name(app, query, status):
    assert app.get(f"/api/3/action/rouen_energy_dashboard?{query}", status=status).json["success"] is False


def test_nothing_published_is_an_answer_too():
    figures = dashboard()
    assert figures["total_kwh"] is None
    assert figures["buildings"] == {"with_data": 0, "all": 0}
    assert figures["reasons"]["total_kwh"]
