"""What an owner loads and declares counts: absolute targets, a reference, activities, OPERAT's open data."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckanext.rouen_energy.core.indicators import BUILDINGS
from ckanext.rouen_energy.core.management import ACTIVITIES, DECLARED, TARGETS
from ckanext.rouen_energy.logic import management
from ckanext.rouen_energy.logic.indicators import compute_owner
from ckanext.rouen_energy.logic.management import forecasting, holding
from ckanext.rouen_energy.store import sources

pytestmark = pytest.mark.usefixtures("with_plugins")

OWNER = "metropole-rouen-normandie"
TARGET = "sous_categorie;annee;zone;altitude;cvc_kwh_m2;use_kwh_m2"
ACTIVITY = "id_batiment;sous_categorie;surface_m2;debut;fin;indicateur;valeur_indicateur"
BUILDING = "id_batiment;id_site;nom;code_insee;type;surface_m2;surface_tertiaire_m2;ref_operat_efa"


@pytest.fixture
def offices(publisher, compute) -> None:
    """Two buildings of one site, subject by it; the bills of two years of one, and all that can be loaded."""
    publisher.table(
        "batiments",
        BUILDINGS,
        BUILDING,
        "B1;S1;Siège;76540;administration;900;800;EFA-1",
        "B2;S1;Annexe;76540;administration;400;;",
        "B3;;Kiosque;76540;autre;20;;",
    )
    publisher.bills(
        "B1;électricité;01/01/2018;01/01/2019;100000;kWh",
        "B1;électricité;01/01/2019;01/01/2020;90000;kWh",
        "B1;électricité;01/01/2021;01/01/2022;66000;kWh",
    )
    for name in ("cabs", "tertiaire", "activites"):
        publisher.dataset(name)
    publisher.table("cabs", TARGETS, TARGET, "Bureaux;2030;H1a;toutes;60;40", "Bureaux;2030;H3;toutes;30;40")
    publisher.table("tertiaire", DECLARED, "id_batiment;debut_reference;zone;altitude", "B1;15/01/2019;H1a;0-400 m")
    publisher.table(
        "activites",
        ACTIVITIES,
        ACTIVITY,
        "B1;Bureaux;600;01/01/2019;;;",
        "B1;Archives;100;01/01/2015;01/01/2020;;",
        "national;Bureaux;1000000;01/01/2020;01/01/2021;kWh/m² déclarés;150",
    )
    compute()


@pytest.fixture
def neighbours(offices, publisher, tmp_path) -> Any:
    """The same, and a town with one building that is subject; what publishes for the first."""
    town = factories.Organization(name="elbeuf", title="Elbeuf", insee="76231")
    there = type(publisher)(town, tmp_path)
    for name in ("mairie", "factures-mairie"):
        there.dataset(name)
    there.table("mairie", BUILDINGS, BUILDING, "B1;;Mairie;76231;administration;2000;2000;")
    there.bills(
        "B1;électricité;01/01/2019;01/01/2020;50000;kWh",
        "B1;électricité;01/01/2021;01/01/2022;45000;kWh",
        name="factures-mairie",
    )
    compute_owner(town["id"])
    return publisher


@pytest.fixture
def both(standing) -> Any:
    return standing("neighbours")


def asked(action: str, **values: Any) -> dict[str, Any]:
    return helpers.call_action(f"rouen_energy_{action}", {"user": ""}, **{"owner": OWNER, **values})


@pytest.mark.usefixtures("both")
class TestOffices:
    """All of it together."""

    def test_small_buildings_of_a_large_site_are_subject(self):
        found = {one["id"]: one["subject"] for one in asked("trajectory")["buildings"]}
        assert {name: one["reason"] for name, one in found.items()} == {
            "B1": "site-reaches",
            "B2": "site-reaches",
            "B3": "below",
        }
        assert found["B1"]["site_m2"] == 1200

    def test_the_declared_reference_and_the_loaded_target_count(self):
        (one,) = asked("trajectory", id="B1")["buildings"]
        path = one["path"]
        assert (path["origin"], path["reference"]["kwh"], path["current"]["kwh"]) == ("declared", 90000, 66000)
        first, second = path["milestones"][:2]
        assert (first["relative_kwh"], first["absolute_kwh"], first["way"]) == (54000, 60000, "absolute")
        assert (first["target_kwh"], first["distance_kwh"]) == (60000, 6000)
        assert (second["absolute_kwh"], second["way"]) == (None, "relative")
        assert "Bureaux" in second["absolute_text"]

    def test_a_site_says_which_of_its_buildings_it_lacks(self):
        (site,) = asked("trajectory")["sites"]
        assert (site["id"], site["buildings"]) == ("S1", ["B1"])
        assert [one["id"] for one in site["left_out"]] == ["B2"]

    def test_the_file_for_operat_has_its_references(self):
        prepared = asked("operat")
        rows = [(row["refOperatEfa"], row["anneeDeclaree"], row["dateDebutConsoReference"]) for row in prepared["rows"]]
        assert rows == [("EFA-1", "2019", "01/01/2019"), ("EFA-1", "2021", "")]
        assert [one["id"] for one in prepared["left_out"]] == ["B2"]

    def test_a_building_is_held_against_what_operat_knows(self):
        found = asked("compare", id="B1")["national"]
        assert (found["year"], found["kwh_per_m2"], found["area_m2"]) == (2020, 150, 600)
        assert found["above_kwh"] == 66000 - 150 * 600

    def test_too_few_months_foresee_nothing_and_say_so(self):
        found = asked("forecast", id="B1")
        assert (found["is_shown"], found["months"]) == (False, [])
        assert found["text"].startswith("Pas de prévision")
        assert asked("forecast", id="B3")["reason"] == "no-month"


@pytest.mark.usefixtures("both")
class TestNeighbours:
    """Two owners."""

    def test_the_path_of_all_is_the_sum_of_the_paths_of_each(self):
        each = [asked("trajectory", owner=name) for name in (OWNER, "elbeuf")]
        together = helpers.call_action("rouen_energy_trajectory", {"user": ""})
        assert together["counts"]["all"] == sum(one["counts"]["all"] for one in each) == 4
        for place, year in enumerate(together["together"]["milestones"]):
            target = sum(one["together"]["milestones"][place]["target_kwh"] for one in each)
            assert year["target_kwh"] == pytest.approx(target)
        assert together["together"]["current_kwh"] == 66000 + 45000
        assert {(one["owner"], one["id"]) for one in together["buildings"]} >= {(OWNER, "B1"), ("elbeuf", "B1")}

    def test_a_table_of_targets_concerns_everybody_a_declaration_its_owner(self, both):
        tables = {one.profile: one.resource_id for one in sources.public_tables()}
        everybody = {both.owner["id"], sources.organization("elbeuf").id}
        assert management.owners_concerned(tables[TARGETS]) == everybody
        assert management.owners_concerned(tables[DECLARED]) == {both.owner["id"]}
        assert management.owners_concerned(tables[BUILDINGS]) == set()

    def test_a_building_is_asked_for_with_its_owner(self, app):
        app.get("/api/3/action/rouen_energy_trajectory?id=B1", status=409)

    def test_the_dashboard_of_all_shows_their_path_and_a_file_for_each(self, app):
        soup = BeautifulSoup(app.get("/energie?annee=2021", status=200).body, "html.parser")
        path = soup.find("section", attrs={"aria-labelledby": "energy-trajectory"})
        files = [link["href"] for link in path.select("a[href^='/energie/operat/']")]
        assert sorted(files) == ["/energie/operat/elbeuf.csv", f"/energie/operat/{OWNER}.csv"]
        assert "/energie/batiment/elbeuf/B1" in str(path)
        assert soup.find(id="energy-forecast") is not None


def everything() -> list[dict[str, Any]]:
    building = [asked(action, id="B1") for action in ("trajectory", "forecast", "compare")]
    return [*building, asked("trajectory"), asked("forecast"), asked("monday"), asked("operat")]


def test_what_a_job_keeps_is_what_is_computed_until_a_table_changes(both, monkeypatch):
    """Pages compute nothing once the job has run; a declaration that comes after is followed at once."""
    owner, computed = both.owner["id"], everything()
    assert management.compute_owner(owner)
    assert owner not in management.owners_behind()
    assert not management.compute_owner(owner)

    def no_time(*_: Any) -> None:
        raise AssertionError("computed again")

    with monkeypatch.context() as kept:
        for module, name in ((holding, "monthly"), (forecasting, "forecast")):
            kept.setattr(module, name, no_time)
        holding._held.cache_clear()
        assert everything() == computed
    closed = {"kind": "exclusion", "first": "2021-03-01", "end": "2021-09-01", "text": "Fermeture"}
    site = {"user": helpers.call_action("get_site_user")["name"]}
    helpers.call_action("rouen_energy_work_declare", site, owner=OWNER, building="B1", **closed)
    assert owner in management.owners_behind()
    assert management.compute_owner(owner)
    both.table("tertiaire", DECLARED, "id_batiment;debut_reference;part_chauffage", "B1;01/01/2018;0,5")
    assert owner in management.owners_behind()
    (one,) = asked("trajectory", id="B1")["buildings"]
    assert one["path"]["reference"]["from"] == "2018-01-01"
