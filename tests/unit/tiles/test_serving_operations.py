"""Every operation of the contract, asked as a WSGI application; and how what changes something is passed on to CKAN."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from ckanext.rouen_tiles.core.contract import OPERATIONS
from ckanext.rouen_tiles.core.health import OK, Health
from ckanext.rouen_tiles.core.release import Release, ReleaseFolder, Tombstone
from ckanext.rouen_tiles.core.release.app_view import app_view
from ckanext.rouen_tiles.core.release.history import Entry
from ckanext.rouen_tiles.core.tile import Tile
from ckanext.rouen_tiles.serving import deprecation, routes
from ckanext.rouen_tiles.serving.application import TilesApplication
from ckanext.rouen_tiles.serving.deprecation import Deprecation
from ckanext.rouen_tiles.serving.kept import Kept
from ckanext.rouen_tiles.serving.middleware import MOST_WRITES, WRITES_WITHIN, TilesFirst
from tiles_backend import NOW, Backend

AS_MANIFEST, AS_SCHEMA = "public, max-age=60, stale-if-error=86400", "public, max-age=3600"
COMMUNES = ["76498", "76540", "76681"]
PAPERS = ("manifest", "manifest_signed", "keys", "vocabulary", "tile")

Publish = Callable[..., Release]


@pytest.fixture
def client(tmp_path: Path, publish: Publish) -> Backend:
    """A backend, and an indicator of the app."""
    publish()
    ReleaseFolder(tmp_path).tell("kpis.json", b'{"kpis": []}')
    return Backend(tmp_path)


@pytest.fixture
def several(client: Backend, tmp_path: Path, publish: Publish, tile: Tile) -> Backend:
    """Releases 1 to 5 of which the last withdrew a tile."""
    other = app_view(replace(tile, id="autre"), 1, Health(OK), ["76540"], COMMUNES)
    mine = app_view(tile, 1, Health(OK), ["76540"], COMMUNES)
    for number in (2, 3, 4):
        publish(number=number, tiles=[mine, other])
    stone = Tombstone("autre", "withdrawn", "2026-11-22T20:30:00Z", "unhealthy").entry()
    publish(number=5, tiles=[mine], tombstones=[stone])
    return client


def test_every_operation_of_the_contract_is_answered(client: Backend) -> None:
    reading = {operation.id for operation in OPERATIONS if operation.id not in routes.WRITTEN_BY_CKAN}
    assert reading == {*PAPERS, *routes.HANDLERS, *routes.STANDING}


@pytest.mark.parametrize(
    ("path", "cache", "media"),
    [
        ("manifest.jws", AS_MANIFEST, "application/jose"),
        ("keys", AS_SCHEMA, "application/json; charset=utf-8"),
        ("releases", AS_MANIFEST, "application/json; charset=utf-8"),
        ("releases?at=2026-11-22", AS_MANIFEST, "application/json; charset=utf-8"),
        ("changes?since=1", AS_MANIFEST, "application/json; charset=utf-8"),
        ("communes", AS_MANIFEST, "application/json; charset=utf-8"),
        ("coverage", AS_MANIFEST, "application/json; charset=utf-8"),
        ("health", AS_MANIFEST, "application/json; charset=utf-8"),
        ("kpis", AS_MANIFEST, "application/json; charset=utf-8"),
        ("vocabulary", AS_MANIFEST, "application/json; charset=utf-8"),
        ("schema/tile.json", AS_SCHEMA, "application/json; charset=utf-8"),
        ("openapi.json", AS_SCHEMA, "application/json; charset=utf-8"),
        ("icons/bin.svg", AS_SCHEMA, "image/svg+xml"),
    ],
)
def test_each_says_what_it_is_and_how_long_it_may_be_kept(client: Backend, path: str, cache: str, media: str) -> None:
    plain, gz, br = (client.get(path, accept_encoding=coding) for coding in ("", "gzip", "br"))
    assert (plain.status, plain.headers["Cache-Control"], plain.headers["Content-Type"]) == (200, cache, media)
    assert gzip.decompress(gz.body) == brotli.decompress(br.body) == plain.body
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert plain.headers["Vary"] == "Accept-Encoding"
    again = client.get(path, if_none_match=plain.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    head = client.get(path, method="HEAD")
    assert (head.headers, head.body) == (plain.headers, b"")


def test_the_contract_and_icons_are_served_without_a_release(tmp_path: Path) -> None:
    nothing = Backend(tmp_path)
    statuses = [nothing.get(path).status for path in ("openapi.json", "schema/tile.json", "icons/bin.svg", "manifest")]
    assert statuses == [200, 200, 200, 503]


@pytest.mark.parametrize(
    "path", ["schema/unknown.json", "schema/common.json", "icons/unknown.svg", "icons/..%2fkpis.svg"]
)
def test_what_is_not_in_the_contract_never_existed(client: Backend, path: str) -> None:
    assert client.get(path).status == 404


def test_a_paper_that_this_state_lacks_is_503_and_not_404(client: Backend, tmp_path: Path, publish: Publish) -> None:
    ReleaseFolder(tmp_path).tell("kpis.json", b"")
    (tmp_path / "kpis.json").unlink()
    assert client.get("kpis").status == 503


# releases


def numbers(reply: Any) -> list[int]:
    return [entry["number"] for entry in reply.json["releases"]]


def test_releases_are_listed_in_pages_that_lead_to_each_other(several: Backend) -> None:
    first = several.get("releases?limit=2")
    assert numbers(first) == [5, 4]
    link = first.headers["Link"]
    assert link == '<releases?before=4&limit=2>; rel="next"'
    second = several.get(link[1 : link.index(">")])
    assert numbers(second) == [3, 2]
    last = several.get("releases?before=2&limit=2")
    assert (numbers(last), "Link" in last.headers) == ([1], False)


def test_an_entry_leads_to_its_release(several: Backend) -> None:
    for entry in several.get("releases").json["releases"]:
        assert several.get(entry["release"]).json["number"] == entry["number"]


def test_what_the_app_saw_at_an_instant_and_on_a_day_in_paris(client: Backend, tmp_path: Path) -> None:
    folder = ReleaseFolder(tmp_path)
    days = {1: "2026-11-20T22:59:59Z", 2: "2026-11-20T23:00:00Z", 3: "2026-11-21T22:59:59Z", 4: "2026-11-21T23:00:00Z"}
    entries = [Entry(number, "0" * 64, at, None, "essai", 1, 1, 0) for number, at in days.items()]
    folder.history.write_all(entries)
    state = json.loads((tmp_path / "states" / str(folder.current_name()) / "state.json").read_bytes())
    assert state["number"] == 1  # what is served hides what has a greater number
    assert numbers(client.get("releases?at=2026-11-21")) == [1]
    with_four = replace(folder.state(str(folder.current_name())), number=4)
    folder.publish(folder.release(with_four.release), with_four)
    folder.history.write_all(entries)
    assert numbers(client.get("releases?at=2026-11-21")) == [3, 2]
    assert numbers(client.get("releases?at=2026-11-20")) == [1]
    assert numbers(client.get("releases?at=2026-11-21T12:00:00Z")) == [2]
    assert numbers(client.get("releases?at=2026-11-22T00:00")) == [4]
    assert numbers(client.get("releases?at=2026-11-19")) == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("releases?before=0", "before"),
        ("releases?before=x", "before"),
        ("releases?before=1.5", "before"),
        ("releases?before=" + "9" * 40, "before"),
        ("releases?limit=0", "limit"),
        ("releases?limit=101", "limit"),
        ("releases?limit=%C2%B2", "limit"),
        ("releases?at=hier", "at"),
        ("releases?at=2026-13-01", "at"),
        ("releases?at=2027-01-01", "at"),
        ("releases?at=2026-03-29T02:30", "at"),
        ("releases?at=2026-11-01&limit=3", "at"),
        ("changes", "since"),
        ("changes?since=-1", "since"),
        ("changes?since=", "since"),
        ("changes?since=1&since=2", "repeated-parameter"),
        ("keys?x=1", "unknown-parameter"),
        ("openapi.json?v=2", "unknown-parameter"),
    ],
)
def test_a_wrong_parameter_is_named(client: Backend, path: str, kind: str) -> None:
    reply = client.get(path)
    assert (reply.status, reply.json["type"]) == (400, f"urn:rouen:tiles:{kind}")


def test_changes_are_those_since_the_release_that_the_client_has(several: Backend) -> None:
    since = several.get("changes?since=4").json
    assert (since["full"], since["upserts"], [entry["id"] for entry in since["removals"]]) == (False, [], ["autre"])
    from_first = several.get("changes?since=1").json
    assert ([tile["id"] for tile in from_first["upserts"]], from_first["number"]) == ([], 5)
    now = several.get("changes?since=5").json
    assert (now["full"], now["upserts"], now["removals"]) == (False, [], [])


@pytest.mark.parametrize("since", [0, 6, 4_000])
def test_changes_since_an_unknown_release_are_everything(several: Backend, since: int) -> None:
    assert several.get(f"changes?since={since}").json["full"] is True


def test_changes_since_a_release_of_long_ago_are_everything(several: Backend) -> None:
    several.now = NOW + timedelta(days=31)
    assert several.get("changes?since=4").json["full"] is True


def test_the_manifest_leads_to_the_changes_since_the_oldest_that_is_known(several: Backend) -> None:
    link = several.get("manifest").json["changes_since"]
    assert link == "changes?since=1"
    assert several.get(link).json["full"] is False


# what is told of the tiles as a whole


def test_a_commune_says_how_many_tiles_it_has(client: Backend) -> None:
    found = {commune["insee"]: commune for commune in client.get("communes").json["communes"]}
    assert (found["76540"]["tiles"], found["76681"]["tiles"], found["76540"]["name"]) == (1, 0, "Rouen")


def test_coverage_tells_declared_computed_and_served_apart(client: Backend) -> None:
    (tile,) = client.get("coverage").json["tiles"]
    assert tile["audience"] == {"communes": "all"}
    assert tile["coverage"]["insee"] == tile["served"]["insee"] == ["76540"]


def test_health_names_what_is_held_of_what_is_served(client: Backend, tmp_path: Path) -> None:
    ReleaseFolder(tmp_path).tell("held.json", b'{"held": ["decheteries", "secret"]}')
    assert client.get("health").json["held"] == ["decheteries"]


def test_health_follows_the_check(client: Backend, tmp_path: Path) -> None:
    assert client.get("health").json["checked_at"] is None
    ReleaseFolder(tmp_path).write_health(b'{"checked_at": "2026-11-22T20:31:00Z", "tiles": []}')
    assert client.get("health").json["checked_at"] == "2026-11-22T20:31:00Z"


def test_a_picture_opened_as_a_page_runs_nothing(client: Backend) -> None:
    assert "default-src 'none'" in client.get("icons/bin.svg").headers["Content-Security-Policy"]


def test_answers_that_are_kept_stay_within_their_bound() -> None:
    class Big:
        size = 10

    kept, made = Kept(most=25), []

    def make(key: int) -> Callable[[], Any]:
        return lambda: made.append(key) or Big()

    for key in (1, 2, 1, 3, 2):
        kept.get(key, make(key))
    assert made == [1, 2, 3, 2]


# methods, deprecation


def test_each_path_says_what_may_be_asked_there(client: Backend) -> None:
    for path in ("manifest", "releases", "tiles/decheteries/data"):
        assert client.get(path, method="OPTIONS").headers["Allow"] == "GET, HEAD, OPTIONS"
        assert client.get(path, method="PUT").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get("nothing", method="OPTIONS").status == 404


def test_a_process_of_its_own_changes_nothing(client: Backend) -> None:
    for path, allowed in (("releases", "GET, HEAD, OPTIONS"), ("releases/1/rollback", "OPTIONS")):
        reply = client.get(path, method="POST")
        assert (reply.status, reply.headers["Allow"]) == (405, allowed)
    assert client.get("preview/tiles").status == 405


@pytest.mark.parametrize("path", ["manifest", "tiles"])
def test_what_will_end_says_so_twelve_months_before(
    client: Backend, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = Deprecation(datetime(2026, 12, 1, tzinfo=UTC), "../v2/" + path)
    monkeypatch.setattr(deprecation, "DEPRECATED", {path: ending})
    headers = client.get(path).headers
    assert headers["Deprecation"] == "@1796083200"
    assert headers["Sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
    assert headers["Link"] == f'<../v2/{path}>; rel="successor-version"'


def test_nothing_is_deprecated_by_accident(client: Backend) -> None:
    assert not {"Deprecation", "Sunset"} & set(client.get("manifest").headers)


# inside CKAN's process


class Ckan:
    """CKAN as the middleware sees it: rewrites cache headers and sets a cookie."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.append(environ)
        headers = [("Cache-Control", "public, max-age=0"), ("Vary", "Cookie"), ("Set-Cookie", "ckan=1"), ("X-Own", "1")]
        start_response("200 OK", headers)
        return [b"CKAN"]


@pytest.fixture
def ckan() -> Ckan:
    return Ckan()


@pytest.fixture
def inside(client: Backend, ckan: Ckan, tmp_path: Path) -> Backend:
    """The same application in front of CKAN, whose clock is the backend's."""
    tiles = TilesApplication(str(tmp_path), writing=True)
    client.application = TilesFirst(ckan, tiles, clock=client.clock)
    return client


def test_reading_never_reaches_ckan(inside: Backend, ckan: Ckan) -> None:
    assert inside.get("manifest").status == 200
    assert inside.get("nothing").status == 404
    assert inside.get("releases", method="PUT").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert ckan.asked == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "releases"), ("POST", "releases/4/rollback"), ("GET", "preview/tiles"), ("HEAD", "preview/tiles")],
)
def test_what_changes_something_needs_a_token_and_is_kept_by_nobody(
    inside: Backend, ckan: Ckan, path: str, method: str
) -> None:
    refused = inside.get(path, method=method, cookie="ckan=1")
    assert (refused.status, refused.headers["Cache-Control"], ckan.asked) == (401, "no-store", [])
    assert refused.headers["WWW-Authenticate"]
    done = inside.get(path, method=method, authorization="token", cookie="ckan=1")
    assert (done.body, done.headers["Cache-Control"], done.headers["X-Own"]) == (b"CKAN", "no-store", "1")
    assert (done.headers["Vary"], done.headers["Access-Control-Allow-Origin"]) == ("Accept-Encoding", "*")
    assert "Set-Cookie" not in done.headers
    assert "HTTP_COOKIE" not in ckan.asked[0]


def test_too_many_changes_are_told_when_to_come_back(inside: Backend) -> None:
    statuses = [inside.get("releases", method="POST", authorization="one").status for _ in range(MOST_WRITES)]
    assert set(statuses) == {200}
    refused = inside.get("releases", method="POST", authorization="one")
    assert (refused.status, refused.headers["Retry-After"]) == (429, str(WRITES_WITHIN + 1))
    assert inside.get("releases", method="POST", authorization="another").status == 200
    assert inside.get("preview/tiles", authorization="one").status == 200
    inside.now += timedelta(seconds=WRITES_WITHIN)
    assert inside.get("releases", method="POST", authorization="one").status == 200
