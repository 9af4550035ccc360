"""Which communes are visible in the app, and what a release changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ckanext.rouen_tiles.core.kpi import visible_communes, wording
from ckanext.rouen_tiles.core.release import Tombstone, compose
from ckanext.rouen_tiles.core.release.changes import describe

COMMUNES = ["76484", "76540", "76681"]


def tile(state: str, *served: str, data: str | None = "tiles/x/data") -> dict[str, Any]:
    return {"data": data, "health": {"state": state}, "served": {"insee": list(served)}}


def test_a_commune_is_visible_by_a_healthy_tile_with_data_there() -> None:
    visible, dull = visible_communes([tile("ok", "76540"), tile("fail", "76540", "76484")], COMMUNES)
    assert visible == ["76540"]
    assert dull == {"76484": "failing", "76681": "no-data"}


def test_a_tile_without_data_makes_no_commune_visible() -> None:
    assert visible_communes([tile("ok", *COMMUNES, data=None)], COMMUNES)[0] == []


def test_an_unknown_health_makes_no_commune_visible() -> None:
    assert visible_communes([tile("unknown", *COMMUNES)], COMMUNES)[0] == []


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
