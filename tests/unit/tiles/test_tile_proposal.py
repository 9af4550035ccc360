"""What a table proposes to a tile that nobody has written yet."""

from __future__ import annotations

import pytest
from ckanext.rouen_tiles.core.tile import form
from ckanext.rouen_tiles.core.tile.proposal import Table, column_map, proposed, shortened, source

RESOURCE = "0ee7c21c-1d0e-4a3a-9f0c-6f6a2b6f5f10"


def table(*columns: str, profile: str | None = None) -> Table:
    return Table(
        resource=RESOURCE,
        title="Piscines et patinoire de la Métropole",
        notes="Où nager et patiner. Avec les horaires.",
        organization="Métropole Rouen Normandie",
        licence="etalab-2.0",
        url="https://donnees.example/dataset/piscines",
        profile=profile,
        columns=columns,
    )


def test_texts_come_from_the_dataset_and_keep_their_limits() -> None:
    document = proposed(form.blank("map_list", "metropole"), table("nom", "lon", "lat", "code_insee"))
    assert document["title"]["fr"] == "Piscines et patinoire de la…"
    assert document["summary"]["fr"] == "Où nager et patiner"
    assert document["owner"] == {"organization": "metropole"}
    assert document["attribution"] == [
        {
            "text": "Métropole Rouen Normandie",
            "licence": "etalab-2.0",
            "url": "https://donnees.example/dataset/piscines",
        }
    ]


def test_columns_are_known_by_their_names_whatever_their_spelling() -> None:
    found = column_map("map_list", table("ID", "Nom_Piscine", "Longitude", "LATITUDE", "Adresse", "Téléphone", "x"))
    assert found == {
        "id": "ID",
        "title": "Nom_Piscine",
        "point": ["Longitude", "LATITUDE"],
        "address": ["Adresse"],
        "phone": "Téléphone",
    }


def test_a_profile_that_is_known_needs_no_columns() -> None:
    found = source("map_list", table("EQUIP_NOM", "EQUIP_LAT", "EQUIP_LONG", "code_insee", profile="rouen/equipements"))
    assert found == {
        "resource": RESOURCE,
        "profile": "rouen/equipements",
        "municipality": {"by": "column", "field": "code_insee"},
    }


def test_rows_that_name_no_commune_are_for_all() -> None:
    assert source("feed", table("titre", "date"))["municipality"] == {"by": "declared", "communes": "all"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [("court", "court"), ("deux  espaces", "deux espaces"), ("mot " * 20, "mot mot mot mot mot mot mot…")],
)
def test_a_text_is_cut_between_words(words: str, expected: str) -> None:
    assert shortened(words, 30) == expected
