"""The HTTP API, asked as a WSGI application: what it answers, with which headers, and how it refuses."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from ckanext.rouen_tiles.core.health import OK, Health
from ckanext.rouen_tiles.core.release import Release, ReleaseFolder, Tombstone
from ckanext.rouen_tiles.core.release.app_view import app_view
from ckanext.rouen_tiles.core.tile import Tile
from ckanext.rouen_tiles.core.tile.document import Action, Notice, Text, Window
from ckanext.rouen_tiles.serving.application import TilesApplication
from ckanext.rouen_tiles.serving.negotiation import matches, preferred
from tiles_backend import Backend

COMMUNES = ["76498", "76540", "76681"]
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
WITHDRAWN = Tombstone("piscines", "withdrawn", "2026-11-22T20:30:00Z", "unhealthy").entry()
GONE = Tombstone("vieille", "gone", "2026-11-22T20:30:00Z", "retired", {"reason": "remplacée"}, "decheteries").entry()

Publish = Callable[..., Release]


@pytest.fixture
def client(tmp_path: Path, publish: Publish) -> Backend:
    publish(tombstones=[WITHDRAWN, GONE])
    return Backend(tmp_path)


def served(tile: Tile, **changes: Any) -> dict[str, Any]:
    return app_view(replace(tile, **changes), 1, Health(OK), ["76540"], COMMUNES)


def test_the_manifest_names_a_release_that_can_be_fetched(client: Backend) -> None:
    manifest = client.get("manifest").json
    release = client.get(manifest["release"])
    assert release.status == 200
    assert len(release.body) == manifest["bytes"]
    assert [tile["id"] for tile in release.json["tiles"]] == [tile["id"] for tile in manifest["tiles"]]


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("manifest", "public, max-age=60, stale-if-error=86400"),
        ("tiles", "public, max-age=60"),
        ("tiles/decheteries", "public, max-age=60, stale-if-error=86400"),
        ("tiles/piscines", "public, max-age=60, stale-if-error=86400"),
        ("tiles/decheteries/data?commune=76540", "public, max-age=60, must-revalidate"),
        ("health", "public, max-age=60, stale-if-error=86400"),
    ],
)
def test_every_address_says_how_long_it_may_be_kept(client: Backend, path: str, cache: str) -> None:
    reply = client.get(path)
    assert reply.status == 200
    assert reply.headers["Cache-Control"] == cache
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert not {"Set-Cookie", "Last-Modified"} & set(reply.headers)


def test_a_release_never_changes_and_says_so(client: Backend) -> None:
    reply = client.get(client.get("manifest").json["release"])
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["manifest", "tiles?commune=76540", "tiles/decheteries", "tiles/decheteries/data?commune=76540", "health"]
)
def test_every_encoding_decodes_to_the_same_bytes_under_its_own_tag(client: Backend, path: str) -> None:
    plain, gz, br = (client.get(path, accept_encoding=coding) for coding in ("", "gzip", "br"))
    assert gzip.decompress(gz.body) == brotli.decompress(br.body) == plain.body
    assert (gz.headers["Content-Encoding"], br.headers["Content-Encoding"]) == ("gzip", "br")
    assert "Content-Encoding" not in plain.headers
    tag = plain.headers["ETag"]
    assert len(tag) == 34
    assert (gz.headers["ETag"], br.headers["ETag"]) == (f'{tag[:-1]}-gz"', f'{tag[:-1]}-br"')
    assert all(int(reply.headers["Content-Length"]) == len(reply.body) for reply in (plain, gz, br))


@pytest.mark.parametrize("path", ["manifest", "tiles", "tiles/decheteries/data?commune=76540"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"x" ,W/{} , "y"', "*", ", {},"])
def test_what_the_client_has_is_not_sent_again(client: Backend, path: str, form: str) -> None:
    for coding in ("", "gzip", "br"):
        tag = client.get(path, accept_encoding=coding).headers["ETag"]
        reply = client.get(path, accept_encoding=coding, if_none_match=form.format(tag))
        assert (reply.status, reply.body, reply.headers["ETag"]) == (304, b"", tag)
        assert {"Cache-Control", "Vary", "Access-Control-Allow-Origin"} <= set(reply.headers)
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(reply.headers)


@pytest.mark.parametrize("header", ['"other"', "W/", "nonsense", "", '"open', "{bare}"])
def test_another_tag_or_a_malformed_one_gets_the_whole(client: Backend, header: str) -> None:
    bare = client.get("manifest").headers["ETag"].strip('"')
    assert client.get("manifest", if_none_match=header.format(bare=bare)).status == 200


def test_a_date_alone_never_gives_304(client: Backend) -> None:
    assert client.get("manifest", if_modified_since="Sun, 22 Nov 2126 20:30:00 GMT").status == 200


def test_a_range_is_ignored(client: Backend) -> None:
    assert client.get("manifest", range="bytes=0-10").status == 200


@pytest.mark.parametrize("path", ["manifest", "tiles", "tiles/vieille", "unknown"])
def test_head_gives_the_headers_of_get_and_no_body(client: Backend, path: str) -> None:
    head, get = client.get(path, method="HEAD"), client.get(path)
    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


def test_options_says_what_another_site_may_do(client: Backend) -> None:
    reply = client.get("manifest", method="OPTIONS")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_no_other_method_is_served(client: Backend, method: str) -> None:
    reply = client.get("manifest", method=method)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("manifest?x=1", 400, "unknown-parameter"),
        ("tiles?comune=76540", 400, "unknown-parameter"),
        ("tiles?commune=76540&commune=76540", 400, "repeated-parameter"),
        ("tiles?commune=76000", 400, "commune"),
        ("tiles?commune=", 400, "commune"),
        ("tiles?lang=de", 400, "lang"),
        ("tiles?app=android", 400, "app"),
        ("tiles?app=ios/3.2.0.1", 400, "app"),
        ("tiles?commune", 400, "query"),
        ("tiles?commune=%FF", 400, "query"),
        ("tiles/decheteries/data", 400, "commune"),
        ("tiles/decheteries/data?commune=76540&lang=de", 400, "lang"),
        ("tiles/decheteries/data?commune=76540&facet=x", 400, "unknown-parameter"),
        ("tiles/inconnue", 404, "not-found"),
        ("tiles/inconnue/data?commune=76540", 404, "not-found"),
        ("tiles/../manifest", 404, "not-found"),
        ("manifest/", 404, "not-found"),
        ("", 404, "not-found"),
        ("releases/" + "0" * 64, 404, "not-found"),
        ("releases/..%2f..%2fetc%2fpasswd", 404, "not-found"),
        ("tiles/vieille", 410, "tile-gone"),
        ("tiles/vieille/data?commune=76540", 410, "tile-gone"),
        ("tiles/piscines/data?commune=76540", 410, "tile-withdrawn"),
    ],
)
def test_an_error_is_a_problem_that_explains_itself(client: Backend, path: str, status: int, kind: str) -> None:
    reply = client.get(path)
    assert (reply.status, reply.json["status"]) == (status, status)
    assert reply.json["type"].endswith(f":{kind}")
    assert reply.json["detail"]
    assert reply.json["detail_fr"]
    assert reply.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert (reply.headers["Access-Control-Allow-Origin"], reply.headers["Cache-Control"]) == ("*", "public, max-age=60")


def test_a_postcode_is_explained(client: Backend) -> None:
    assert "76000 is not one; use an INSEE code such as 76540" in client.get("tiles?commune=76000").json["detail"]


def test_a_tile_that_is_gone_names_its_successor(client: Backend) -> None:
    assert client.get("tiles/vieille").json["detail"].endswith(". Successor: decheteries.")


def test_a_withdrawn_tile_is_a_stub_with_its_reason(client: Backend) -> None:
    stub = client.get("tiles/piscines").json
    assert (stub["state"], stub["reason"]["code"]) == ("withdrawn", "unhealthy")
    assert "title" not in stub


def test_without_a_release_it_says_503_and_when_to_come_back(tmp_path: Path) -> None:
    reply = Backend(tmp_path).get("manifest")
    assert (reply.status, reply.headers["Retry-After"], reply.headers["Cache-Control"]) == (503, "10", "no-store")


def test_a_fault_of_ours_is_a_problem_that_is_not_kept_and_is_logged(
    tmp_path: Path, publish: Publish, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> float:
        raise RuntimeError("no clock")

    publish()
    seen: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/tiles/v1/releases", "QUERY_STRING": ""}
    [body] = TilesApplication(str(tmp_path), broken)(environ, lambda *given: seen.extend(given))
    assert (seen[0], json.loads(body)["type"]) == ("503 Service Unavailable", "urn:rouen:tiles:failed")
    headers = {"Cache-Control": "no-store", "Retry-After": "10", "Access-Control-Allow-Origin": "*"}
    assert headers.items() <= dict(seen[1]).items()
    assert "no clock" in caplog.text


def test_a_new_release_is_served_by_the_next_request(client: Backend, publish: Publish) -> None:
    old = client.get("manifest").json
    publish(tiles=[], number=2, tombstones=[Tombstone("decheteries", "withdrawn", "x", "unhealthy").entry()])
    assert client.get("manifest").json["number"] == 2
    assert client.get("tiles").json["tiles"] == []
    assert client.get("tiles/decheteries/data?commune=76540").status == 410
    assert client.get(old["release"]).status == 200


def test_a_closed_folder_answers_503_at_once(client: Backend, tmp_path: Path) -> None:
    assert client.get("manifest").status == 200
    ReleaseFolder(tmp_path).close()
    assert client.get("manifest").status == 503


@pytest.mark.parametrize(
    "pattern", ["releases/*.json", "releases/*.br", "releases/*.gz", "states/*/state.json"]
)
def test_a_damaged_release_is_503_never_the_one_before(tmp_path: Path, publish: Publish, pattern: str) -> None:
    publish()
    client = Backend(tmp_path)
    assert client.get("manifest").status == 200
    before = set(tmp_path.glob(pattern))
    publish(number=2)
    for path in set(tmp_path.glob(pattern)) - before:
        path.unlink()
    assert client.get("manifest").status == 503


def test_lost_data_are_503_and_the_definitions_stay(client: Backend, tmp_path: Path) -> None:
    for path in tmp_path.glob("data/*/*"):
        path.unlink()
    assert client.get("tiles/decheteries/data?commune=76540").status == 503
    assert client.get("manifest").status == 200


def test_a_commune_sees_the_tiles_that_have_something_there(client: Backend) -> None:
    assert [tile["id"] for tile in client.get("tiles?commune=76540").json["tiles"]] == ["decheteries"]
    assert client.get("tiles?commune=76681").json["tiles"] == []


def test_texts_are_flat_and_what_lacks_a_language_is_named(client: Backend) -> None:
    (tile,) = client.get("tiles?commune=76540&lang=en").json["tiles"]
    assert (tile["title"], tile["summary"]) == ("Recycling centres", "Où déposer ce que la collecte ne prend pas")
    assert "summary" in tile["fallback_lang"]
    assert "title" not in tile["fallback_lang"]
    assert tile["data"] == "tiles/decheteries/data?commune=76540"


def test_a_window_opens_and_closes_without_a_release(tmp_path: Path, publish: Publish, tile: Tile) -> None:
    window = Window(datetime(2026, 11, 22, 20, 31, tzinfo=UTC), datetime(2026, 11, 22, 20, 32, tzinfo=UTC))
    publish(tiles=[served(tile, window=window)])
    client = Backend(tmp_path)
    seen = {}
    for second in ("20:30:50", "20:31:00", "20:31:59", "20:32:00"):
        client.now = datetime.fromisoformat(f"2026-11-22T{second}+00:00")
        reply = client.get("tiles")
        seen[second] = (len(reply.json["tiles"]), reply.headers["Cache-Control"])
    assert seen == {
        "20:30:50": (0, "public, max-age=10"),
        "20:31:00": (1, "public, max-age=60"),
        "20:31:59": (1, "public, max-age=1"),
        "20:32:00": (0, "public, max-age=60"),
    }


def test_a_notice_shows_in_its_window_only(tmp_path: Path, publish: Publish, tile: Tile) -> None:
    notice = Notice("alert", Text("Grève"), None, Window(None, datetime(2026, 11, 22, 20, 31, tzinfo=UTC)))
    publish(tiles=[served(tile, notice=notice)])
    client = Backend(tmp_path)
    assert client.get("tiles").json["tiles"][0]["notice"]["text"] == "Grève"
    client.now = datetime(2026, 11, 22, 20, 31, tzinfo=UTC)
    assert client.get("tiles").json["tiles"][0]["notice"] is None


def test_an_app_that_is_too_old_gets_the_fallback_or_nothing(tmp_path: Path, publish: Publish, tile: Tile) -> None:
    fallback = Action("open_url", "https://example.org")
    newer = {"ios": "3.2.0"}
    publish(tiles=[served(tile, client_min=newer, fallback=fallback), served(tile, id="autre", client_min=newer)])
    client = Backend(tmp_path)
    (shown,) = client.get("tiles?app=ios/3.1.9").json["tiles"]
    assert (shown["id"], shown["kind"], shown["action"]["web_url"]) == ("decheteries", "link", "https://example.org")
    assert [tile["kind"] for tile in client.get("tiles?app=ios/3.2").json["tiles"]] == ["map_list", "map_list"]
    assert len(client.get("tiles?app=android/1.0.0").json["tiles"]) == 2


def test_health_tells_only_of_tiles_that_are_served(client: Backend, tmp_path: Path) -> None:
    checked = {"checked_at": "2026-11-22T20:31:00Z", "tiles": [{"id": "secret", "state": "fail"}]}
    ReleaseFolder(tmp_path).write_health(json.dumps(checked).encode())
    health = client.get("health").json
    assert health["checked_at"] == "2026-11-22T20:31:00Z"
    assert [(tile["id"], tile["state"]) for tile in health["tiles"]] == [("decheteries", "ok")]


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip", "gz"),
        ("gzip;q=0", ""),
        ("br;q=0, gzip;q=0.001", "gz"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("identity;q=1, gzip;q=0.5", ""),
        ("GZIP", "gz"),
        ("deflate", ""),
        ("br;q=x", ""),
        (",".join(["gzip"] * 1000), ""),
    ],
)
def test_the_coding_is_what_the_client_prefers(header: str, coding: str) -> None:
    assert preferred(header) == coding


def test_a_tag_is_compared_whole() -> None:
    assert not matches('"abc"', '"ab"')
    assert not matches('"ab-gz"', '"ab"')


def test_the_tile_process_imports_neither_ckan_nor_flask() -> None:
    script = (
        "import sys, ckanext.rouen_tiles.serving.wsgi;"
        "bad = [name for name in sys.modules if name.split('.')[0] in ('ckan', 'flask', 'sqlalchemy')];"
        "print(bad)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script],
        env={"ROUEN_TILES_DIRECTORY": "/nonexistent", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.stdout, finished.stderr) == ("[]\n", "")
