"""Checks of what every address does: headers, codings, conditional requests, errors."""

from __future__ import annotations

import gzip

from asking import COMMUNE, RESOLVED, Check, addresses, check_schema, raw, release
from client import TilesClient

try:
    import brotli  # not of the standard library
except ImportError:
    brotli = None


def every_address_carries_its_headers(server: TilesClient) -> None:
    """Cache, Vary, CORS, type and tag as the table says; no cookie, no date."""
    for path, (cache, media) in addresses(server).items():
        reply = raw(server, path)
        assert reply.status == 200, f"{path}: {reply.status}"
        sent = reply.header("Cache-Control")
        assert sent == cache if cache else RESOLVED.fullmatch(sent), f"{path}: {sent}"
        assert reply.header("Vary") == "Accept-Encoding", f"{path}: Vary {reply.header('Vary')}"
        assert reply.header("Access-Control-Allow-Origin") == "*", f"{path}: no CORS"
        assert reply.header("Content-Type") == media, f"{path}: {reply.header('Content-Type')}"
        assert len(reply.header("ETag").strip('"')) == 32, f"{path}: tag {reply.header('ETag')}"
        assert not reply.header("Set-Cookie"), f"{path}: sets a cookie"
        assert not reply.header("Last-Modified"), f"{path}: has a date"


def encodings_hold_the_same_bytes(server: TilesClient) -> None:
    """gzip and brotli decode to the bytes as they are, each under a tag of its own."""
    for path in addresses(server):
        plain, zipped, compressed = (raw(server, path, Accept_Encoding=coding) for coding in ("identity", "gzip", "br"))
        assert "content-encoding" not in plain.headers, f"{path}: coded without being asked"
        assert gzip.decompress(zipped.body) == plain.body, f"{path}: gzip holds other bytes"
        assert compressed.header("Content-Encoding") == "br", f"{path}: no brotli"
        if brotli:
            assert brotli.decompress(compressed.body) == plain.body, f"{path}: brotli holds other bytes"
        tags = [reply.header("ETag").strip('"') for reply in (plain, zipped, compressed)]
        assert tags[1:] == [f"{tags[0]}-gz", f"{tags[0]}-br"], f"{path}: tags {tags}"


def what_a_client_has_is_not_sent_again(server: TilesClient) -> None:
    """Every form of If-None-Match: strong, weak, in a list, `*`."""
    for path in addresses(server):
        for coding in ("identity", "gzip", "br"):
            tag = raw(server, path, Accept_Encoding=coding).header("ETag")
            for known in (tag, f"W/{tag}", f'"other", {tag}', f'W/"x",{tag} , "y"', "*"):
                reply = raw(server, path, If_None_Match=known, Accept_Encoding=coding)
                assert (reply.status, reply.body) == (304, b""), f"{path}: {reply.status} for {known}"
                assert reply.header("ETag") == tag, f"{path}: 304 without its tag"
                assert reply.header("Cache-Control"), f"{path}: 304 without caching"
                assert reply.header("Access-Control-Allow-Origin") == "*", f"{path}: 304 without CORS"


def nothing_else_gives_304(server: TilesClient) -> None:
    """Another tag, the tag of another coding, a date, a range."""
    for path in ("manifest", f"tiles?commune={COMMUNE}"):
        zipped = raw(server, path, Accept_Encoding="gzip").header("ETag")
        for header in ({"If_None_Match": '"other"'}, {"If_None_Match": zipped}, {"If_None_Match": "nonsense"}):
            assert raw(server, path, **header).status == 200, f"{path}: {header}"
        assert raw(server, path, If_Modified_Since="Sun, 22 Nov 2126 20:30:00 GMT").status == 200, path
        assert raw(server, path, Range="bytes=0-9").status == 200, f"{path}: a range is not ignored"


def head_has_the_headers_of_get(server: TilesClient) -> None:
    """The same but the date, and no body."""
    for path in addresses(server):
        head, get = raw(server, path, method="HEAD"), raw(server, path)
        assert head.body == b"", path
        one, other = ({k: v for k, v in reply.headers.items() if k != "date"} for reply in (head, get))
        assert one == other, f"{path}: {one} and {other}"


def another_site_may_read(server: TilesClient) -> None:
    """OPTIONS: 204 with what is allowed."""
    reply = raw(server, "manifest", method="OPTIONS")
    assert reply.status == 204, str(reply.status)
    assert "GET" in reply.header("Access-Control-Allow-Methods"), "GET is not named"
    assert reply.header("Access-Control-Allow-Origin") == "*", "no CORS"


def nothing_can_be_written(server: TilesClient) -> None:
    """405 with Allow."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        reply = raw(server, "manifest", method=method)
        assert reply.status == 405, f"{method}: {reply.status}"
        assert "GET" in reply.header("Allow"), f"{method}: no Allow"


WRONG = {
    "manifest?x=1": 400,
    f"tiles?comune={COMMUNE}": 400,
    "tiles?commune=76000": 400,
    "tiles?commune=": 400,
    "tiles?commune": 400,
    "tiles?commune=%FF": 400,
    f"tiles?commune={COMMUNE}&commune={COMMUNE}": 400,
    f"tiles?commune={COMMUNE}&lang=fr&lang=en": 400,
    "tiles?lang=de": 400,
    "tiles?app=windows/95": 400,
    "tiles?app=ios/3.x": 400,
    "changes": 400,
    "changes?since=x": 400,
    "changes?since=-1": 400,
    "releases?limit=0": 400,
    "releases?limit=1000000": 400,
    "releases?at=yesterday": 400,
    "tiles/never-existed": 404,
    f"tiles/never-existed/data?commune={COMMUNE}": 404,
    "tiles/..%2fmanifest": 404,
    "releases/" + "0" * 64: 404,
    "schema/nothing.json": 404,
    "icons/nothing.svg": 404,
    "manifest/": 404,
    "nothing": 404,
}


def errors_explain_themselves(server: TilesClient) -> None:
    """RFC 9457, with explicit caching and CORS, as its schema says."""
    for path, status in {**WRONG, **_of_tiles(server)}.items():
        reply = raw(server, path)
        assert reply.status == status, f"{path}: {reply.status}"
        assert reply.header("Content-Type").startswith("application/problem+json"), path
        assert reply.header("Cache-Control"), f"{path}: may be kept for any time"
        assert reply.header("Access-Control-Allow-Origin") == "*", path
        assert reply.json["status"] == status, path
        check_schema(server, "problem", reply.json)
    assert COMMUNE in raw(server, "tiles?commune=76000").json["detail"], "a postcode is not explained"


def _of_tiles(server: TilesClient) -> dict[str, int]:
    """What is wrong to ask of the tiles that there are."""
    found = {}
    for tile in [tile for tile in release(server)["tiles"] if tile["data"]][:1]:
        found |= {tile["data"]: 400, f"{tile['data']}?commune={COMMUNE}&x=1": 400, f"{tile['data']}?commune=76000": 400}
    for entry in release(server)["tombstones"]:
        found[f"tiles/{entry['id']}/data?commune={COMMUNE}"] = 410
        if entry["state"] == "gone":
            found[f"tiles/{entry['id']}"] = 410
    return found


def what_is_gone_names_its_successor(server: TilesClient) -> None:
    """410, and where to go."""
    for entry in release(server)["tombstones"]:
        if entry.get("successor") and entry["state"] == "gone":
            assert entry["successor"] in raw(server, f"tiles/{entry['id']}").json["detail"], entry["id"]


CHECKS: list[Check] = [
    every_address_carries_its_headers,
    encodings_hold_the_same_bytes,
    what_a_client_has_is_not_sent_again,
    nothing_else_gives_304,
    head_has_the_headers_of_get,
    another_site_may_read,
    nothing_can_be_written,
    errors_explain_themselves,
    what_is_gone_names_its_successor,
]
