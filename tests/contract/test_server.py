"""The contract with the app's backend holds on a running portal, and when everything behind it has stopped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from backstage import Backstage
from checks import CHECKS, withdrawal_is_seen_at_once
from client import TilesClient
from outside import Portal

ATTEMPTS = 200
Servers = tuple[TilesClient, TilesClient]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_server_keeps_the_contract(check: Callable[[TilesClient], None], server: TilesClient) -> None:
    check(server)


def test_a_client_takes_a_release_once(server: TilesClient) -> None:
    assert server.poll()
    assert len(server.release["tiles"]) == server.manifest["counts"]["tiles"] > 0
    assert not server.poll()


def test_a_withdrawal_is_seen_at_once_by_clients_that_kept_the_data(servers: Servers, sysadmin: Portal) -> None:
    inside, alone = servers
    alone.poll()
    bound = {tile["id"]: tile["sources"] for tile in alone.release["tiles"]}

    def turn(tile_id: str, *, private: bool) -> None:
        package = sysadmin.read("resource_show", id=bound[tile_id][0]["resource"])["package_id"]
        sysadmin.call("package_patch", id=package, private=private)

    def close(tile_id: str) -> None:
        turn(tile_id, private=True)

    def reopen(tile_id: str) -> None:
        turn(tile_id, private=False)

    withdrawal_is_seen_at_once(alone, close, reopen, inside)


def test_with_every_service_stopped_tiles_are_still_served(backstage: Backstage, servers: Servers) -> None:
    servers[0].poll()
    data = next(tile["data"] for tile in servers[0].release["tiles"] if tile["data"])
    paths = ("manifest", "tiles", f"{data}?commune=76540") * ATTEMPTS
    with backstage.without("postgres", "redis", "solr"):
        statuses = [server.fetch(path).status for server in servers for path in paths]
    assert statuses == [200] * 2 * 3 * ATTEMPTS
