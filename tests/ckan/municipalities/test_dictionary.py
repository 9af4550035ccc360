"""What the columns of a table hold: on its page in the words of the reader's language, and over the API."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import publication
from werkzeug.datastructures import FileStorage

PROFILE = {
    "name": "essai/salles",
    "version": "1.0.0",
    "title": {"fr": "Salles", "en": "Rooms"},
    "fields": [
        {"name": "salle", "type": "string", "title": {"fr": "Salle", "en": "Room"}, "constraints": {"required": True}},
        {
            "name": "surface",
            "type": "number",
            "unit": "m2",
            "title": {"fr": "Surface", "en": "Area"},
            "description": {"fr": "Mesurée au sol.", "en": "Measured on the floor."},
            "constraints": {"minimum": 0.5, "maximum": 12000},
        },
        {"name": "etat", "type": "string", "title": {"fr": "État"}, "constraints": {"enum": ["neuf", "ancien"]}},
        {"name": "code_postal", "type": "code", "example": "01400"},
        {"name": "visite", "type": "date"},
    ],
}
FILE = b"salle;surface;etat;code_postal;visite\nA;12,5;neuf;01400;03/02/2026\n"


@pytest.fixture
def resource(dataset: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (tmp_path / "salles.json").write_text(json.dumps(PROFILE), encoding="utf-8")
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(tmp_path))
    upload = FileStorage(stream=io.BytesIO(FILE), filename="salles.csv", name="upload")
    context = {"user": "agente", "ignore_auth": False}
    made = helpers.call_action(
        "resource_create", context=context, package_id=dataset["id"], name="S", profile="essai/salles", upload=upload
    )
    publication.publish_waiting()
    return dict(made)


def dictionary(app: Any, resource: dict[str, Any], language: str) -> dict[str, list[str]]:
    """The cells of each column's row, by its name."""
    page = app.get(f"{language}/dataset/{resource['package_id']}/resource/{resource['id']}").body
    table = BeautifulSoup(page, "html.parser").find(attrs={"aria-labelledby": "dictionary"})
    assert table is not None
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in table("tr")]
    return {row[0]: row[1:] for row in rows[1:]}


def test_it_is_read_in_french_with_words_for_types(resource: dict[str, Any], app: Any) -> None:
    assert dictionary(app, resource, "") == {
        "salle": ["Salle", "Texte", "Toujours remplie."],
        "surface": ["Surface", "Nombre, en m²", "Mesurée au sol. Valeurs acceptées : de 0,5 à 12 000."],
        "etat": ["État", "Texte", "Valeurs acceptées : neuf, ancien."],
        "code_postal": ["", "Code ou identifiant", "Exemple : 01400"],
        "visite": ["", "Date", ""],
    }


def test_it_is_read_in_english_and_falls_back_on_what_was_written(resource: dict[str, Any], app: Any) -> None:
    found = dictionary(app, resource, "/en")
    assert found["surface"] == ["Area", "Number, in m²", "Measured on the floor. Accepted values: from 0.5 to 12,000."]
    assert found["etat"] == ["État", "Text", "Accepted values: neuf, ancien."]


def test_the_api_gives_both_languages_and_what_ckan_expects(resource: dict[str, Any]) -> None:
    fields = {field["id"]: field for field in helpers.call_action("datastore_info", id=resource["id"])["fields"]}
    assert fields["surface"]["type"] == "numeric"
    assert fields["surface"]["info"] == {
        "label": "Surface",
        "label_en": "Area",
        "notes": "Mesurée au sol.",
        "notes_en": "Measured on the floor.",
        "unit": "m2",
        "kind": "number",
        "minimum": "0.5",
        "maximum": "12000",
    }
    assert fields["etat"]["info"]["accepted"] == ["neuf", "ancien"]
    found = helpers.call_action("datastore_search", resource_id=resource["id"], filters={"code_postal": "01400"})
    assert [row["surface"] for row in found["records"]] == [12.5]


def test_what_a_profile_says_after_an_update_of_the_portal_reaches_tables_published_before(
    resource: dict[str, Any], app: Any, tmp_path: Path
) -> None:
    said = json.dumps(PROFILE, ensure_ascii=False).replace(
        "Mesurée au sol.", "Mesurée d'un mur à l'autre, 100 % au sol."
    )
    (tmp_path / "salles.json").write_text(said, encoding="utf-8")
    assert publication.describe_again() == 1
    assert "Mesurée d'un mur à l'autre, 100 % au sol." in dictionary(app, resource, "")["surface"][2]
    assert dictionary(app, resource, "")["etat"] == ["État", "Texte", "Valeurs acceptées : neuf, ancien."]
    assert publication.describe_again() == 0
