"""The contract with the app's backend holds on a running portal, and when everything behind it has stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from backstage import Backstage
from checks import CHECKS
from client import TilesClient
from outside import Portal, until

ATTEMPTS = 200


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_server_keeps_the_contract(check: Callable[[TilesClient], None], server: TilesClient) -> None:
    check(server)


def test_a_client_takes_a_release_once(server: TilesClient) -> None:
    assert server.poll()
    assert len(server.release["tiles"]) == server.manifest["counts"]["tiles"] > 0
    assert not server.poll()


def test_a_withdrawal_is_seen_at_once_by_a_client_that_kept_the_data(
    server: TilesClient, sysadmin: Portal, world: dict[str, Any]
) -> None:
    server.poll()
    tile = next(tile for tile in server.release["tiles"] if "76540" in tile["served"]["insee"] and tile["data"])
    assert server.tile_data(tile["id"], "76540")["count"] > 0
    package = sysadmin.read("resource_show", id=tile["sources"][0]["resource"])["package_id"]
    sysadmin.call("package_patch", id=package, private=True)
    try:
        assert server.tile_data(tile["id"], "76540") is None
        assert server.poll()
        assert tile["id"] not in {served["id"] for served in server.release["tiles"]}
        assert tile["id"] in {entry["id"] for entry in server.release["tombstones"]}
    finally:
        sysadmin.call("package_patch", id=package, private=False)
        until(lambda: server.poll() and _serves(server, tile["id"]), "the tile has not come back", seconds=120)
    assert server.tile_data(tile["id"], "76540")["count"] > 0


def test_with_every_service_stopped_tiles_are_still_served(backstage: Backstage, server: TilesClient) -> None:
    server.poll()
    path = f"{next(tile['data'] for tile in server.release['tiles'] if tile['data'])}?commune=76540"
    with backstage.without("postgres", "redis", "solr"):
        statuses = [server.fetch(asked).status for asked in ("manifest", "tiles", path) * ATTEMPTS]
    assert statuses == [200] * 3 * ATTEMPTS


def _serves(server: TilesClient, tile_id: str) -> bool:
    return any(tile["id"] == tile_id for tile in server.release["tiles"])
