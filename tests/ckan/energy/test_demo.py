"""The synthetic set goes through the publication path of every upload, and the published figures come out."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import helpers
from ckanext.rouen_energy.core.demonstration.bills import billed
from ckanext.rouen_energy.core.demonstration.use import uses
from ckanext.rouen_energy.logic.indicators import feed

pytestmark = pytest.mark.usefixtures("with_plugins")

#: type: buildings, m², kWh (energy.md)
REFERENCE = {
    "musée": (9, 28_600, 4_297_234),
    "piscine": (3, 8_900, 2_091_500),
    "administration": (8, 15_600, 1_653_600),
    "culture et spectacle": (5, 14_200, 1_420_000),
    "autre": (6, 7_900, 948_000),
    "technique": (14, 11_900, 856_800),
    "gymnase": (3, 8_200, 721_600),
    "bibliothèque": (2, 3_900, 409_500),
    "social et santé": (4, 1_800, 162_000),
}


@pytest.fixture
def figures(demo_to_read: None) -> dict[str, Any]:
    return helpers.call_action("rouen_energy_dashboard", year=2021)


def test_the_published_figures_come_out_computed(figures):
    assert figures["total_kwh"] == 12_560_234
    assert figures["buildings"] == {"with_data": 54, "all": 54}
    assert figures["by_type"][0]["type"] == "musée"


def test_each_type_is_what_the_reference_says(figures):
    shown = {row["type"]: (row["buildings"], row["area_m2"], row["kwh"]) for row in figures["by_type"]}
    assert shown == REFERENCE
    assert list(shown) == list(REFERENCE)


def test_the_figures_are_said_to_be_synthetic(figures):
    assert figures["synthetic"] is True
    shown = feed.by_owner().popitem()[1]
    rows = helpers.call_action("datastore_search", resource_id=shown.resource_id, limit=5000)["records"]
    assert {row["synthetique"] for row in rows} == {True}
    assert sum(row["kwh"] for row in rows if row["annee"] == 2021) == 12_560_234


@pytest.mark.parametrize("year", [2019, 2020, 2022, 2023, 2024, 2025])
def test_every_other_year_is_what_the_generator_knows_it_to_be(demo_to_read, year):
    """An estimate that was corrected, a credit note and months that never came are among its bills."""
    figures = helpers.call_action("rouen_energy_dashboard", year=year)
    assert figures["total_kwh"] == sum(billed(use, year) for use in uses())
    assert figures["by_type"][0]["type"] == "musée"


def test_what_names_meters_is_private(demo_to_read):
    for name in ("compteurs-energie-demo", "factures-energie-demo", "releves-energie-demo"):
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("package_show", context={"user": "", "ignore_auth": False}, id=name)


def test_the_source_tables_are_typed_and_readable_by_anyone(demo_to_read):
    resource = helpers.call_action("package_show", id="consommations-energie-demo")["resources"][0]
    found = helpers.call_action("datastore_search", context={"user": ""}, resource_id=resource["id"], limit=32_000)
    types = {field["id"]: field["type"] for field in found["fields"]}
    assert (types["valeur"], types["debut"], types["id_batiment"]) == ("numeric", "date", "text")
    of_2021 = [row["valeur"] for row in found["records"] if row["debut"].startswith("2021")]
    assert sum(of_2021) == 12_560_234


def test_flows_are_not_found_by_a_search_for_datasets(demo_to_read):
    found = helpers.call_action("package_search", rows=100)
    assert {package["type"] for package in found["results"]} == {"dataset"}
    assert helpers.call_action("package_search", fq="dataset_type:data-flow")["count"] == 10
    assert helpers.call_action("package_search", fq="dataset_type:use-case")["count"] == 8


def test_loading_twice_changes_nothing(demo_to_read, cli):
    def state() -> tuple[Any, ...]:
        packages = model.Session.query(model.Package.name).order_by(model.Package.name).all()
        resources = model.Session.query(model.Resource.id).order_by(model.Resource.id).all()
        return packages, resources, helpers.call_action("rouen_energy_dashboard", year=2021)

    before = state()
    again = cli.invoke(ckan, ["rouen", "energy", "demo"], catch_exceptions=False)
    assert again.exit_code == 0
    assert "Indicateurs énergie : inchangés" in again.output
    assert state() == before


def test_computing_from_the_command_line_says_what_became_of_each_owner(demo_to_read, cli):
    (owner,) = feed.by_owner()
    name = model.Group.get(owner).name
    done = cli.invoke(ckan, ["rouen", "energy", "compute"], catch_exceptions=False)
    assert done.exit_code == 0
    assert f"{name} : inchangés" in done.output
