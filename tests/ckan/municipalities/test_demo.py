"""The demo: complete, labelled, run again without doubling anything."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import demo
from ckanext.rouen_municipalities.logic.demo.datasets import DemoDataset, demo_datasets
from ckanext.rouen_municipalities.logic.publication import find_profile
from ckanext.rouen_municipalities.logic.publication.loading import examine

pytestmark = pytest.mark.usefixtures("with_plugins")
on_an_empty_portal = pytest.mark.usefixtures("empty_portal")

TABLES = [dataset for dataset in demo_datasets() if dataset.profile]
EQUIPMENT = {"decheteries", "piscines-et-patinoire", "musees", "points-de-tri", "defibrillateurs"}


@pytest.mark.parametrize("dataset", TABLES, ids=lambda dataset: dataset.name)
def test_each_table_follows_its_profile(dataset: DemoDataset) -> None:
    profile = find_profile(dataset.profile)
    assert profile
    report = examine(dataset.file, profile)
    assert report.to_dict("fr")["issues"] == []
    assert report.rows >= 5
    assert report.encoding == "cp1252" or dataset.file.read_bytes().isascii()


def test_five_datasets_are_facilities_in_several_communes() -> None:
    facilities = {dataset.name: dataset for dataset in TABLES if dataset.profile == "rouen/equipements"}
    assert set(facilities) == EQUIPMENT
    for dataset in facilities.values():
        lines = dataset.file.read_text(encoding="cp1252").splitlines()
        column = lines[0].split(";").index("code_insee")
        assert len({line.split(";")[column] for line in lines[1:]}) >= 4


@on_an_empty_portal
def test_every_dataset_says_that_it_is_invented() -> None:
    demo.add_organizations()
    dataset = TABLES[0]
    demo.add_dataset(dataset)
    shown = helpers.call_action("package_show", id=dataset.name)
    assert "démonstration" in [tag["name"] for tag in shown["tags"]]
    assert "Données inventées" in shown["notes"]


@on_an_empty_portal
def test_a_dataset_is_published_once_however_often_the_demo_is_run() -> None:
    demo.add_organizations()
    dataset = next(dataset for dataset in TABLES if dataset.name == "musees")
    for _ in range(2):
        demo.add_dataset(dataset)
    shown = helpers.call_action("package_show", id="musees")
    assert len(shown["resources"]) == 1
    resource = shown["resources"][0]
    assert len(helpers.call_action("rouen_publication_list", resource_id=resource["id"])) == 1
    assert helpers.call_action("datastore_search", resource_id=resource["id"])["total"] == 9


@on_an_empty_portal
def test_organisations_carry_what_the_register_says_and_nobody_but_their_officers(tmp_path: Path) -> None:
    for _ in range(2):
        assert demo.add_organizations() == 6
        demo.add_people(tmp_path)
    rouen = helpers.call_action("organization_show", id="rouen")
    assert (rouen["insee"], rouen["siren"]) == ("76540", "217605401")
    assert _members("rouen") == ["rouen-officer"]
    assert _members("metropole-rouen-normandie") == ["metropole-officer"]
    assert _members("elbeuf") == []


@on_an_empty_portal
def test_passwords_are_in_files_of_their_own_and_work(tmp_path: Path) -> None:
    demo.add_organizations()
    logins = demo.add_people(tmp_path)
    assert json.loads((tmp_path / "logins.json").read_text()) == [
        {"name": login.name, "role": login.role} for login in logins
    ]
    for login in logins:
        file = tmp_path / login.name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert model.User.get(login.name).validate_password(file.read_text())


@on_an_empty_portal
def test_a_password_that_was_given_is_the_one_that_works(tmp_path: Path) -> None:
    demo.add_organizations()
    demo.add_people(tmp_path)
    (tmp_path / "rouen-officer").write_text("un-autre-mot-de-passe\n")
    demo.add_people(tmp_path)
    assert model.User.get("rouen-officer").validate_password("un-autre-mot-de-passe")


@on_an_empty_portal
def test_steps_and_workshops_are_added_once() -> None:
    demo.add_organizations()
    for _ in range(2):
        demo.add_steps()
        demo.add_workshops()
    assert [step["step"] for step in helpers.call_action("rouen_commune_step_list", insee="76231")] == [
        "interest",
        "agreement",
        "active",
    ]
    workshops = helpers.call_action("package_search", fq="dataset_type:workshop", rows=100)
    assert workshops["count"] == 9
    assert {workshop["status"] for workshop in workshops["results"]} == {"held", "cancelled", "planned"}
    assert all(workshop["place"] and workshop["seats"] for workshop in workshops["results"])
    assert any("\n" in workshop.get("partners", "") for workshop in workshops["results"])


def _members(organization: str) -> list[Any]:
    found = helpers.call_action("member_list", id=organization, object_type="user")
    return sorted(model.User.get(entry[0]).name for entry in found)
