"""The app's backend: manifest, release, nothing when nothing changed, data ready to draw, withdrawal at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from outside import Portal, until

INSEE = "76540"
#: What national schemas call the column of the commune: the first tile with places may be any of theirs.
COMMUNE_COLUMNS = ("code_insee", "code_insee_commune", "com_insee", "code_com", "code_com_d", "insee")
API = "/api/tiles/v1"


@pytest.fixture(scope="module", params=["inside CKAN", "a process of its own"])
def tiles_url(request: pytest.FixtureRequest, world: dict[str, Any]) -> str:
    """Both places that serve tiles."""
    return world["site_url"] + API if request.param == "inside CKAN" else str(world["tiles_url"])


@pytest.fixture
def manifest(anyone: Portal, tiles_url: str) -> dict[str, Any]:
    """The manifest now."""
    answer = anyone.get(f"{tiles_url}/manifest")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture
def release(anyone: Portal, tiles_url: str, manifest: dict[str, Any]) -> dict[str, Any]:
    """The release that the manifest names."""
    told: dict[str, Any] = anyone.get(f"{tiles_url}/{manifest['release']}").json()
    return told


def test_the_manifest_names_a_release_by_the_hash_of_its_bytes(
    anyone: Portal, tiles_url: str, manifest: dict[str, Any]
) -> None:
    answer = anyone.get(f"{tiles_url}/{manifest['release']}")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == manifest["sha256"]
    assert len(answer.content) == manifest["bytes"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.json()["number"] == manifest["number"]


def test_at_least_three_tiles_are_served_and_each_is_in_the_release(
    manifest: dict[str, Any], release: dict[str, Any]
) -> None:
    named = [(tile["id"], tile["revision"]) for tile in manifest["tiles"]]
    assert len(named) >= 3
    assert named == [(tile["id"], tile["revision"]) for tile in release["tiles"]]
    for tile in release["tiles"]:
        assert tile["title"]["fr"]
        assert tile["a11y"]["label"]["fr"]
        assert tile["health"]["state"] in ("ok", "warn")


def test_both_places_serve_the_same_bytes(anyone: Portal, world: dict[str, Any]) -> None:
    inside, beside = (anyone.get(f"{url}/manifest") for url in (world["site_url"] + API, world["tiles_url"]))
    assert inside.content == beside.content
    assert inside.headers["ETag"] == beside.headers["ETag"]


@pytest.mark.parametrize("path", ["manifest", "release", "data"])
def test_who_has_it_already_is_told_so_without_the_bytes(
    anyone: Portal, tiles_url: str, release: dict[str, Any], manifest: dict[str, Any], path: str
) -> None:
    address = {
        "manifest": f"{tiles_url}/manifest",
        "release": f"{tiles_url}/{manifest['release']}",
        "data": f"{tiles_url}/{_with_data(release)['data']}?commune={INSEE}",
    }[path]
    first = anyone.get(address)
    assert first.status_code == 200
    again = anyone.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = anyone.get(address, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.content) == (200, first.content)
    assert "Set-Cookie" not in first.headers


def test_the_data_of_a_tile_is_drawn_without_knowing_the_table(
    anyone: Portal, tiles_url: str, release: dict[str, Any]
) -> None:
    tile = _with_data(release)
    answer = anyone.get(f"{tiles_url}/{tile['data']}", params={"commune": INSEE})
    assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    told = answer.json()
    assert (told["tile"], told["kind"], told["commune"]) == (tile["id"], "map_list", INSEE)
    features = told["items"]["features"] if isinstance(told["items"], dict) else told["items"]
    assert len(features) == told["count"] > 0
    for feature in features:
        longitude, latitude = feature["geometry"]["coordinates"][:2]
        assert 0.6 < longitude < 1.5
        assert 49.1 < latitude < 49.7
        assert feature["properties"]["title"]


def test_the_items_of_a_tile_are_the_rows_of_its_table(anyone: Portal, tiles_url: str, release: dict[str, Any]) -> None:
    tile = _with_data(release)
    fields = anyone.call("datastore_search", resource_id=_source(tile), limit=0)["fields"]
    column = next(field["id"] for field in fields if field["id"] in COMMUNE_COLUMNS)
    rows = anyone.call(
        "datastore_search", resource_id=_source(tile), filters={column: INSEE}, limit=0, include_total=True
    )
    assert anyone.get(f"{tiles_url}/{tile['data']}", params={"commune": INSEE}).json()["count"] == rows["total"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("tiles?commune=76000", 400),
        ("tiles?commune=76540&colour=red", 400),
        ("tiles/never-existed", 404),
        ("tiles/never-existed/data?commune=76540", 404),
        ("releases/" + "0" * 64, 404),
    ],
)
def test_what_is_wrong_is_explained(anyone: Portal, tiles_url: str, path: str, status: int) -> None:
    answer = anyone.get(f"{tiles_url}/{path}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["detail"]


def test_a_postcode_is_told_from_an_insee_code(anyone: Portal, tiles_url: str) -> None:
    assert "76540" in anyone.get(f"{tiles_url}/tiles", params={"commune": "76000"}).json()["detail"]


def test_a_commune_gets_its_tiles_in_its_language(anyone: Portal, tiles_url: str, release: dict[str, Any]) -> None:
    told = anyone.get(f"{tiles_url}/tiles", params={"commune": INSEE, "lang": "fr"}).json()
    titles = {tile["id"]: tile["title"] for tile in told["tiles"]}
    served = [tile for tile in release["tiles"] if INSEE in tile["served"]["insee"]]
    assert titles == {tile["id"]: tile["title"]["fr"] for tile in served}


class TestWithdrawal:
    """The source of a tile turns private: the next request has the tile no more."""

    @pytest.fixture(scope="class")
    def tile(self, anyone: Portal, world: dict[str, Any]) -> dict[str, Any]:
        """A tile with data, as it is served before."""
        manifest = anyone.get(f"{world['site_url']}{API}/manifest").json()
        return _with_data(anyone.get(f"{world['site_url']}{API}/{manifest['release']}").json())

    @pytest.fixture(scope="class")
    def closed(
        self, anyone: Portal, metropole_officer: Portal, world: dict[str, Any], tile: dict[str, Any]
    ) -> Iterator[str]:
        """Its dataset made private; afterwards public again, and the tile back."""
        package = anyone.read("resource_show", id=_source(tile))["package_id"]
        metropole_officer.call("package_patch", id=package, private=True)
        try:
            yield package
        finally:
            metropole_officer.call("package_patch", id=package, private=False)
            until(lambda: tile["id"] in _served(anyone, world["site_url"] + API), "the tile has not come back")

    def test_it_was_served_and_the_next_request_has_it_no_more(
        self, anyone: Portal, tiles_url: str, tile: dict[str, Any], closed: str
    ) -> None:
        assert anyone.get(f"/api/3/action/package_show?id={closed}").status_code in (403, 404)
        assert tile["id"] not in _served(anyone, tiles_url)
        resolved = anyone.get(f"{tiles_url}/tiles", params={"commune": INSEE}).json()["tiles"]
        assert resolved
        assert tile["id"] not in {shown["id"] for shown in resolved}

    def test_its_data_is_gone_and_its_stub_says_why(
        self, anyone: Portal, tiles_url: str, tile: dict[str, Any], closed: str
    ) -> None:
        data = anyone.get(f"{tiles_url}/{tile['data']}", params={"commune": INSEE})
        assert data.status_code in (404, 410)
        assert "features" not in data.text
        stub = anyone.get(f"{tiles_url}/tiles/{tile['id']}").json()
        assert stub["state"] == "withdrawn"
        assert stub["reason"]["text"]["fr"]
        assert closed not in str(stub)

    def test_no_release_that_is_served_now_lists_it(
        self, anyone: Portal, tiles_url: str, tile: dict[str, Any], closed: str
    ) -> None:
        manifest = anyone.get(f"{tiles_url}/manifest").json()
        release = anyone.get(f"{tiles_url}/{manifest['release']}").json()
        assert release["number"] == manifest["number"] > 1
        assert tile["id"] not in {served["id"] for served in release["tiles"]}
        assert tile["id"] in {tombstone["id"] for tombstone in release["tombstones"]}


def _served(anyone: Portal, url: str) -> set[str]:
    return {tile["id"] for tile in anyone.get(f"{url}/manifest").json()["tiles"]}


def _with_data(release: dict[str, Any]) -> dict[str, Any]:
    """A tile of places that has some in the commune."""
    found: list[dict[str, Any]] = [
        tile for tile in release["tiles"] if tile["kind"] == "map_list" and INSEE in tile["served"]["insee"]
    ]
    assert found, "No tile of places is served to the commune"
    return found[0]


def _source(tile: dict[str, Any]) -> str:
    return next(str(source["resource"]) for source in tile["sources"] if source["role"] == "primary")
