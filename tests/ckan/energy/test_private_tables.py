"""Meters and readings are private by default: no way makes them public, and each says what to do."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.cli.cli import ckan
from ckan.tests import factories, helpers
from ckanext.rouen_energy.core.indicators import CONSUMPTION
from ckanext.rouen_municipalities.logic.publication import PublicationRefused, publish_file
from ckanext.rouen_municipalities.logic.publication.privacy import is_private
from werkzeug.datastructures import FileStorage

BILL = "id_batiment;id_compteur;vecteur;debut;fin;valeur;unite"
OF_A_BUILDING = "M1;;gaz;01/01/2021;01/02/2021;100;kWh"
OF_A_METER = ";02100000000017;gaz;01/01/2021;01/02/2021;100;kWh"
METERS = ("energy/meters", "id_compteur;id_batiment;vecteur", "02100000000017;M1;gaz")


def act(action: str, **values: Any) -> Any:
    return helpers.call_action(action, {"user": helpers.call_action("get_site_user")["name"]}, **values)


def is_public(name: str) -> bool:
    return not helpers.call_action("package_show", id=name)["private"]


def test_a_table_of_meters_is_for_private_datasets_only(publisher: Any) -> None:
    with pytest.raises(tk.ValidationError) as refusal:
        publisher.table("batiments", *METERS)
    (said,) = refusal.value.error_dict["profile"]
    assert "jeu de données privé" in said
    assert helpers.call_action("package_show", id="batiments")["resources"] == []
    assert (is_private("energy/meters"), is_private("energy/readings"), is_private(CONSUMPTION)) == (True, True, False)


def test_the_command_that_publishes_says_why_it_does_not(publisher: Any, cli: Any) -> None:
    path = publisher.folder / "compteurs.csv"
    path.write_text("\n".join([*METERS[1:], ""]), encoding="utf-8")
    done = cli.invoke(ckan, ["rouen", "publish", str(path), "--dataset", "batiments", "--profile", METERS[0]])
    assert done.exit_code == 1
    assert "jeu de données privé" in done.output
    assert "Traceback" not in done.output


def test_the_dataset_of_a_private_table_cannot_be_made_public_in_any_way(publisher: Any, app: Any) -> None:
    dataset = publisher.dataset("compteurs", private=True)
    resource = publisher.table("compteurs", *METERS)
    token = {"Authorization": factories.APIToken(user=factories.Sysadmin()["name"])["token"]}
    form = {name: dataset[name] for name in ("name", "title", "notes", "owner_org", "theme", "license_id")}
    form |= {"private": "False", "_ckan_phase": "", "save": ""}
    page = app.post("/dataset/edit/compteurs", data=form, headers=token)
    assert "est une table privée (Compteurs)" in page.body
    assert not is_public("compteurs")
    with pytest.raises(tk.ValidationError) as refusal:
        act("package_patch", id="compteurs", private=False)
    assert "table privée" in refusal.value.error_dict["private"][0]
    with pytest.raises(tk.ValidationError) as of_many:
        act("bulk_update_public", datasets=[dataset["id"]], org_id=dataset["owner_org"])
    assert "table privée" in of_many.value.error_dict["datasets"][0]
    assert not is_public("compteurs")
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("datastore_search", {"user": "", "ignore_auth": False}, resource_id=resource)
    act("resource_delete", id=resource)
    act("package_patch", id="compteurs", private=False)
    assert is_public("compteurs")


def test_bills_by_meter_are_refused_in_public_and_keep_a_private_dataset_private(publisher: Any) -> None:
    with pytest.raises(tk.ValidationError) as refusal:
        publisher.table("consommations", CONSUMPTION, BILL, OF_A_BUILDING, OF_A_METER)
    (said,) = refusal.value.error_dict["upload"]
    assert "id_compteur" in said
    assert "jeu privé" in said
    assert helpers.call_action("package_show", id="consommations")["resources"] == []
    publisher.dataset("factures", private=True)
    publisher.table("factures", CONSUMPTION, BILL, OF_A_BUILDING, OF_A_METER)
    with pytest.raises(tk.ValidationError) as by_meter:
        act("package_patch", id="factures", private=False)
    assert "id_compteur" in by_meter.value.error_dict["private"][0]
    publisher.table("factures", CONSUMPTION, BILL, OF_A_BUILDING)
    act("package_patch", id="factures", private=False)
    assert is_public("factures")


def test_the_number_of_a_meter_does_not_show_in_the_name_of_a_file_that_is_refused(publisher: Any) -> None:
    path = publisher.folder / "Donnees_09000000000201_2021.csv"
    path.write_text(f"{BILL}\nM1;;gaz;01/01/2021;01/02/2021;cent;kWh\n", encoding="utf-8")
    with pytest.raises(PublicationRefused):
        publish_file(path, dataset="consommations", profile=CONSUMPTION, name="")
    (resource,) = helpers.call_action("package_show", {"user": ""}, id="consommations")["resources"]
    assert "09000000000201" not in str(resource)
    assert resource["name"] == "Donnees_2021"


def test_checking_bills_by_meter_for_a_public_dataset_says_once_where_to_make_it_private(publisher: Any) -> None:
    content = "\n".join([BILL, OF_A_METER, OF_A_METER.replace("/2021", "/2022"), ""])
    upload = FileStorage(stream=BytesIO(content.encode()), filename="factures.csv", name="upload")
    package_id = helpers.call_action("package_show", id="consommations")["id"]
    report = act("rouen_publication_check", upload=upload, profile=CONSUMPTION, package_id=package_id)
    (issue,) = report["issues"]
    assert (issue["rule"], issue["line"], report["errors"]) == ("private-column", 2, 2)
    assert "Qui voit ce jeu" in issue["expected"]
