"""The eight SCDL schemas as published: files of a commune go through, or come back with what is wrong."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import publication
from werkzeug.datastructures import FileStorage

BESIDE_THE_CLONE = Path(__file__).parents[4] / "shared" / "data"
FOLDER = Path(os.environ.get("ROUEN_SHARED_DATA", BESIDE_THE_CLONE)) / "scdl"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of national schemas is not on this machine")

SCHEMAS = {
    "scdl/budget": "0.8.3",
    "scdl/catalogue": "0.1.3",
    "scdl/deliberations": "2.1.5",
    "scdl/equipements": "0.1.5",
    "scdl/menus-collectifs": "1.2.3",
    "scdl/plats-menus-collectifs": "0.7.2",
    "scdl/prenoms": "1.1.6",
    "scdl/subventions": "2.1.1",
}
OISSEL = {"COLL_NOM": "Oissel-sur-Seine", "COLL_SIRET": "21760484200013"}
ROWS: dict[str, dict[str, str]] = {
    "scdl/equipements": {
        **OISSEL,
        "EQUIP_UID": "76484-01010401-001",
        "EQUIP_THEME": "Equipement sportif et de loisirs",
        "EQUIP_CODE": "01010401-001",
        "EQUIP_TYPE": "Piscine",
        "EQUIP_NOM": "Piscine de l'Île",
        "ADR_NUMERO": "1 bis",
        "ADR_NOMVOIE": "Rue de la Libération",
        "ADR_CODEPOSTAL": "76350",
        "ADR_COMMUNE": "Oissel",
        "EQUIP_LAT": "49,341",
        "EQUIP_LONG": "1,094",
    },
    "scdl/subventions": {
        "nomAttribuant": "Oissel-sur-Seine",
        "idAttribuant": "21760484200013",
        "dateConvention": "27/06/2025",
        "nomBeneficiaire": "Les Petits Débrouillards",
        "rnaBeneficiaire": "W761234567",
        "objet": "Ateliers du mercredi",
        "montant": "1 250,50",
        "nature": "aide en numéraire",
        "conditionsVersement": "unique",
        "datesPeriodeVersement": "2025-07-01",
        "notificationUE": "non",
        "pourcentageSubvention": "0,45",
    },
    "scdl/deliberations": {
        **OISSEL,
        "DELIB_ID": "2025-031",
        "DELIB_DATE": "15/10/2025",
        "DELIB_MATIERE_CODE": "7.5",
        "DELIB_MATIERE_NOM": "Finances locales/subventions",
        "DELIB_OBJET": "Subventions aux associations",
        "BUDGET_ANNEE": "2025",
        "BUDGET_NOM": "Budget principal",
        "VOTE_EFFECTIF": "33",
        "VOTE_REEL": "30",
        "VOTE_POUR": "25",
        "VOTE_CONTRE": "3",
        "VOTE_ABSTENTION": "2",
    },
    "scdl/catalogue": {
        **OISSEL,
        "ID": "prenoms-2025",
        "TITRE": "Prénoms 2025",
        "DESCRIPTION": "Prénoms des nouveaux-nés de la commune.",
        "THEME": "Administration locale",
        "PRODUCTEUR_NOM": "Oissel-sur-Seine",
        "PRODUCTEUR_SIRET": "21760484200013",
        "COUV_SPAT_MAILLE": "Communale",
        "COUV_SPAT_NOM": "Oissel",
        "COUV_TEMP_DEBUT": "01/01/2025",
        "COUV_TEMP_FIN": "31/12/2025",
        "DATE_PUBL": "15/01/2026",
        "FREQ_MAJ": "Annuelle",
        "DATE_MAJ": "15/01/2026",
        "MOTS_CLES": "scdl;prenoms",
        "LICENCE": "Licence Ouverte-LO",
        "NOMBRE_RESSOURCES": "1",
        "FORMAT_RESSOURCES": "csv",
        "URL": "https://donnees.example.org/prenoms-2025",
    },
    "scdl/menus-collectifs": {
        "menuCollNom": "Oissel-sur-Seine",
        "menuCollSiret": "21760484200013",
        "menuEtablissementNom": "Cuisine centrale",
        "menuRestaurantNom": "École du Centre",
        "menuRestaurantInsee": "76484",
        "menuRestaurantIdType": "sans",
        "menuRestaurantType": "élémentaire",
        "menuRestaurantConvive": "élève",
        "menuDate": "05/01/2026",
        "menuRepasType": "déjeuner",
        "menuPlatType": "entrée",
        "menuPlatNom": "Carottes râpées",
        "menuPlatRegime": '["végétarien"]',
        "menuPlatTexture": '["sans texture modifiée"]',
        "menuPublicationDate": "02/01/2026 09:00",
    },
}
#: a cell that its schema does not accept, and the rule that says so
WRONG = {
    "scdl/equipements": ("COLL_SIRET", "21760484200014", "siret"),
    "scdl/subventions": ("notificationUE", "peut-être", "boolean"),
    "scdl/deliberations": ("VOTE_POUR", "26", "sum"),
    "scdl/catalogue": ("FREQ_MAJ", "Parfois", "enum"),
    "scdl/menus-collectifs": ("menuDate", "31/02/2026", "date-impossible"),
}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.schemas_folder", str(FOLDER))


def office_csv(columns: list[str], row: dict[str, str]) -> bytes:
    """A file as Excel writes it in a French office."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([columns, [row.get(column, "") for column in columns]])
    return written.getvalue().encode("cp1252")


def deposited(dataset: dict[str, Any], schema: str, row: dict[str, str]) -> dict[str, Any]:
    """Send a file as the officer does; what became of it."""
    shown = helpers.call_action("rouen_profile_show", name=schema)
    content = office_csv([field["name"] for field in shown["fields"]], row)
    context = {"user": "agente", "ignore_auth": False}
    upload = FileStorage(stream=io.BytesIO(content), filename="export.csv", name="upload")
    resource = helpers.call_action(
        "resource_create", context=dict(context), package_id=dataset["id"], name=schema, profile=schema, upload=upload
    )
    publication.publish_waiting()
    return helpers.call_action("rouen_publication_show", context=dict(context), resource_id=resource["id"])


def test_all_eight_are_offered_by_name_and_version(empty_portal: None) -> None:
    listed = {profile["name"]: profile["version"] for profile in helpers.call_action("rouen_profile_list")}
    assert {name: listed.get(name) for name in SCHEMAS} == SCHEMAS
    for name, version in SCHEMAS.items():
        shown = helpers.call_action("rouen_profile_show", name=f"{name}@{version}")
        assert shown["fields"]
        assert shown["sha256"] == helpers.call_action("rouen_profile_show", name=name)["sha256"]


@pytest.mark.parametrize("schema", ROWS)
def test_a_file_that_follows_its_schema_is_published(dataset: dict[str, Any], schema: str) -> None:
    done = deposited(dataset, schema, ROWS[schema])
    assert (done["state"], done["rows"]) == ("published", 1), done["report"]["issues"]
    assert done["profile"] == f"{schema}@{SCHEMAS[schema]}"


@pytest.mark.parametrize("schema", ROWS)
def test_a_file_that_does_not_is_refused_with_the_reason(dataset: dict[str, Any], schema: str) -> None:
    column, value, rule = WRONG[schema]
    done = deposited(dataset, schema, {**ROWS[schema], column: value})
    assert done["state"] == "refused"
    assert [issue["rule"] for issue in done["report"]["issues"]] == [rule]
    (issue,) = done["report"]["issues"]
    assert issue["line"] == 2
    assert issue["message"]


def test_the_dictionary_names_what_a_column_accepts(dataset: dict[str, Any]) -> None:
    done = deposited(dataset, "scdl/equipements", ROWS["scdl/equipements"])
    fields = {field["id"]: field for field in helpers.call_action("datastore_info", id=done["resource_id"])["fields"]}
    assert "Equipement culturel" in fields["EQUIP_THEME"]["info"]["accepted"]
    assert fields["ERP_CATEGORIE"]["info"]["minimum"] == "1"
