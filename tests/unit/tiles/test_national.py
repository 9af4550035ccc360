"""Files with the header of each national schema, as it is published, become the data of a tile that needs no `map`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core import territory
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import Profile, read_profiles
from ckanext.rouen_tiles import core
from ckanext.rouen_tiles.core.content.build import build
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.feed import reading
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.mapping import default
from schema import problems

FILES = Path(__file__).parent / "national"
COMMUNES = ("76498", "76540")
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

Row = dict[str, Any]
Draw = Callable[..., Any]


def rows(name: str) -> list[Row]:
    """The rows of a file as text, an empty cell as none."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{column: cell or None for column, cell in row.items()} for row in csv.DictReader(file)]


@pytest.fixture
def draw(document: dict[str, Any], vocabulary: Vocabulary) -> Draw:
    """The items that a tile with this profile shows in Rouen."""

    def drawn(kind: str, profile: str, given: list[Row], **municipality: Any) -> Any:
        source = {**document["sources"][0], "profile": profile, "municipality": municipality}
        tile = read_tile({**document, "kind": kind, "sources": [source]}, vocabulary)
        content = build(tile, give(given, tile.sources[0].municipality, COMMUNES), COMMUNES, NOW)
        found = json.loads(content.files["76540.fr.json"])
        assert problems(found, bundled(f"data-{kind}")) == []
        items = found["items"]
        return items if isinstance(items, list) else items.get("features") or items["items"]

    return drawn


def test_charging_points_have_their_hours_and_an_identifier_each_even_where_none_is_concerned(draw: Draw) -> None:
    profile = "etalab/schema-irve-statique@2.3.1"
    slow, fast = draw("map_list", profile, rows("irve-statique-2.3.1"), by="column", field="code_insee_commune")
    assert slow == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [1.0881, 49.4431]},
        "id": "Non concerné",
        "properties": {
            "title": "Place du Vieux-Marché",
            "address": "1 place du Vieux-Marché 76000 Rouen",
            "category": "Voirie",
            "hours": "Mo-Fr 08:00-12:00, Mo-Fr 14:00-18:00, Th 08:00-18:00",
            "phone": "0261910000",
            "accessible": True,
            "facets": {
                "acces": "Accès libre",
                "gratuit": "false",
                "type_2": "true",
                "combo_ccs": "false",
                "chademo": "false",
            },
            "fields": {"puissance": "22.00", "points": "2", "tarif": "0,40€ / kWh", "enseigne": "Réseau inventé"},
        },
    }
    assert (fast["id"], fast["properties"]["hours"]) == ("Non concerné-2", "24/7")
    assert "accessible" not in fast["properties"]


def test_a_car_park_has_its_places_and_prices(draw: Draw) -> None:
    [feature] = draw("map_list", "etalab/schema-stationnement", rows("stationnement-0.1.5"), by="column", field="insee")
    assert feature["id"] == "76540-P-901"
    assert feature["geometry"]["coordinates"] == [1.0938, 49.449]
    properties = feature["properties"]
    assert (properties["title"], properties["address"]) == ("GARE", "3 rue de la Gare, 76000, Rouen")
    assert (properties["url"], properties["facets"]) == ("https://www.example.org/parking", {"gratuit": "FAUX"})
    assert properties["fields"] == {
        "places": "325",
        "pmr": "6",
        "electriques": "10",
        "velos": "25",
        "hauteur_max": "N/A",
        "tarif_1h": "2.5",
        "tarif_24h": "16",
    }


def test_a_place_for_bicycles_whose_furniture_is_not_said_is_called_by_its_kind(draw: Draw) -> None:
    given = rows("stationnement-cyclable-1.1.1")
    arch, wheel = draw("map_list", "etalab/schema-stationnement-cyclable@1.1.1", given, by="column", field="code_com")
    assert (arch["properties"]["title"], wheel["properties"]["title"]) == ("ARCEAU", "ROUE")
    assert arch["geometry"]["coordinates"] == [1.0932, 49.4431]
    assert arch["properties"]["url"] == "https://www.example.org/velo"
    assert arch["properties"]["facets"] == {
        "gratuit": "true",
        "couverture": "VRAI",
        "surveillance": "false",
        "acces": "LIBRE ACCES",
    }
    assert arch["properties"]["fields"]["capacite"] == "14"


def test_a_defibrillator_says_whether_it_works_and_on_which_days(draw: Draw) -> None:
    [feature] = draw("map_list", "atlasante/schema-dae@1.0.7", rows("dae-1.0.7"), by="column", field="com_insee")
    assert feature["geometry"]["coordinates"] == [1.095, 49.44]
    assert feature["properties"] == {
        "title": "Piscine des Îles",
        "address": "14 bis Avenue Duquesne 76000 Rouen",
        "category": "Intérieur",
        "phone": "+33102030405",
        "facets": {"acces_libre": "oui", "etat": "Hors service"},
        "fields": {
            "etat": "Hors service",
            "etage": "0 ou -1",
            "complement": "Au bout du couloir",
            "jours": "lundi, mercredi, vendredi",
            "heures": "heures ouvrables, heures de nuit",
        },
    }


def test_a_defibrillator_of_the_newer_schema_has_opening_hours(draw: Draw) -> None:
    [row] = rows("dae-1.0.7")
    newer = {name: cell for name, cell in row.items() if name not in ("disp_j", "disp_h")}
    newer["dispo_horaires"] = "Mo-Fr 08:00-18:00"
    [feature] = draw("map_list", "atlasante/schema-dae@1.0.8", [newer], by="column", field="com_insee")
    assert feature["properties"]["hours"] == "Mo-Fr 08:00-18:00"
    assert set(feature["properties"]["fields"]) == {"etat", "etage", "complement"}


def test_an_event_is_told_with_the_days_on_which_it_comes_next_until_its_last_is_over(draw: Draw) -> None:
    given = rows("datatourisme-export")
    [event] = draw("feed", "datatourisme/ontology@3.2.2", given, by="declared", communes=["76540"])
    assert event == {
        "id": "https://data.datatourisme.fr/13/00000000-0000-0000-0000-000000000001",
        "url": "https://www.example.org/noel",
        "title": "Marché de Noël",
        "content_text": "Chalets et vin chaud.",
        "date_modified": "2026-11-19T23:00:00Z",
        "tags": ["EntertainmentAndEvent", "Event"],
        "_tile": {
            "place": "76000 Rouen",
            "point": [1.094, 49.4402],
            "valid_from": "2026-12-04T23:00:00Z",
            "valid_until": "2026-12-06T23:00:00Z",
        },
    }


def test_a_dish_of_a_menu_is_a_day(draw: Draw) -> None:
    given = rows("menus-collectifs-1.2.3")
    [dish] = draw("calendar", "scdl/menus-collectifs@1.2.3", given, by="column", field="menuRestaurantInsee")
    assert (dish["title"], dish["start"], dish["all_day"]) == ("Gratin de potiron", "2026-11-23", True)
    assert (dish["category"], dish["place"]) == ("plat principal", "École Jean Renoir")
    assert dish["facets"]["regime"] == "végétarien, sans sel"
    assert dish["fields"] == {"allergenes": "lait", "labels": "AB Agriculture Biologique", "nutriscore": "A"}


def test_equipment_as_a_clerk_fills_it_in_is_read_as_it_was_meant(draw: Draw) -> None:
    given = rows("equipements-0.1.5")
    [feature] = draw("map_list", "scdl/equipements@0.1.5", given, by="declared", communes=["76540"])
    assert feature["geometry"]["coordinates"] == [1.0993, 49.4431]
    assert feature["properties"] == {
        "title": "Hôtel de ville",
        "address": "2 bis Place du Général-de-Gaulle 76000 Rouen",
        "category": "Mairie",
        "hours": "Mo-Fr 08:30-12:00,13:30-17:30; Sa 09:00-12:00",
        "phone": "0261910000",
        "url": "https://www.example.org/mairie",
    }


SECTION = {
    "id_local": "751AC001",
    "reseau_loc": "REV",
    "code_com_d": "76540",
    "ame_d": "BANDE CYCLABLE",
    "sens_d": "UNIDIRECTIONNEL",
    "largeur_d": 3,
    "statut_d": "EN SERVICE",
    "revet_d": "LISSE",
    "code_com_g": "76540",
    "ame_g": "AUCUN",
}
LINE = {"type": "LineString", "coordinates": [[1.0881, 49.4431], [1.0902, 49.4412]]}


@pytest.mark.parametrize(("name", "title"), [({"nom_loc": ["V1", "V2"]}, "V1, V2"), ({}, "BANDE CYCLABLE")])
def test_a_cycle_track_has_its_line_and_is_called_by_its_kind_where_it_has_no_name(
    name: dict[str, Any], title: str, draw: Draw
) -> None:
    document = {"type": "FeatureCollection", "features": [{"properties": {**SECTION, **name}, "geometry": LINE}]}
    profile = "etalab/schema-amenagements-cyclables@0.3.5"
    assert reading.is_feed(profile)
    given = reading.read({reading.FIRST: document}).rows
    [feature] = draw("map_list", profile, given, by="column", field="code_com_d")
    assert (feature["geometry"], feature["id"], feature["properties"]["title"]) == (LINE, "751AC001", title)
    assert feature["properties"]["fields"] == {"revetement": "LISSE", "largeur": 3, "sens": "UNIDIRECTIONNEL"}


def test_roadworks_of_the_national_schema_are_told_without_the_person_they_name(draw: Draw) -> None:
    work = {
        "organisation": "Société X",
        "prenom": "Léo",
        "nom": "Gali",
        "mail": "leo@example.org",
        "titre": "Déploiement fibre rue inventée",
        "resume": "Fourreau en PVC, sous trottoir",
        "date_debut": "2026-11-01",
        "date_fin": "2026-12-01",
        "categorie": "TELECOM",
        "adresse_voie": "Rue inventée",
    }
    point = {"type": "Point", "coordinates": [1.09, 49.44]}
    document = {"type": "FeatureCollection", "features": [{"properties": work, "geometry": point}]}
    profile = "metis-reseaux/infos-travaux@0.0.2"
    assert reading.is_feed(profile)
    given = reading.read({reading.FIRST: document}).rows
    [told] = draw("feed", profile, given, by="declared", communes=["76540"])
    assert (told["title"], told["tags"]) == ("Déploiement fibre rue inventée", ["TELECOM"])
    assert told["_tile"] == {
        "place": "Rue inventée",
        "point": [1.09, 49.44],
        "valid_from": "2026-10-31T23:00:00Z",
        "valid_until": "2026-12-01T23:00:00Z",
    }
    assert "Gali" not in json.dumps(told)


@pytest.mark.parametrize(
    ("own", "name"),
    [
        ("rouen/recharge", "irve-statique-2.3.1"),
        ("rouen/parkings", "stationnement-0.1.5"),
        ("rouen/stationnement-velo", "stationnement-cyclable-1.1.1"),
        ("rouen/repas", "menus-collectifs-1.2.3"),
    ],
)
def test_a_file_of_the_national_schema_is_accepted_by_the_portals_own_profile(own: str, name: str) -> None:
    assert accepted(own, FILES / f"{name}.csv") == len(rows(name))


def test_of_a_file_of_defibrillators_the_own_profile_takes_what_the_app_shows(tmp_path: Path) -> None:
    [row] = rows("dae-1.0.7")
    taken = [field.name for field in own_profiles()["rouen/defibrillateurs"].fields]
    file = tmp_path / "dae.csv"
    file.write_text(f"{','.join(taken)}\n{','.join(row[name] or '' for name in taken)}\n", encoding="utf-8")
    assert accepted("rouen/defibrillateurs", file) == 1


def own_profiles() -> dict[str, Profile]:
    return {one.name: one for one in read_profiles(Path(core.__file__).parents[1] / "data" / "profiles")}


def accepted(own: str, file: Path) -> int:
    """How many rows of the file the profile accepts; it must accept all."""
    communes = frozenset(commune.insee for commune in territory.communes_at(TODAY))
    checked = check(file, own_profiles()[own], registers={"communes": communes})
    read = sum(len(batch.columns[0]) for batch in checked)
    assert checked.finish().issues == []
    return read


@pytest.mark.parametrize(
    ("profile", "kind", "name"),
    [
        ("etalab/schema-irve-statique", "map_list", "irve-statique-2.3.1"),
        ("etalab/schema-stationnement", "map_list", "stationnement-0.1.5"),
        ("etalab/schema-stationnement-cyclable", "map_list", "stationnement-cyclable-1.1.1"),
        ("atlasante/schema-dae", "map_list", "dae-1.0.7"),
        ("datatourisme/ontology", "feed", "datatourisme-export"),
        ("scdl/menus-collectifs", "calendar", "menus-collectifs-1.2.3"),
        ("scdl/equipements", "map_list", "equipements-0.1.5"),
    ],
)
def test_a_map_names_only_columns_of_the_published_header(profile: str, kind: str, name: str) -> None:
    columns: list[Any] = []
    for named in default(profile, kind).values():
        columns += named.values() if isinstance(named, dict) else named if isinstance(named, list) else [named]
    assert set(columns) <= set(rows(name)[0])
