"""The data of a tile: one file per commune, ready to draw, within its caps."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from ckanext.rouen_tiles.core.content.build import MAXIMUM_ITEMS, build
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.messages import Refused
from ckanext.rouen_tiles.core.tile import Tile
from ckanext.rouen_tiles.core.tile.document import Municipality

COMMUNES = ("76498", "76540", "76681")
AS_OF = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
BY_COLUMN = Municipality("column", field="code_insee")


def row(name: str, insee: str | None = "76540", **columns: Any) -> dict[str, Any]:
    return {
        "EQUIP_UID": f"U-{name}",
        "EQUIP_NOM": name,
        "EQUIP_LONG": 1.1,
        "EQUIP_LAT": 49.4,
        "code_insee": insee,
    } | columns


def file_of(tile: Tile, rows: list[dict[str, Any]], insee: str = "76540") -> dict[str, Any]:
    return json.loads(build(tile, give(rows, BY_COLUMN, COMMUNES), COMMUNES, AS_OF).files[f"{insee}.fr.json"])


def properties(tile: Tile, **columns: Any) -> dict[str, Any]:
    return file_of(tile, [row("A", **columns)])["items"]["features"][0]["properties"]


def test_the_envelope_says_what_the_file_holds(tile: Tile) -> None:
    found = file_of(tile, [row("A"), row("B"), row("C", "76498")])
    envelope = {name: value for name, value in found.items() if name != "items"}
    assert envelope == {
        "tile": "decheteries",
        "kind": "map_list",
        "commune": "76540",
        "lang": "fr",
        "fallback_lang": [],
        "as_of": "2026-11-22T20:30:00Z",
        "stale_after": "2026-12-22T20:30:00Z",
        "count": 2,
    }


def test_items_are_geojson_features(tile: Tile) -> None:
    items = file_of(tile, [row("Centre", EQUIP_LONG=Decimal("1.09932123"), EQUIP_LAT=Decimal("49.4431"))])["items"]
    assert items["type"] == "FeatureCollection"
    (feature,) = items["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [1.099321, 49.4431]}
    assert (feature["type"], feature["id"], feature["properties"]["title"]) == ("Feature", "U-Centre", "Centre")


def test_no_column_name_reaches_the_app(tile: Tile) -> None:
    assert "EQUIP_" not in json.dumps(file_of(tile, [row("A")]))


def test_address_is_one_line_without_what_is_missing(tile: Tile) -> None:
    columns = {"ADR_NUMERO": None, "ADR_NOMVOIE": "rue du  Port ", "ADR_CODEPOSTAL": "76000", "ADR_COMMUNE": "Rouen"}
    assert properties(tile, **columns)["address"] == "rue du Port 76000 Rouen"


@pytest.mark.parametrize(
    ("given", "read"), [("oui", True), ("Non", False), (True, True), ("peut-être", None), (None, None)]
)
def test_accessible_is_true_false_or_not_said(tile: Tile, given: Any, read: bool | None) -> None:
    assert properties(tile, accessible=given).get("accessible") is read


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "voir en mairie", "https://a:b@example.org/"]
)
def test_what_is_no_web_address_is_not_a_link(tile: Tile, link: str) -> None:
    assert "url" not in properties(tile, EQUIP_WEB=link)


def test_items_are_in_the_order_of_a_french_dictionary(tile: Tile) -> None:
    names = ["Zoo", "écluse", "Eau", "Étang", "abri"]
    features = file_of(tile, [row(name) for name in names])["items"]["features"]
    assert [feature["properties"]["title"] for feature in features] == ["abri", "Eau", "écluse", "Étang", "Zoo"]


def test_the_same_rows_in_another_order_give_the_same_bytes(tile: Tile) -> None:
    rows = [row(name, insee) for name, insee in [("A", "76540"), ("B", "76498"), ("C", "76540")]]
    one, other = (build(tile, give(given, BY_COLUMN, COMMUNES), COMMUNES, AS_OF) for given in (rows, rows[::-1]))
    assert one.files == other.files


def test_every_commune_has_a_file_and_coverage_names_those_with_items(tile: Tile) -> None:
    content = build(tile, give([row("A")], BY_COLUMN, COMMUNES), COMMUNES, AS_OF)
    assert set(content.files) == {f"{insee}.{language}.json" for insee in COMMUNES for language in ("fr", "en")}
    assert content.covered(tile.sources[0]) == ("76540",)
    assert json.loads(content.files["76681.fr.json"])["items"]["features"] == []


@pytest.mark.parametrize(
    "columns",
    [{"EQUIP_LONG": None}, {"EQUIP_LAT": "nord"}, {"EQUIP_LONG": 181}, {"EQUIP_LAT": "NaN"}, {"EQUIP_LAT": 91}],
)
def test_a_row_without_usable_coordinates_is_counted_not_shown(tile: Tile, columns: dict[str, Any]) -> None:
    content = build(tile, give([row("A"), row("B", **columns)], BY_COLUMN, COMMUNES), COMMUNES, AS_OF)
    assert (content.counts["76540"], content.lost) == (1, {"rows-without-point": 1})


def test_a_row_of_no_commune_of_the_territory_is_counted_not_shown(tile: Tile) -> None:
    rows = give([row("A"), row("B", "75056"), row("C", None)], BY_COLUMN, COMMUNES)
    content = build(tile, rows, COMMUNES, AS_OF)
    assert (sum(content.counts.values()), content.lost) == (1, {"rows-without-commune": 2})


def test_a_declared_source_shows_the_same_items_in_each_declared_commune(tile: Tile) -> None:
    declared = Municipality("declared", communes=("76498", "76540"))
    content = build(tile, give([row("A", None)], declared, COMMUNES), COMMUNES, AS_OF)
    assert content.counts == {"76498": 1, "76540": 1, "76681": 0}


def test_more_items_than_the_cap_are_refused_with_the_commune(tile: Tile) -> None:
    rows = [row(f"A{number}") for number in range(MAXIMUM_ITEMS + 1)]
    with pytest.raises(Refused) as refused:
        file_of(tile, rows)
    (issue,) = refused.value.issues
    assert (issue.code, issue.params["commune"], issue.params["count"]) == ("too-many-items", "76540", 2001)


def test_more_bytes_than_the_cap_are_refused(tile: Tile) -> None:
    rows = [row("A" * 600 + str(number)) for number in range(1_900)]
    with pytest.raises(Refused) as refused:
        file_of(tile, rows)
    assert refused.value.issues[0].code == "data-too-large"
