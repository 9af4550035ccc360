"""Checks of what is served: hashes, signatures, changes, windows, languages, versions, data."""

from __future__ import annotations

import hashlib
import itertools
import json
from datetime import UTC, datetime
from typing import Any

from asking import COMMUNE, RESOLVED, Check, check_schema, manifest, raw, release
from client import TilesClient
from signature import thumbprint, verified

#: Documents that are at one address, and the schema of each.
DOCUMENTS = {
    "manifest": "manifest",
    "releases?limit=3": "releases",
    "tiles": "tiles",
    f"tiles?commune={COMMUNE}&lang=en": "tiles",
    "communes": "communes",
    "coverage": "coverage",
    "health": "health",
    "kpis": "kpis",
    "vocabulary": "vocabulary",
    "keys": "keys",
}
VALID_SECONDS = 7 * 24 * 3600
Tile = dict[str, Any]


def the_manifest_leads_to_the_release(server: TilesClient) -> None:
    """Number, hash, bytes, tiles of the manifest are those of the release; links hold no host."""
    named = manifest(server)
    found = raw(server, named["release"])
    assert hashlib.sha256(found.body).hexdigest() == named["sha256"], "the hash is another"
    assert len(found.body) == named["bytes"], "the length is another"
    assert found.json["number"] == named["number"], "the number is another"
    keys = ("id", "revision", "sha256")
    assert named["tiles"] == [{key: tile[key] for key in keys} for tile in found.json["tiles"]], "the tiles are others"
    assert "://" not in named["release"], "the link holds a host"


def the_manifest_is_signed(server: TilesClient) -> None:
    """The JWS holds the manifest's bytes, signed by a key of `/keys` that is named by its thumbprint; it expires."""
    keys = server.fetch("keys").json
    payload = verified(raw(server, "manifest.jws").body, keys)
    if manifest(server)["issued"] == json.loads(payload)["issued"]:
        assert payload == raw(server, "manifest").body, "the payload is not the manifest"
    for key in keys["keys"]:
        assert thumbprint(key) == key["kid"], f"{key['kid']} is no thumbprint"
        assert "d" not in key, "a secret is served"
    issued, expires = (datetime.fromisoformat(json.loads(payload)[name]) for name in ("issued", "expires"))
    assert issued <= datetime.now(UTC) < expires, f"issued {issued}, expires {expires}"
    assert (expires - issued).total_seconds() <= VALID_SECONDS, "it may be believed for too long"


def changes_and_the_old_give_the_new(server: TilesClient) -> None:
    """From each of the last releases, and from one that never was."""
    new = release(server)
    for entry in server.fetch("releases?limit=5").json["releases"]:
        old, changes = server.fetch(entry["release"]).json, server.fetch(f"changes?since={entry['number']}").json
        check_schema(server, "changes", changes)
        if not changes["full"]:
            assert _applied(old, changes) == _hashes(new), f"from {entry['number']}"
    unknown = server.fetch("changes?since=999999999999").json
    assert unknown["full"], "changes from a release that never was"


def _applied(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, str]:
    found = _hashes(old) | {tile["id"]: tile["sha256"] for tile in changes["upserts"]}
    removed = {entry["id"] for entry in changes["removals"]}
    return {name: digest for name, digest in found.items() if name not in removed}


def _hashes(document: dict[str, Any]) -> dict[str, str]:
    return {tile["id"]: tile["sha256"] for tile in document["tiles"]}


def releases_are_a_chain(server: TilesClient) -> None:
    """Numbers only grow, each names the one before; the list goes on by its link; an instant finds one of them."""
    listed = server.fetch("releases?limit=5").json["releases"]
    assert listed[0]["sha256"] == manifest(server)["sha256"], "the newest is not the one served"
    for newer, older in itertools.pairwise(listed):
        assert newer["number"] > older["number"], "the order is another"
        assert newer["previous"] == older["sha256"], f"{newer['number']} does not follow {older['number']}"
    at = server.fetch(f"releases?at={listed[0]['created_at']}").json["releases"]
    assert [entry["number"] for entry in at] == [listed[0]["number"]], "an instant finds another"


def documents_are_as_their_schemas_say(server: TilesClient) -> None:
    """Each document, the release, each tile and each stub; nothing is served that the schema does not say."""
    for path, name in DOCUMENTS.items():
        check_schema(server, name, server.fetch(path).json)
    held = release(server)
    check_schema(server, "release", held)
    for entry in [*held["tiles"], *held["tombstones"]]:
        reply = raw(server, f"tiles/{entry['id']}")
        if reply.status == 200:
            check_schema(server, "tile-or-tombstone", reply.json)


def the_contract_describes_itself(server: TilesClient) -> None:
    """OpenAPI 3.1 whose schemas are those served, with an example that its own schema accepts."""
    contract = server.fetch("openapi.json").json
    assert contract["openapi"].startswith("3.1"), contract["openapi"]
    for name, schema in contract["components"]["schemas"].items():
        for example in schema.get("examples", ()) if name in DOCUMENTS.values() else ():
            check_schema(server, name, example)
    served = json.dumps(contract["servers"])
    assert "://" not in served, f"the document holds a host: {served}"


def data_have_the_shape_of_their_kind(server: TilesClient) -> None:
    """Every data link in every commune where the tile is served, and in one where it is not, in both languages."""
    everywhere = [entry["insee"] for entry in server.fetch("communes").json["communes"]]
    for tile in release(server)["tiles"]:
        if tile["data"]:
            elsewhere = [insee for insee in everywhere if insee not in tile["served"]["insee"]][:1]
            for insee in [*tile["served"]["insee"], *elsewhere]:
                _check_data(server, tile, insee)


def _check_data(server: TilesClient, tile: Tile, insee: str) -> None:
    for language in ("fr", "en"):
        path = f"{tile['data']}?commune={insee}&lang={language}"
        data = server.fetch(path).json
        check_schema(server, f"data-{tile['kind']}", data)
        assert (data["tile"], data["commune"], data["lang"]) == (tile["id"], insee, language), path
        items = data["items"]
        held = items if isinstance(items, list) else items.get("features", items.get("items"))
        assert data["count"] == len(held), f"{path}: count {data['count']}, {len(held)} items"
        if insee not in tile["coverage"]["insee"]:
            assert not held, f"{path}: data where nothing is covered"


def the_resolved_view_is_that_of_the_release(server: TilesClient) -> None:
    """A commune gets the tiles served to it, in their order, flat in one language; what lacks is named."""
    held = {tile["id"]: tile for tile in release(server)["tiles"]}
    for language in ("fr", "en"):
        shown = server.fetch(f"tiles?commune={COMMUNE}&lang={language}").json["tiles"]
        always = [name for name, tile in held.items() if not any(tile["window"].values())]
        expected = [name for name in always if COMMUNE in held[name]["served"]["insee"]]
        assert [tile["id"] for tile in shown if tile["id"] in always] == expected, "other tiles or another order"
        for tile in shown:
            title = held[tile["id"]]["title"]
            assert tile["title"] == title.get(language, title["fr"]), f"{tile['id']}: another title"
            lacks = {name for name in ("title", "summary") if language not in held[tile["id"]][name]}
            assert lacks == {"title", "summary"} & set(tile["fallback_lang"]), f"{tile['id']}: {tile['fallback_lang']}"


def an_app_that_is_too_old_gets_the_fallback_or_nothing(server: TilesClient) -> None:
    """Below `client.min` a tile becomes its fallback, and is left out when it has none."""
    shown = {tile["id"]: tile for tile in server.fetch(f"tiles?commune={COMMUNE}&app=ios/0.0.1").json["tiles"]}
    for tile in release(server)["tiles"]:
        if COMMUNE in tile["served"]["insee"] and "ios" in tile["client"]["min"] and not any(tile["window"].values()):
            assert (tile["id"] in shown) == bool(tile["fallback"]), f"{tile['id']} has no fallback"
            if tile["id"] in shown:
                assert shown[tile["id"]]["kind"] == "link", f"{tile['id']}: {shown[tile['id']]['kind']}"
                assert shown[tile["id"]]["data"] is None, f"{tile['id']}: data for an app that cannot draw them"


def a_window_s_edge_needs_no_release(server: TilesClient) -> None:
    """What is shown follows the windows of the release; nothing is kept past the next edge."""
    reply = server.fetch(f"tiles?commune={COMMUNE}")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    shown = {tile["id"] for tile in reply.json["tiles"]}
    for tile in release(server)["tiles"]:
        if COMMUNE in tile["served"]["insee"] and any(tile["window"].values()):
            is_open = (tile["window"]["from"] or "") <= now < (tile["window"]["until"] or "9")
            assert (tile["id"] in shown) == is_open, f"{tile['id']} at {now}: {tile['window']}"
    edges = [edge for edge in manifest(server)["boundaries"] if edge > now]
    assert reply.json["next_change_at"] in (edges[0] if edges else None, *edges[1:]), "another next change"
    caching = RESOLVED.fullmatch(reply.header("Cache-Control"))
    assert caching, reply.header("Cache-Control")
    if reply.json["next_change_at"]:
        left = (datetime.fromisoformat(reply.json["next_change_at"]) - datetime.now(UTC)).total_seconds()
        assert int(caching[1]) <= left + 2, f"kept {caching[1]} s, {left} s before a change"


def scopes_are_counted(server: TilesClient) -> None:
    """Served is what is declared and covered; all are of the communes of the territory."""
    communes = {entry["insee"] for entry in server.fetch("communes").json["communes"]}
    for tile in release(server)["tiles"]:
        declared = communes if tile["audience"]["communes"] == "all" else set(tile["audience"]["communes"])
        assert set(tile["served"]["insee"]) == declared & set(tile["coverage"]["insee"]), tile["id"]
        for scope in (tile["coverage"], tile["served"]):
            assert scope["n"] == len(scope["insee"]), f"{tile['id']}: miscounted"
            assert scope["of"] == len(communes), f"{tile['id']}: of another territory"


def no_tile_says_more_than_the_app_may_know(server: TilesClient) -> None:
    """No column, no contact."""
    for tile in release(server)["tiles"]:
        assert "contact" not in tile["owner"], tile["id"]
        assert all("map" not in source for source in tile["sources"]), tile["id"]


CHECKS: list[Check] = [
    the_manifest_leads_to_the_release,
    the_manifest_is_signed,
    changes_and_the_old_give_the_new,
    releases_are_a_chain,
    documents_are_as_their_schemas_say,
    the_contract_describes_itself,
    data_have_the_shape_of_their_kind,
    the_resolved_view_is_that_of_the_release,
    an_app_that_is_too_old_gets_the_fallback_or_nothing,
    a_window_s_edge_needs_no_release,
    scopes_are_counted,
    no_tile_says_more_than_the_app_may_know,
]
