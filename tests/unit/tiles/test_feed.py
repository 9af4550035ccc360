"""Feeds: GBFS in both its versions gives the same rows, a JSON Feed its items, GeoJSON its features; no other."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from ckanext.rouen_tiles.core.content.build import build
from ckanext.rouen_tiles.core.content.places import Contours
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.feed import reading
from ckanext.rouen_tiles.core.feed.rows import NotAFeed
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile
from jsonschema import Draft202012Validator

AT = "https://velos.example.org"
SEEN = 1795379100  # 2026-11-22T20:25:00Z


def gbfs_2_3() -> dict[str, Any]:
    """A system of two stations as GBFS 2.3 says it."""
    feeds = [{"name": name, "url": f"{AT}/fr/{name}.json"} for name in ("station_information", "station_status")]
    stations = [
        {"station_id": "1", "name": "Gare", "lat": 49.449, "lon": 1.094, "capacity": 20},
        {"station_id": "2", "name": "Mairie", "lat": 49.443, "lon": 1.099, "capacity": 12},
    ]
    state = {"is_installed": True, "is_renting": True, "is_returning": True, "last_reported": SEEN}
    states = [
        {**state, "station_id": "1", "num_bikes_available": 7, "num_docks_available": 13},
        {**state, "station_id": "2", "num_bikes_available": 0, "num_docks_available": 12, "is_returning": False},
    ]
    head = {"last_updated": SEEN, "ttl": 60, "version": "2.3"}
    return {
        "first": {**head, "data": {"fr": {"feeds": feeds}}},
        "station_information": {**head, "data": {"stations": stations}},
        "station_status": {**head, "data": {"stations": states}},
    }


def gbfs_3_0() -> dict[str, Any]:
    """The same system as GBFS 3.0 says it, its names in two languages."""
    found = copy.deepcopy(gbfs_2_3())
    for document in found.values():
        document |= {"last_updated": "2026-11-22T21:25:00+01:00", "version": "3.0"}
    found["first"]["data"] = {"feeds": found["first"]["data"]["fr"]["feeds"]}
    for station, english in zip(
        found["station_information"]["data"]["stations"], ("Station", "Town hall"), strict=True
    ):
        names = {"fr": station["name"], "en": english}
        station["name"] = [{"text": text, "language": language} for language, text in names.items()]
    for state in found["station_status"]["data"]["stations"]:
        state["num_vehicles_available"] = state.pop("num_bikes_available")
        state["last_reported"] = "2026-11-22T20:25:00Z"
    return found


@pytest.mark.parametrize("system", [gbfs_2_3, gbfs_3_0])
def test_a_system_of_either_version_becomes_the_same_rows(system: Any) -> None:
    answer = reading.read(system())
    assert answer.timestamp == datetime(2026, 11, 22, 20, 25, tzinfo=UTC)
    numbers = [(row["name"], row["vehicles_available"], row["docks_available"], row["status"]) for row in answer.rows]
    assert numbers == [("Gare", 7, 13, "open"), ("Mairie", 0, 12, "rent_only")]
    assert [row["last_reported"] for row in answer.rows] == [answer.timestamp, answer.timestamp]


@pytest.mark.parametrize("system", [gbfs_2_3, gbfs_3_0])
def test_what_else_is_to_be_read_is_named_by_the_first_file(system: Any) -> None:
    assert reading.further(system()["first"]) == {
        "station_information": f"{AT}/fr/station_information.json",
        "station_status": f"{AT}/fr/station_status.json",
    }


def test_the_stations_of_a_2_3_system_in_english_are_read_too() -> None:
    system = gbfs_2_3()
    english = {"name": "station_information", "url": f"{AT}/en/station_information.json"}
    system["first"]["data"]["en"] = {"feeds": [english]}
    assert reading.further(system["first"])["station_information.en"] == english["url"]
    system["station_information.en"] = {"data": {"stations": [{"station_id": "1", "name": "Station"}]}}
    assert [row["name_en"] for row in reading.read(system).rows] == ["Station", None]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ({"is_renting": False, "is_returning": False}, "closed"),
        ({"is_installed": False}, "closed"),
        ({"is_installed": 1, "is_renting": 0, "is_returning": 1}, "return_only"),
    ],
)
def test_a_station_says_in_a_word_what_can_be_done_there(state: dict[str, Any], status: str) -> None:
    system = gbfs_2_3()
    system["station_status"]["data"]["stations"][0] |= state
    assert reading.read(system).rows[0]["status"] == status


def test_a_station_without_a_state_has_no_numbers() -> None:
    system = gbfs_2_3()
    del system["station_status"]["data"]["stations"][0]
    row = reading.read(system).rows[0]
    assert (row["name"], row["status"], row["vehicles_available"], row["capacity"]) == ("Gare", None, None, 20)


def test_stations_are_given_to_the_commune_around_them_and_drawn_without_a_map(
    document: dict[str, Any], vocabulary: Vocabulary
) -> None:
    """GBFS has no INSEE codes: the contours of the communes tell."""
    source = {**document["sources"][0], "profile": "gbfs/3.0", "municipality": {"by": "point"}}
    tile = read_tile({**document, "kind": "realtime", "sources": [source]}, vocabulary)
    contours = Contours({"76540": [[(1.05, 49.40), (1.15, 49.40), (1.15, 49.445), (1.05, 49.445), (1.05, 49.40)]]})
    answer = reading.read(gbfs_3_0())
    rows = give(
        answer.rows,
        tile.sources[0].municipality,
        vocabulary.communes,
        lambda row: contours.commune_of([row["lon"], row["lat"]]),
    )
    assert answer.timestamp is not None
    content = build(tile, rows, vocabulary.communes, answer.timestamp)
    assert (content.counts["76540"], content.lost) == (1, {"rows-without-commune": 1})
    found = json.loads(content.files["76540.en.json"])
    Draft202012Validator(bundled("data-realtime")).validate(found)
    assert found["items"] == [
        {
            "id": "2",
            "title": "Town hall",
            "point": [1.099, 49.443],
            "observed_at": "2026-11-22T20:25:00Z",
            "status": "rent_only",
            "metrics": {"vehicles": 0, "docks": 12, "capacity": 12},
        }
    ]
    assert found["as_of"] == "2026-11-22T20:25:00Z"


def test_a_hole_in_a_commune_is_outside_and_an_island_inside() -> None:
    def square(low: float, high: float) -> list[tuple[float, float]]:
        return [(low, low), (high, low), (high, high), (low, high), (low, low)]

    contours = Contours({"76540": [square(0, 10), square(4, 6), square(20, 21)], "76498": [square(4, 6)]})
    points = [(1, 1), (5, 5), (20.5, 20.5), (15, 15)]
    assert [contours.commune_of(point) for point in points] == ["76540", "76498", "76540", None]


FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Travaux",
    "items": [
        {
            "id": "1",
            "title": "Pont fermé",
            "content_html": "<p>Jusqu'à lundi</p>",
            "external_url": "https://example.org/1",
            "date_modified": "2026-11-22T20:00:00Z",
            "tags": ["voirie"],
            "_commune": {"insee": "76540"},
        },
        {"id": "2", "content_text": "Bridge closed", "language": "en", "date_published": "2026-11-22T19:00:00Z"},
    ],
}


def test_a_json_feed_becomes_rows_whose_extensions_are_columns() -> None:
    answer = reading.read({"first": FEED})
    first, second = answer.rows
    assert (first["text"], first["url"], first["_commune.insee"]) == (
        "<p>Jusqu'à lundi</p>",
        "https://example.org/1",
        "76540",
    )
    assert (second["text_en"], "text" in second) == ("Bridge closed", False)
    assert answer.timestamp == datetime(2026, 11, 22, 20, tzinfo=UTC)


def test_features_of_geojson_become_rows_with_their_geometry() -> None:
    line = {"type": "LineString", "coordinates": [[1.0, 49.4], [1.1, 49.5]]}
    features = [{"type": "Feature", "properties": {"nom_loc": "Voie verte"}, "geometry": line}]
    answer = reading.read({"first": {"type": "FeatureCollection", "features": features}})
    assert answer.rows == [{"id": None, "nom_loc": "Voie verte", "geometry": line}]


@pytest.mark.parametrize(
    ("profile", "from_its_address"),
    [
        ("gbfs", True),
        ("gbfs/2.3", True),
        ("jsonfeed/1.1", True),
        ("geojson", True),
        ("etalab/schema-amenagements-cyclables@0.3.5", True),
        ("scdl/equipements@0.1.5", False),
        ("gtfs-rt/2.0", False),
        (None, False),
    ],
)
def test_the_profile_says_whether_a_source_is_read_from_its_address(
    profile: str | None, from_its_address: bool
) -> None:
    assert reading.is_feed(profile) is from_its_address


def broken(place: str, value: Any) -> dict[str, Any]:
    """A system with another value at one place."""
    system = gbfs_2_3()
    system[place]["data"] = value
    return system


@pytest.mark.parametrize(
    ("documents", "code"),
    [
        ({"first": {"hello": "world"}}, "format"),
        ({"first": []}, "format"),
        (broken("first", {"fr": {"feeds": "none"}}), "format"),
        (broken("station_status", {}), "incomplete"),
        (broken("station_information", {"stations": [{"name": "sans numéro"}]}), "incomplete"),
        (broken("station_information", {"stations": None}), "incomplete"),
        ({"first": {**FEED, "items": "none"}}, "incomplete"),
        ({"first": {"type": "FeatureCollection", "features": [None]}}, "incomplete"),
    ],
)
def test_an_answer_that_is_no_such_feed_is_refused_by_name(documents: dict[str, Any], code: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        reading.read(documents)
    assert refused.value.code == code


def test_a_system_without_stations_is_refused_before_anything_else_is_read() -> None:
    first = gbfs_2_3()["first"]
    first["data"]["fr"]["feeds"] = [{"name": "free_bike_status", "url": f"{AT}/b.json"}]
    with pytest.raises(NotAFeed) as refused:
        reading.further(first)
    assert refused.value.code == "stations"


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        reading.parsed(body)


@pytest.mark.parametrize(("ttl", "seconds"), [(60, 60), (-1, 0), (10**9, 3600), ("60", 0), (None, 0), (True, 0)])
def test_a_document_holds_as_long_as_it_says_and_an_hour_at_most(ttl: Any, seconds: int) -> None:
    assert reading.seconds_to_live({"ttl": ttl}) == seconds
