"""Releases: going back to one, holding one that takes too much, numbering one after a restore, changes by HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_tiles import config
from ckanext.rouen_tiles.core.health import FAIL, Health, Reason
from ckanext.rouen_tiles.logic import papers, release, rollback, telling_held
from ckanext.rouen_tiles.logic import tile as life
from ckanext.rouen_tiles.logic.numbering import RESTORED
from ckanext.rouen_tiles.store import health as checks
from ckanext.rouen_tiles.store import release as releases
from werkzeug.test import Client

DATA = "tiles/decheteries/data?commune=76540"

Edit = Callable[..., None]


def act(action: str, **data: Any) -> Any:
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


@pytest.fixture
def edit(tile_yaml: Any, test_request_context: Any) -> Edit:
    """Approves another title for a tile."""

    def approve(title: str, tile: str = "decheteries") -> None:
        with test_request_context():
            text = tile_yaml(tile, "decheteries").replace("fr: Déchèteries, en", f"fr: {title}, en")
            life.bring_in(text, "essai")
            life.make_live(tile, "essai")

    return approve


@pytest.fixture
def going_back(test_request_context: Any) -> Callable[[int], rollback.RolledBack]:
    """Goes back to a release."""

    def go(number: int) -> rollback.RolledBack:
        with test_request_context():
            return rollback.roll_back(number, "essai")

    return go


def title(backend: Any, tile: str = "decheteries") -> str:
    return str(backend.get(f"tiles/{tile}").json["title"]["fr"])


def number(backend: Any) -> int:
    return int(backend.get("manifest").json["number"])


# going back


def test_going_back_serves_the_old_definitions_as_a_new_release(
    live: str, edit: Edit, backend: Any, going_back: Any
) -> None:
    edit("Autre titre")
    assert (title(backend), number(backend)) == ("Autre titre", 2)

    done = going_back(1)

    assert (title(backend), number(backend)) == ("Déchèteries", 3)
    assert (done.restored, done.withdrawn, done.left) == (["decheteries"], [], {})
    assert backend.get(DATA).json["count"] == 1
    assert backend.get("releases").json["releases"][0]["reason"] == "rollback to release 1"
    release.sweep()
    assert number(backend) == 3, "the sweeper undid it"
    assert life.newest("decheteries").revision == 2, "what was written later is kept"


def test_a_tile_that_came_later_is_withdrawn_and_is_back_when_that_is_undone(
    live: str, bring_live: Any, backend: Any, portal: Any, tokens: dict[str, str], going_back: Any
) -> None:
    bring_live("decheteries", "autre")
    model.Session.execute(sa.text("DELETE FROM rouen_kpi_due"))
    model.Session.commit()
    done = portal("releases/1/rollback", tokens["admin"], if_match='"2"').json
    assert (backend.tiles(), done["withdrawn"]) == (["decheteries"], ["autre"])
    assert (done["number"], done["new"]) == (3, True)
    marks = model.Session.execute(sa.text("SELECT count(*) FROM rouen_kpi_due")).scalar()
    assert marks, "the tiles are counted as before"
    assert backend.get("tiles/autre").json["reason"]["code"] == "rolled-away"
    undone = going_back(2)
    assert (undone.restored, undone.left) == (["autre"], {})
    assert sorted(backend.tiles()) == ["autre", "decheteries"]


def test_a_tile_taken_away_by_going_back_can_be_published_again(
    live: str, bring_live: Any, backend: Any, going_back: Any
) -> None:
    bring_live("decheteries", "autre")
    going_back(1)
    bring_live("decheteries", "autre")
    assert sorted(backend.tiles()) == ["autre", "decheteries"]


def test_going_back_does_not_bring_back_what_a_person_withdrew(live: str, backend: Any, going_back: Any) -> None:
    life.withdraw("decheteries", "une erreur", "essai")
    done = going_back(1)
    assert (backend.tiles(), done.left) == ([], {"decheteries": "withdrawn"})


def test_going_back_looks_at_the_health_anew_and_never_opens_a_closed_source(
    live: str, edit: Edit, backend: Any, going_back: Any
) -> None:
    edit("Autre titre")
    act("package_patch", id="decheteries", private=True)
    going_back(1)
    assert backend.tiles() == []
    assert backend.get("tiles/decheteries").json["reason"]["code"] == "source-not-public"
    act("package_patch", id="decheteries", private=False)
    release.sweep()
    assert title(backend) == "Déchèteries"


def test_there_is_no_going_back_to_what_never_was(live: str, going_back: Any) -> None:
    with pytest.raises(rollback.UnknownRelease):
        going_back(7)


# the guard


@pytest.fixture
def eight(live: str, bring_live: Any) -> list[str]:
    """Eight tiles that are hidden when they fail."""
    others = [f"tuile-{place}" for place in range(7)]
    for name in others:
        bring_live("decheteries", name)
    return ["decheteries", *others]


def fail(tile_ids: list[str]) -> None:
    """Have checks find that a tile cannot be shown."""
    last = checks.last(model.Session)
    for tile_id in tile_ids:
        health = Health(FAIL, (Reason(FAIL, "too-few-rows", {"source": "x", "rows": 0, "minimum": 1}),))
        content = replace(last[tile_id].content, version=None)
        checks.record_now(replace(last[tile_id], health=health, content=content, failures=2))


def test_a_failure_of_many_tiles_at_once_is_held_until_a_person_lets_go(eight: list[str], backend: Any) -> None:
    fail(eight[:3])
    release.bring_up_to_date()
    assert sorted(backend.tiles()) == sorted(eight)
    assert backend.get("health").json["held"] == sorted(eight[:3])
    assert backend.get("tiles/decheteries").json["health"]["state"] == "fail"
    assert backend.get(DATA).json["count"] == 1, "a tile that is held keeps its data"

    release.bring_up_to_date(release.Asked(accepted=release.held()))

    assert sorted(backend.tiles()) == sorted(eight[3:])
    assert (backend.get("health").json["held"], release.held()) == ([], [])
    release.bring_up_to_date()
    assert sorted(backend.tiles()) == sorted(eight[3:]), "what was let go stays away"


def test_who_administers_the_metropole_is_told_once_a_day_of_what_is_held(
    eight: list[str], tokens: dict[str, str], test_request_context: Any
) -> None:
    with test_request_context():
        assert telling_held.of_held() == 0
        fail(eight[:3])
        release.bring_up_to_date()
        assert (telling_held.of_held(), telling_held.of_held()) == (1, 0)
    mails = sa.text("SELECT subject, text FROM rouen_mail WHERE key LIKE 'tiles-held:%'")
    subject, text = model.Session.execute(mails).one()
    assert subject == "3 tuiles en défaut à la fois : rien n’est retiré"
    assert all(tile in text for tile in eight[:3])
    assert "/tuiles/versions" in text


def test_a_failure_of_a_quarter_of_the_tiles_is_not_held(eight: list[str], backend: Any) -> None:
    fail(eight[:2])
    release.bring_up_to_date()
    assert sorted(backend.tiles()) == sorted(eight[2:])


def test_a_closed_source_takes_every_tile_away_at_once(eight: list[str], backend: Any) -> None:
    act("package_patch", id="decheteries", private=True)
    release.bring_up_to_date()
    assert backend.tiles() == []


# numbers, history, papers


def test_a_database_restored_from_a_copy_goes_on_with_a_number_that_nobody_saw(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_database", lambda connection: "another cluster")
    release.bring_up_to_date()
    assert number(backend) == 1 + RESTORED
    release.bring_up_to_date()
    assert number(backend) == 1 + RESTORED


def test_after_a_restore_a_closing_too_has_a_number_that_nobody_saw(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "_database", lambda connection: "another cluster")
    act("package_patch", id="decheteries", private=True)
    assert number(backend) == 1 + RESTORED


def test_a_copy_that_nothing_tells_is_told_by_hand(live: str, backend: Any) -> None:
    release.after_restore()
    assert number(backend) == 1 + RESTORED


def test_a_database_says_which_it_is(live: str) -> None:
    made_in = model.Session.execute(sa.text("SELECT database FROM rouen_tile_release")).scalar()
    cluster, database, timeline = made_in.split("/")
    assert (int(cluster) > 0, int(database) > 0, int(timeline)) == (True, True, 1)


def test_what_the_app_saw_is_known_in_files_and_in_the_database(live: str, edit: Edit, backend: Any) -> None:
    edit("Autre titre")
    listed = backend.get("releases").json["releases"]
    told = act("rouen_tile_release_list")
    assert listed == told["releases"]
    assert [entry["number"] for entry in listed] == [2, 1]
    shutil.rmtree(config.directory() / "index")
    assert backend.get("releases?limit=49").json["releases"] == []
    release.bring_up_to_date()
    assert backend.get("releases?limit=50").json["releases"] == listed


def test_two_releases_are_compared(live: str, edit: Edit, bring_live: Any) -> None:
    edit("Autre titre")
    bring_live("decheteries", "autre")
    found = act("rouen_tile_release_diff", **{"from": 1, "to": 3})
    assert [tile["id"] for tile in found["added"]] == ["autre"]
    (changed,) = found["changed"]
    assert (changed["id"], changed["fields"]) == ("decheteries", ["revision", "title"])
    assert (changed["before"]["title"]["fr"], changed["after"]["title"]["fr"]) == ("Déchèteries", "Autre titre")
    backwards = act("rouen_tile_release_diff", **{"from": 3, "to": 1})
    assert [tile["id"] for tile in backwards["removed"]] == ["autre"]


def test_a_manifest_is_issued_anew_each_day_and_with_a_new_key(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, signed = backend.get("manifest").json, backend.get("manifest.jws").body
    release.bring_up_to_date()
    assert backend.get("manifest.jws").body == signed
    tomorrow = papers.now() + timedelta(hours=25)
    monkeypatch.setattr(papers, "now", lambda: tomorrow)
    release.bring_up_to_date()
    second = backend.get("manifest").json
    assert (second["number"], second["sha256"]) == (first["number"], first["sha256"])
    assert datetime.fromisoformat(second["expires"]) == tomorrow + timedelta(days=7)
    config.keys().announce(tomorrow, at_once=True)
    before = backend.get("keys").json["keys"]
    release.bring_up_to_date()
    (key,) = backend.get("keys").json["keys"]
    assert key["kid"] not in {known["kid"] for known in before}


def test_a_clock_that_was_set_back_does_not_make_releases_older(
    live: str, edit: Edit, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    edit("Autre titre")
    (newest, oldest) = backend.get("releases").json["releases"]
    assert newest["created_at"] == oldest["created_at"]
    assert backend.get("manifest").json["issued"] == "2020-01-01T00:00:00Z"


def test_without_a_key_a_tile_is_withdrawn_all_the_same(live: str, backend: Any) -> None:
    keys = config.keys().root
    away = keys.with_name("away")
    keys.rename(away)
    keys.write_text("not a folder")
    try:
        act("package_patch", id="decheteries", private=True)
    finally:
        keys.unlink()
        away.rename(keys)
    assert backend.tiles() == []
    assert backend.get("manifest.jws").status == 503
    release.bring_up_to_date()
    assert backend.get("manifest.jws").status == 200


# by HTTP


@pytest.fixture
def tokens(tiles_portal: dict[str, Any]) -> dict[str, str]:
    """A token of an administrator of the Métropole and of an editor."""
    found = {}
    for capacity in ("admin", "editor"):
        user = factories.User()["name"]
        helpers.call_action("organization_member_create", id=tiles_portal["id"], username=user, role=capacity)
        found[capacity] = act("api_token_create", user=user, name="essai")["token"]
    return found


@pytest.fixture
def portal(make_app: Any) -> Callable[..., Any]:
    """Asks the tiles' API inside CKAN's process."""
    client = Client(make_app().app)

    def ask(path: str, token: str = "", method: str = "POST", **options: Any) -> Any:
        headers = {"Authorization": token} if token else {}
        if "if_match" in options:
            headers["If-Match"] = options.pop("if_match")
        return client.open(f"/api/tiles/v1/{path}", method=method, headers=headers, **options)

    return ask


def test_a_change_by_http_follows_the_release_that_the_caller_knows(
    live: str, edit: Edit, backend: Any, portal: Any, tokens: dict[str, str]
) -> None:
    edit("Autre titre")
    token = tokens["admin"]
    assert portal("releases/1/rollback", token).status_code == 428
    overtaken = portal("releases/1/rollback", token, if_match='"1"')
    assert (overtaken.status_code, overtaken.json["number"]) == (412, 2)
    done = portal("releases/1/rollback", token, if_match='"2"')
    assert (done.status_code, done.json["number"], done.json["restored"]) == (200, 3, ["decheteries"])
    assert done.headers["Cache-Control"] == "no-store"
    assert (done.headers["Vary"], done.headers["Access-Control-Allow-Origin"]) == ("Accept-Encoding", "*")
    assert title(backend) == "Déchèteries"
    again = portal("releases", token, if_match='"3"')
    assert (again.status_code, again.json["new"], again.json["release"]) == (200, False, done.json["release"])
    for never in (0, 99, 1 << 62):
        assert portal(f"releases/{never}/rollback", token, if_match='"3"').status_code == 404
    assert portal("releases", token, if_match='"3"', data=b"[1]").status_code == 400


def test_who_may_not_change_is_told_so(live: str, portal: Any, tokens: dict[str, str]) -> None:
    for path in ("releases", "releases/1/rollback"):
        assert portal(path).status_code == 401
        assert portal(path, "not a token", if_match='"1"').status_code == 401
        refused = portal(path, tokens["editor"], if_match='"1"')
        assert (refused.status_code, refused.json["type"]) == (403, "urn:rouen:tiles:not-allowed")


def test_a_draft_is_seen_beforehand_by_those_who_may_write_it(
    live: str, portal: Any, tokens: dict[str, str], tile_yaml: Any, backend: Any, test_request_context: Any
) -> None:
    with test_request_context():
        life.bring_in(tile_yaml().replace("fr: Déchèteries, en", "fr: Brouillon, en"), "essai")
    seen = portal("preview/tiles?commune=76540&lang=fr", tokens["editor"], method="GET")
    assert [tile["title"] for tile in seen.json["tiles"]] == ["Brouillon"]
    assert seen.headers["Cache-Control"] == "no-store"
    assert portal("preview/tiles?commune=76540", method="GET").status_code == 401
    assert portal("preview/tiles?commune=76000", tokens["editor"], method="GET").status_code == 400
    assert title(backend) == "Déchèteries"


def test_releases_are_read_by_anybody_and_changed_by_the_metropole_alone(live: str, tokens: dict[str, str]) -> None:
    nobody = {"user": "", "ignore_auth": False}
    assert helpers.call_action("rouen_tile_release_list", context=dict(nobody))["number"] == 1
    assert helpers.call_action("rouen_tile_release_show", context=dict(nobody), number=1)["tiles"]
    for action in ("rouen_tile_release_create", "rouen_tile_release_rollback"):
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action(action, context=dict(nobody), number=1)
    with pytest.raises(tk.ObjectNotFound):
        act("rouen_tile_release_show", number=9)
    with pytest.raises(tk.ValidationError):
        act("rouen_tile_release_list", at="hier")


def test_the_indicators_of_the_app_are_served(live: str, backend: Any) -> None:
    release.sweep()
    found = {entry["id"]: entry for entry in backend.get("kpis").json["kpis"]}
    assert set(found) == {"T1", "T2", "T3"}
    assert found["T1"]["label"]["en"]
