"""What any server of the tiles API must do, checked from outside with the standard library.

    python checks.py https://donnees.example/api/tiles/v1

Each check is a function that raises AssertionError with what was wrong; pytest runs the same ones.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from client import Reply, TilesClient

AS_MANIFEST = "public, max-age=60, stale-if-error=86400"
AS_DATA = "public, max-age=60, must-revalidate"
IMMUTABLE = "public, max-age=31536000, immutable"
COMMUNE = "76540"
#: The communes of the territory, by the register of the project.
COMMUNES = 71

Check = Callable[[TilesClient], None]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """Register a check."""
    CHECKS.append(function)
    return function


def raw(server: TilesClient, path: str, **headers: str) -> Reply:
    """The answer with its body as it was sent."""
    request = urllib.request.Request(
        f"{server.url}/{path}", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            known = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status, known, answer.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, {name.lower(): value for name, value in error.headers.items()}, error.read())


def addresses(server: TilesClient) -> dict[str, str]:
    """Each address that answers 200, and how long it may be kept."""
    manifest = server.fetch("manifest").json
    found = {"manifest": AS_MANIFEST, manifest["release"]: IMMUTABLE, "tiles": AS_MANIFEST, "health": AS_MANIFEST}
    found[f"tiles?commune={COMMUNE}&lang=en&app=ios/3.2.0"] = AS_MANIFEST
    for tile in server.fetch(manifest["release"]).json["tiles"]:
        found[f"tiles/{tile['id']}"] = AS_MANIFEST
        if tile["data"]:
            found[f"{tile['data']}?commune={COMMUNE}"] = AS_DATA
    return found


@check
def the_manifest_leads_to_the_release(server: TilesClient) -> None:
    """Number, hash, bytes, tiles of the manifest are those of the release."""
    manifest = server.fetch("manifest").json
    release = server.fetch(manifest["release"])
    assert hashlib.sha256(release.body).hexdigest() == manifest["sha256"], "the hash is another"
    assert len(release.body) == manifest["bytes"], "the length is another"
    assert release.json["number"] == manifest["number"], "the number is another"
    named = [(tile["id"], tile["revision"], tile["sha256"]) for tile in manifest["tiles"]]
    held = [(tile["id"], tile["revision"], tile["sha256"]) for tile in release.json["tiles"]]
    assert named == held, "the tiles are others"
    assert "://" not in manifest["release"], "the link holds a host"


@check
def every_address_carries_its_headers(server: TilesClient) -> None:
    """Cache, Vary, CORS, type and tag; no cookie, no date."""
    for path, cache in addresses(server).items():
        reply = raw(server, path)
        assert reply.status == 200, f"{path}: {reply.status}"
        assert reply.header("Cache-Control") == cache, f"{path}: {reply.header('Cache-Control')}"
        assert reply.header("Vary") == "Accept-Encoding", f"{path}: Vary {reply.header('Vary')}"
        assert reply.header("Access-Control-Allow-Origin") == "*", f"{path}: no CORS"
        assert reply.header("Content-Type") == "application/json; charset=utf-8", path
        assert len(reply.header("ETag").strip('"')) == 32, f"{path}: tag {reply.header('ETag')}"
        assert not reply.header("Set-Cookie"), f"{path}: sets a cookie"
        assert not reply.header("Last-Modified"), f"{path}: has a date"


@check
def encodings_hold_the_same_bytes(server: TilesClient) -> None:
    """gzip decodes to the bytes as they are, under a tag of its own; brotli is served to who asks for it."""
    for path in addresses(server):
        plain, zipped, brotli = (raw(server, path, Accept_Encoding=coding) for coding in ("identity", "gzip", "br"))
        assert gzip.decompress(zipped.body) == plain.body, f"{path}: gzip holds other bytes"
        assert brotli.header("Content-Encoding") == "br", f"{path}: no brotli"
        tags = [reply.header("ETag").strip('"') for reply in (plain, zipped, brotli)]
        assert tags[1:] == [f"{tags[0]}-gz", f"{tags[0]}-br"], f"{path}: tags {tags}"


@check
def what_a_client_has_is_not_sent_again(server: TilesClient) -> None:
    """Every form of If-None-Match; nothing else gives 304."""
    for path in addresses(server):
        tag = raw(server, path).header("ETag")
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            reply = raw(server, path, If_None_Match=known)
            assert (reply.status, reply.body) == (304, b""), f"{path}: {reply.status} for {known}"
            assert reply.header("ETag") == tag, f"{path}: 304 without its tag"
            assert reply.header("Access-Control-Allow-Origin") == "*", f"{path}: 304 without CORS"
        assert raw(server, path, If_None_Match='"other"').status == 200, path
        assert raw(server, path, If_Modified_Since="Sun, 22 Nov 2126 20:30:00 GMT").status == 200, path


@check
def head_has_the_headers_of_get(server: TilesClient) -> None:
    """The same but the date, and no body."""
    for path in addresses(server):
        head, get = server.fetch(path, method="HEAD", Accept_Encoding="identity"), raw(server, path)
        assert head.body == b"", path
        one, other = ({k: v for k, v in reply.headers.items() if k != "date"} for reply in (head, get))
        assert one == other, f"{path}: {one} and {other}"


@check
def another_site_may_read(server: TilesClient) -> None:
    """OPTIONS."""
    reply = server.fetch("manifest", method="OPTIONS")
    assert reply.status == 204, str(reply.status)
    assert "GET" in reply.header("Access-Control-Allow-Methods"), "GET is not named"


@check
def nothing_can_be_written(server: TilesClient) -> None:
    """405 with Allow."""
    for method in ("POST", "PUT", "DELETE"):
        reply = server.fetch("manifest", method=method)
        assert reply.status == 405, f"{method}: {reply.status}"
        assert "GET" in reply.header("Allow"), f"{method}: no Allow"


@check
def errors_explain_themselves(server: TilesClient) -> None:
    """RFC 9457, with explicit caching and CORS."""
    wrong = {
        "manifest?x=1": 400,
        "tiles?commune=76000": 400,
        "tiles?commune=76540&commune=76540": 400,
        "tiles?lang=de": 400,
        "tiles?app=windows/95": 400,
        "tiles/never-existed": 404,
        "tiles/never-existed/data?commune=76540": 404,
        "releases/" + "0" * 64: 404,
        "nothing": 404,
    }
    for path, status in wrong.items():
        reply = raw(server, path)
        assert reply.status == status, f"{path}: {reply.status}"
        assert reply.header("Content-Type").startswith("application/problem+json"), path
        assert reply.header("Cache-Control"), f"{path}: may be kept for any time"
        assert reply.header("Access-Control-Allow-Origin") == "*", path
        assert reply.json["detail"], path
    assert "76540" in raw(server, "tiles?commune=76000").json["detail"], "a postcode is not explained"


@check
def data_have_the_shape_of_their_kind(server: TilesClient) -> None:
    """The envelope, and for map_list a FeatureCollection whose count is right; empty where nothing is covered."""
    for tile in server.fetch(server.fetch("manifest").json["release"]).json["tiles"]:
        if tile["kind"] == "map_list":
            for insee in {COMMUNE, *tile["coverage"]["insee"]}:
                _check_map_list(server.fetch(f"{tile['data']}?commune={insee}").json, tile, insee)


@check
def the_resolved_view_is_that_of_the_release(server: TilesClient) -> None:
    """A commune gets the tiles served to it, in their order, flat in one language."""
    tiles = server.fetch(server.fetch("manifest").json["release"]).json["tiles"]
    for language in ("fr", "en"):
        shown = server.fetch(f"tiles?commune={COMMUNE}&lang={language}").json["tiles"]
        open_ones = [tile for tile in tiles if not any(tile["window"].values())]
        expected = [tile["id"] for tile in open_ones if COMMUNE in tile["served"]["insee"]]
        assert [tile["id"] for tile in shown if tile["id"] in expected] == expected, "other tiles or another order"
        assert all(isinstance(tile["title"], str) for tile in shown), "texts are not flat"
        assert all(tile["coverage"]["of"] == COMMUNES for tile in tiles), "of another territory"


@check
def no_tile_says_more_than_the_app_may_know(server: TilesClient) -> None:
    """No column, no contact."""
    release = server.fetch(server.fetch("manifest").json["release"]).json
    for tile in release["tiles"]:
        assert "contact" not in tile["owner"], tile["id"]
        assert all("map" not in source for source in tile["sources"]), tile["id"]


def _check_map_list(data: dict[str, Any], tile: dict[str, Any], insee: str) -> None:
    assert (data["tile"], data["kind"], data["commune"]) == (tile["id"], tile["kind"], insee)
    features = data["items"]["features"]
    assert data["items"]["type"] == "FeatureCollection"
    assert data["count"] == len(features), f"{tile['id']} {insee}: count {data['count']}, {len(features)} features"
    assert bool(features) == (insee in tile["coverage"]["insee"]), f"{tile['id']} {insee}: coverage is wrong"
    for feature in features:
        assert feature["geometry"]["type"] == "Point"
        assert len(feature["geometry"]["coordinates"]) == 2
        assert feature["properties"]["title"]


def main() -> None:
    """Run every check against a server; exit 1 when one failed."""
    (url,) = sys.argv[1:] or sys.exit(__doc__)
    server, failed = TilesClient(url.rstrip("/")), 0
    for one in CHECKS:
        try:
            one(server)
            print(f"ok      {one.__name__}")
        except (AssertionError, KeyError, json.JSONDecodeError) as problem:
            failed += 1
            print(f"FAILED  {one.__name__}: {problem!r}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
