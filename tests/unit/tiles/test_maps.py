"""The maps of profiles: each serves its kind and names columns that the profile has; real schemas become tiles."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from ckanext.rouen_municipalities.core.tabular.profile import read_profiles
from ckanext.rouen_tiles.core.content.build import build
from ckanext.rouen_tiles.core.content.kinds import KINDS
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.mapping import default, defaults, profiles, read_map
from jsonschema import Draft202012Validator

CLONE = Path(__file__).parents[3]
SCDL = Path(os.environ.get("ROUEN_SHARED_DATA") or CLONE.parent / "shared" / "data") / "scdl"
MAPS = [(profile, kind) for profile, kinds in defaults().items() for kind in kinds]
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
COMMUNES = ("76498", "76540", "76681")


def columns(profile: str, kind: str) -> list[str]:
    return read_map(None, KINDS[kind].keys, KINDS[kind].needed, kind, profile).columns()


@pytest.mark.parametrize(("profile", "kind"), MAPS)
def test_the_map_of_a_profile_is_one_that_its_kind_can_draw_from(profile: str, kind: str) -> None:
    assert columns(profile, kind)
    assert profile in profiles(kind)


def test_a_version_of_a_profile_has_the_map_of_all_versions() -> None:
    assert default("scdl/equipements@0.1.5", "map_list") == default("scdl/equipements", "map_list")
    assert default("gbfs/2.3", "realtime") == default("gbfs/3.0", "realtime") == default("gbfs", "realtime")
    assert default("scdl/deliberations", "map_list") == {}


def own_profiles() -> dict[str, Any]:
    folders = [
        CLONE / f"ckanext-rouen-{name}/ckanext/rouen_{name}/data/profiles" for name in ("municipalities", "tiles")
    ]
    return {profile.name: profile for folder in folders for profile in read_profiles(folder)}


@pytest.mark.parametrize(("profile", "kind"), [one for one in MAPS if one[0].startswith("rouen/")])
def test_the_maps_of_the_portals_own_profiles_name_their_columns(profile: str, kind: str) -> None:
    names = {field.name for field in own_profiles()[profile].fields}
    assert set(columns(profile, kind)) <= names


@pytest.mark.skipif(not SCDL.is_dir(), reason="the folder of public data is not on this machine")
@pytest.mark.parametrize(("profile", "kind"), [one for one in MAPS if one[0].startswith("scdl/")])
def test_the_maps_of_scdl_name_columns_of_the_published_schemas(profile: str, kind: str) -> None:
    schema = json.loads((SCDL / f"{profile.partition('/')[2]}.schema.json").read_text(encoding="utf-8"))
    assert set(columns(profile, kind)) <= {field["name"] for field in schema["fields"]}


@pytest.mark.skipif(not SCDL.is_dir(), reason="the folder of public data is not on this machine")
def test_the_example_of_the_schema_of_equipment_becomes_a_place(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    schema = json.loads((SCDL / "equipements.schema.json").read_text(encoding="utf-8"))
    row = {field["name"]: field.get("example") for field in schema["fields"]} | {"ADR_NUMERO": "36 bis"}
    found = drawn(document, vocabulary, "map_list", "scdl/equipements@0.1.5", {**row, "insee": "76540"})
    [feature] = found["items"]["features"]
    assert feature == {
        "type": "Feature",
        "id": "94059-01010401-001",
        "geometry": {"type": "Point", "coordinates": [2.572875, 48.808989]},
        "properties": {
            "title": "Hôtel de ville du Plessis-Trévise",
            "address": "36 bis Avenue Ardouin 94420 Le Plessis-Trévise",
            "category": "Mairie",
            "hours": "Mo-Fr 08:30-12:00,13:30-17:30; Sa 08:30-12:00",
            "phone": "+33 140633900",
            "url": "https://www.leplessistrevise.fr",
        },
    }


def test_a_dish_of_the_schema_of_menus_becomes_a_day(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    dish = {
        "insee": "76540",
        "menuPlatNom": "Gratin de potiron",
        "menuDate": date(2026, 11, 23),
        "menuPlatType": "plat principal",
        "menuRestaurantNom": "École Jean Renoir",
        "menuRepasType": "déjeuner",
        "menuPlatRegime": '["végétarien","sans sel"]',
        "menuPlatAllergene": '["lait"]',
    }
    [item] = drawn(document, vocabulary, "calendar", "scdl/menus-collectifs@1.2.3", dish)["items"]
    assert (item["start"], item["all_day"], item["title"]) == ("2026-11-23", True, "Gratin de potiron")
    assert item["facets"]["regime"] == "végétarien, sans sel"
    assert item["fields"]["allergenes"] == "lait"


def test_a_charging_point_of_the_national_schema_becomes_a_place(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    point = {
        "insee": "76540",
        "id_pdc_itinerance": "FRA76E540001",
        "nom_station": "Parking du Vieux-Marché",
        "coordonneesXY": "[1.088,49.443]",
        "adresse_station": "Place du Vieux-Marché 76000 Rouen",
        "horaires": "Mo-Fr 08:00-12:00,Mo-Fr 14:00-18:00,Th 08:00-18:00",
        "accessibilite_pmr": "Accessible mais non réservé PMR",
        "puissance_nominale": 22.0,
        "prise_type_2": True,
    }
    [feature] = drawn(document, vocabulary, "map_list", "etalab/schema-irve-statique@2.3.1", point)["items"]["features"]
    assert feature["geometry"]["coordinates"] == [1.088, 49.443]
    properties = feature["properties"]
    assert properties["hours"] == "Mo-Fr 08:00-12:00, Mo-Fr 14:00-18:00, Th 08:00-18:00"
    assert (properties["accessible"], properties["facets"]["type_2"], properties["fields"]["puissance"]) == (
        True,
        True,
        22,
    )


def drawn(document: dict[str, Any], vocabulary: Vocabulary, kind: str, profile: str, row: Any) -> dict[str, Any]:
    """The data of a tile that names a profile and no map."""
    where = {"by": "column", "field": "insee"}
    source = {**document["sources"][0], "profile": profile, "municipality": where}
    tile = read_tile({**document, "kind": kind, "sources": [source]}, vocabulary)
    content = build(tile, give([row], tile.sources[0].municipality, COMMUNES), COMMUNES, NOW)
    found: dict[str, Any] = json.loads(content.files["76540.fr.json"])
    Draft202012Validator(bundled(f"data-{kind}")).validate(found)
    return found


def test_the_file_of_maps_has_each_profile_once() -> None:
    text = (CLONE / "ckanext-rouen-tiles/ckanext/rouen_tiles/data/maps.yaml").read_text(encoding="utf-8")
    keys = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(keys) == len(set(keys)) == len(yaml.safe_load(text))
