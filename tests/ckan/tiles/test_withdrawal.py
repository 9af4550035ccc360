"""A source that is closed takes its tile out of the app before the request that closes it returns."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers
from ckanext.rouen_tiles import config
from ckanext.rouen_tiles.core.release import ReleaseFolder
from ckanext.rouen_tiles.logic import closing, health, release
from ckanext.rouen_tiles.store import release as releases

DATA = "tiles/decheteries/data?commune=76540"


def act(action: str, **data: Any) -> Any:
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


def package() -> dict[str, Any]:
    return act("package_show", id="decheteries")


def make_private_by_patch(resource: str) -> None:
    act("package_patch", id="decheteries", private=True)


def make_private_by_update(resource: str) -> None:
    act("package_update", **{**package(), "private": True})


def make_private_in_bulk(resource: str) -> None:
    found = package()
    act("bulk_update_private", datasets=[found["id"]], org_id=found["owner_org"])


def delete(resource: str) -> None:
    act("package_delete", id="decheteries")


def delete_in_bulk(resource: str) -> None:
    found = package()
    act("bulk_update_delete", datasets=[found["id"]], org_id=found["owner_org"])


def purge(resource: str) -> None:
    act("dataset_purge", id="decheteries")


def delete_resource(resource: str) -> None:
    act("resource_delete", id=resource)


def drop_resource_in_update(resource: str) -> None:
    act("package_update", **{**package(), "resources": []})


def make_draft(resource: str) -> None:
    act("package_patch", id="decheteries", state="draft")


def delete_organization(resource: str) -> None:
    model.Group.get("metropole-rouen-normandie").delete()
    model.Session.commit()


def by_hand_in_the_session(resource: str) -> None:
    model.Session.execute(sa.text("UPDATE package SET private = true WHERE name = 'decheteries'"))
    model.Session.commit()


ROUTES = [
    make_private_by_patch,
    make_private_by_update,
    make_private_in_bulk,
    delete,
    delete_in_bulk,
    purge,
    delete_resource,
    drop_resource_in_update,
    make_draft,
    delete_organization,
    by_hand_in_the_session,
]


@pytest.mark.parametrize("close", ROUTES, ids=lambda route: route.__name__)
def test_a_closed_source_takes_its_tile_out_at_once(close: Callable[[str], None], live: str, backend: Any) -> None:
    before = backend.get("manifest")
    assert backend.tiles() == ["decheteries"]
    assert backend.get(DATA).json["count"] == 1

    close(live)

    after = backend.get("manifest", if_none_match=before.headers["ETag"])
    assert after.status == 200
    assert after.json["number"] == before.json["number"] + 1
    assert backend.tiles() == []
    assert backend.get(DATA).status == 410
    stub = backend.get("tiles/decheteries").json
    assert (stub["state"], stub["reason"]["code"]) == ("withdrawn", "source-not-public")
    assert releases.latest(model.Session).sha256 == after.json["sha256"]


def test_the_tile_is_out_of_the_file_before_the_change_is_committed(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(session: Any) -> None:
        with model.meta.engine.connect() as other:
            private = other.execute(sa.text("SELECT private FROM package WHERE name = 'decheteries'")).scalar()
        seen.append((backend.tiles(), private))

    sa.event.listen(model.Session, "before_commit", look)
    try:
        make_private_by_patch(live)
    finally:
        sa.event.remove(model.Session, "before_commit", look)
    assert ([], False) in seen


def test_a_change_that_is_rolled_back_leaves_the_tile_withdrawn_until_the_sweeper_comes(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: Any) -> None:
        raise RuntimeError("the database went away")

    sa.event.listen(model.Session, "before_commit", fail)
    try:
        with pytest.raises(RuntimeError):
            make_private_in_bulk(live)
    finally:
        sa.event.remove(model.Session, "before_commit", fail)
    model.Session.rollback()
    withdrawn = backend.get("manifest").json
    assert backend.tiles() == []

    release.sweep()

    restored = backend.get("manifest").json
    assert (backend.tiles(), restored["number"]) == (["decheteries"], withdrawn["number"] + 1)
    kept = model.Session.execute(sa.text("SELECT number, sha256 FROM rouen_tile_release ORDER BY number")).all()
    assert [number for number, _ in kept] == list(range(1, restored["number"] + 1))
    assert dict(kept)[withdrawn["number"]] == withdrawn["sha256"]


def test_an_opened_source_brings_its_tile_back_with_its_data(live: str, backend: Any) -> None:
    make_private_by_patch(live)
    release.sweep()
    assert backend.tiles() == []
    act("package_patch", id="decheteries", private=False)
    release.sweep()
    assert backend.tiles() == ["decheteries"]
    assert backend.get(DATA).json["count"] == 1


def test_what_no_hook_sees_the_sweeper_closes_even_when_no_tile_can_be_checked(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("UPDATE package SET private = true WHERE name = 'decheteries'"))
    assert backend.tiles() == ["decheteries"]

    def fail() -> None:
        raise RuntimeError("the datastore does not answer")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(health, "check_live", fail)
        release.sweep()
    assert backend.tiles() == []
    release.sweep()
    assert backend.tiles() == []


def test_other_tiles_stay(live: str, backend: Any, publish_table: Any, bring_live: Any, rows: dict[str, str]) -> None:
    publish_table("piscines", rows["76540"])
    bring_live("piscines")
    make_private_by_patch(live)
    assert backend.tiles() == ["piscines"]
    assert backend.get("tiles/piscines/data?commune=76540").json["count"] == 1


def test_a_change_that_closes_nothing_makes_no_release(live: str, backend: Any) -> None:
    before = backend.get("manifest").json
    act("package_patch", id="decheteries", title="Autre titre")
    factories.User()
    assert backend.get("manifest").json == before


def test_when_the_release_cannot_be_written_nothing_is_served_rather_than_the_tile(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: ReleaseFolder, *given: Any) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ReleaseFolder, "publish", full)
        make_private_by_patch(live)
    assert package()["private"] is True
    assert backend.get("manifest").status == 503
    release.sweep()
    assert backend.tiles() == []


def test_when_not_even_the_link_can_be_removed_the_change_is_refused(
    live: str, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: ReleaseFolder, *given: Any) -> None:
        raise OSError("Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(ReleaseFolder, "publish", fail)
        patched.setattr(ReleaseFolder, "close", fail)
        with pytest.raises(closing.NotWithdrawn):
            make_private_by_patch(live)
    model.Session.rollback()
    assert package()["private"] is False
    assert backend.tiles() == ["decheteries"]


def test_a_lost_folder_is_written_again(live: str, backend: Any) -> None:
    before = backend.get("manifest").json
    shutil.rmtree(config.directory() / "releases")
    for path in Path(config.directory()).glob("data/*/*"):
        path.unlink()
    assert backend.get("manifest").status in (200, 503)
    release.sweep()
    assert backend.get("manifest").json["sha256"] == before["sha256"]
    assert backend.get(DATA).json["count"] == 1


def test_closings_and_builds_at_the_same_time_never_serve_a_private_source(live: str, backend: Any) -> None:
    """While a builder runs without pause, each closing is asked about right after it returned."""
    stop, built = threading.Event(), []

    def build() -> None:
        while not stop.is_set():
            built.append(release.bring_up_to_date())
            model.Session.remove()

    builder = threading.Thread(target=build)
    builder.start()
    stale = 0
    try:
        for _ in range(25):
            make_private_in_bulk(live)
            stale += bool(backend.tiles())
            found = package()
            act("bulk_update_public", datasets=[found["id"]], org_id=found["owner_org"])
    finally:
        assert builder.is_alive(), "the builder failed"
        stop.set()
        builder.join()
    assert stale == 0
    assert any(built)
    release.sweep()
    assert backend.tiles() == ["decheteries"]


def test_a_source_that_was_opened_shows_its_tile_after_a_check_and_never_as_failing(live: str, backend: Any) -> None:
    make_private_by_patch(live)
    release.sweep()
    # Opened without the signal that follows, as when a build is under way at that moment.
    model.Session.execute(sa.text("UPDATE package SET private = false WHERE name = 'decheteries'"))
    model.Session.commit()

    release.bring_up_to_date()
    assert backend.tiles() == []

    release.sweep()
    [tile] = backend.get(backend.get("manifest").json["release"]).json["tiles"]
    assert (tile["id"], tile["health"]["state"]) == ("decheteries", "ok")
