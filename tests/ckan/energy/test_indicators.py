"""The published indicator follows the public tables of its owner, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import jobs as queue
from ckan.tests import factories, helpers
from ckanext.rouen_energy.core.indicators import BUILDING_YEAR, COMMUNE_YEAR, INDICATOR, PUBLISHED
from ckanext.rouen_energy.logic.indicators import Outcome, compute_all, feed, used_by_carrier
from ckanext.rouen_energy.model import computation
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.publication import PublicationRefused, announce_changes
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


def test_changing_one_cell_changes_the_figure_and_a_refused_file_nothing(publisher, compute):
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
    with pytest.raises(PublicationRefused):
        publisher.bills(MUSEUM_BILL.replace("1000,5", "beaucoup"))
    assert compute() is Outcome.UNCHANGED
    assert dashboard() == after


def test_the_same_inputs_are_computed_once_and_nobody_changes_or_forgets_a_computation(
    publisher, compute, energy_portal
):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    assert [compute(), compute(), compute()] == [Outcome.PUBLISHED, Outcome.UNCHANGED, Outcome.UNCHANGED]
    with model.meta.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(computation)).scalar() == len(PUBLISHED)
    for statement in (sa.update(computation).values(rows=0), sa.delete(computation)):
        with pytest.raises(DatabaseError, match="only ever added"), model.meta.engine.begin() as connection:
            connection.execute(statement)

    # What a run that died did not publish, the next one does.
    first = feed.published(energy_portal["id"], BUILDING_YEAR)
    feed.withdraw(energy_portal["id"], COMMUNE_YEAR)
    assert [compute(), compute()] == [Outcome.PUBLISHED, Outcome.UNCHANGED]
    assert feed.published(energy_portal["id"], COMMUNE_YEAR) is not None
    assert feed.published(energy_portal["id"], BUILDING_YEAR) == first


def test_a_private_table_is_never_read_and_one_made_private_shows_nowhere_at_once(publisher, compute, energy_portal):
    publisher.buildings(MUSEUM)
    publisher.dataset("secret", private=True)
    publisher.bills(MUSEUM_BILL, name="secret")
    assert compute() is Outcome.NOTHING
    assert dashboard()["total_kwh"] is None
    publisher.bills(MUSEUM_BILL)
    assert compute() is Outcome.PUBLISHED
    assert dashboard()["total_kwh"] == 1000.5
    site = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_patch", {"user": site}, id="consommations", private=True)
    assert dashboard()["total_kwh"] is None
    assert compute() is Outcome.WITHDRAWN
    assert feed.published(energy_portal["id"]) is None


def test_each_owner_has_its_own_indicator_and_every_known_building_is_counted_in_every_year(
    publisher, compute, tmp_path
):
    publisher.buildings(MUSEUM, SCHOOL)
    publisher.bills(MUSEUM_BILL, MUSEUM_BILL.replace(YEAR, "01/01/2019;01/01/2020"))
    commune = factories.Organization(name="oissel", title="Oissel-sur-Seine", insee="76484")
    other = type(publisher)(commune, tmp_path)
    other.dataset("batiments-oissel")
    other.dataset("consommations-oissel")
    estate = ("M1;Mairie;76484;administration;100;1950", "R1;Dépôt à Rouen;76540;technique;1000;1900")
    other.buildings(*estate, name="batiments-oissel")
    other.bills(f"M1;gaz;{YEAR};7;kWh", "M1;gaz;01/01/2020;01/01/2021;9;kWh", name="consommations-oissel")
    assert set(compute_all().values()) == {Outcome.PUBLISHED}

    assert dashboard()["total_kwh"] == 1007.5
    of_oissel = dashboard(owner="oissel")
    assert (of_oissel["total_kwh"], of_oissel["owner"]) == (7, "oissel")
    (row,) = [row for row in of_oissel["by_commune"] if row["insee"] == "76484"]
    assert of_oissel["territoire_engage"]["population"] == row["population"]
    assert dashboard()["territoire_engage"]["population"] > row["population"]
    assert dashboard(commune="76540")["total_kwh"] == 1000.5

    counts = [dashboard(year=year)["buildings"] for year in (2019, 2020, 2021)]
    assert counts == [{"with_data": data, "all": 4} for data in (1, 1, 2)]
    assert [one["all"] for one in dashboard()["trend"]] == [4, 4, 4]
    assert [one["buildings_all"] for one in dashboard()["by_commune"]] == [2, 1, 1]


def test_a_copy_of_the_indicator_that_somebody_uploads_is_not_counted_twice(publisher, compute, energy_portal, app):
    publisher.buildings(MUSEUM)
    publisher.bills(MUSEUM_BILL)
    compute()
    resource = helpers.call_action("resource_show", id=feed.published(energy_portal["id"]).resource_id)
    lines = app.get(resource["url"]).body.replace("1000,5", "5000,5").splitlines()
    publisher.dataset("copie")
    publisher.table("copie", INDICATOR, *lines)
    assert dashboard()["total_kwh"] == 1000.5


def test_publishing_and_hiding_a_table_have_the_indicator_computed_by_a_worker(publisher, energy_portal):
    queue.get_queue().empty()
    publisher.buildings(MUSEUM)
    bills = publisher.bills(MUSEUM_BILL)
    waiting = [job for job in queue.get_queue().jobs if "energy indicators" in job.meta["title"]]
    assert waiting
    for job in waiting:
        job.perform()
    assert dashboard()["total_kwh"] == 1000.5
    queue.get_queue().empty()
    site = helpers.call_action("get_site_user")["name"]
    helpers.call_action("resource_delete", {"user": site}, id=bills)
    announce_changes()
    for job in queue.get_queue().jobs:
        job.perform()
    assert feed.published(energy_portal["id"]) is None


def test_nothing_published_is_an_answer_too():
    figures = dashboard()
    assert figures["total_kwh"] is None
    assert figures["buildings"] == {"with_data": 0, "all": 0}
    assert figures["reasons"]["total_kwh"]


def test_without_a_choice_the_year_is_one_that_is_over_and_well_known(publisher, compute):
    this_year = today().year
    publisher.buildings(MUSEUM, SCHOOL)
    later = [f"M1;électricité;01/01/{year};11/01/{year};7;kWh" for year in (2022, this_year)]
    publisher.bills(MUSEUM_BILL, SCHOOL_BILL, *later)
    compute()
    figures = helpers.call_action("rouen_energy_dashboard")
    assert (figures["year"], figures["total_kwh"]) == (2021, 3000.5)
    assert figures["years"] == [this_year, 2022, 2021]
    assert used_by_carrier()[0] == 2021


def test_consumption_that_no_building_is_known_for_is_said_and_not_denied(publisher, compute, app):
    publisher.bills(MUSEUM_BILL)
    compute()
    assert "aucune table de bâtiments publique ne dit" in app.get("/energie").body
    publisher.buildings(SCHOOL)
    compute()
    page = " ".join(app.get("/energie").body.split())
    assert "kWh publiés sont de bâtiments qui ne figurent dans aucune table" in page
    assert "aucune table de consommations" not in page
    figures = helpers.call_action("rouen_energy_dashboard")
    assert [(one["reason"], one["kwh"]) for one in figures["left_out"]] == [("unknown-building", 1000.5)]


def test_the_page_shows_a_commune_whose_buildings_have_no_data_and_no_intensity_without_an_area(
    publisher, compute, app
):
    publisher.buildings("M1;Musée;76540;musée;;1900", SCHOOL)
    publisher.bills(MUSEUM_BILL)
    compute()
    assert dashboard()["intensity"] is None
    assert dashboard()["reasons"]["intensity"]
    page = app.get("/energie?annee=2021", status=200).body
    assert "Mont-Saint-Aignan" in page[page.index('id="energy-communes"') :]
