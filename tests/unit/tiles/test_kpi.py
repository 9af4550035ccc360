"""Which communes are visible in the app, and what a release changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ckanext.rouen_tiles.core.kpi import healthy_tiles, invisible, wording
from ckanext.rouen_tiles.core.release import Tombstone, compose
from ckanext.rouen_tiles.core.release.changes import describe

COMMUNES = ["76484", "76540", "76681"]


def tile(state: str, *served: str, data: str | None = "tiles/x/data") -> dict[str, Any]:
    return {"id": state, "data": data, "health": {"state": state}, "served": {"insee": list(served)}}


def own(tiles: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Each tile has data of its own wherever it is served."""
    return {tile["id"]: tile["served"]["insee"] for tile in tiles}


def test_a_commune_is_visible_by_a_healthy_tile_with_data_there_and_every_commune_has_its_row() -> None:
    tiles = [tile("ok", "76540"), tile("warn", "76540"), tile("fail", "76540", "76484")]
    healthy = healthy_tiles(tiles, COMMUNES, own(tiles))
    assert healthy == {"76484": [], "76540": ["ok", "warn"], "76681": []}
    assert invisible(tiles, healthy, own(tiles)) == {"76484": "failing", "76681": "no-data"}


def test_what_the_whole_metropole_is_shown_alike_makes_no_commune_visible() -> None:
    tiles = [tile("ok", *COMMUNES)]
    healthy = healthy_tiles(tiles, COMMUNES, {"ok": ()})
    assert not any(healthy.values())
    assert invisible(tiles, healthy, {"ok": ()}) == dict.fromkeys(COMMUNES, "shared")


def test_a_tile_makes_only_those_communes_visible_that_have_data_of_their_own() -> None:
    tiles = [tile("ok", *COMMUNES)]
    assert healthy_tiles(tiles, COMMUNES, {"ok": ["76540", "76999"]}) == {"76484": [], "76540": ["ok"], "76681": []}


def test_data_outside_of_the_scope_served_make_no_commune_visible() -> None:
    assert healthy_tiles([tile("ok", "76484")], COMMUNES, {"ok": ["76540"]})["76540"] == []


def test_a_tile_without_data_makes_no_commune_visible() -> None:
    assert not any(healthy_tiles([tile("ok", *COMMUNES, data=None)], COMMUNES, {"ok": COMMUNES}).values())


def test_an_unknown_health_makes_no_commune_visible() -> None:
    assert not any(healthy_tiles([tile("unknown", *COMMUNES)], COMMUNES, {"unknown": COMMUNES}).values())


def test_a_commune_that_is_no_longer_one_has_no_row() -> None:
    assert set(healthy_tiles([tile("ok", "76999")], COMMUNES, {"ok": ["76999"]})) == set(COMMUNES)


def test_every_reason_is_worded() -> None:
    for kpi in wording().values():
        assert all(set(text) == {"fr", "en"} for text in [kpi["label"], kpi["definition"], *kpi["reasons"].values()])


def entry(name: str, sha256: str = "a") -> dict[str, Any]:
    return {"id": name, "rank": 1, "sha256": sha256}


def test_a_release_says_what_it_changes() -> None:
    before = compose(
        number=1,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        previous=None,
        reason="x",
        tiles=[entry("kept"), entry("edited"), entry("closed"), entry("ended")],
        tombstones=[],
    )
    states = {"closed": "withdrawn", "ended": "gone"}
    ends = [Tombstone(name, state, "", "unhealthy").entry() for name, state in states.items()]
    assert describe(before, [entry("kept"), entry("edited", "b"), entry("new")], ends) == (
        "added: new; changed: edited; withdrawn: closed; gone: ended"
    )
