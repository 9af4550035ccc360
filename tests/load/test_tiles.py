"""Tiles under load: never one that was closed, and always an answer whatever has stopped behind them."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import requests
from backstage import Backstage
from hammer import Asker
from machine import postgres
from outside import Portal, until
from tile_closer import DistantCloser, distant_closer
from tile_stock import COMMUNE, WAYS, WAYS_FOR_GOOD, Stock, stock

TILES = os.environ["ROUEN_TILES_URL"]
CLOSINGS, CLIENTS, STOCK = 1_000, 8, 10
#: closing all of them so often is more than enough; each time some are closed by requests, by one way after the other
TURNS, BY_REQUEST, IN_A_SESSION = CLOSINGS // STOCK, 2, "in_a_session"
REQUESTS_OF_A_CONNECTION = 20
#: what leaves the processors some time for each other
BETWEEN_REQUESTS, BETWEEN_CLOSINGS, BETWEEN_RELEASES = 0.02, 0.01, 0.3
REQUESTS = 100_000
GONE, OK = 410, 200
SERVICES = ("postgres", "redis", "solr")
STUCK = 32


@dataclass
class Clients:
    """Clients that ask all the time whether a tile is there; what they got of a tile that was closed is stale."""

    urls: list[str]
    tiles: list[str]
    #: in which turn a tile was closed
    closed: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    asked_closed: int = 0
    stale: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def ask(self, stop: threading.Event) -> None:
        """One client, until it is told to stop; another connection may meet another process."""
        choice = random.Random(threading.get_ident())  # noqa: S311
        while not stop.is_set():
            url = urlsplit(choice.choice(self.urls))
            with closing(HTTPConnection(str(url.hostname), url.port, timeout=20)) as connection:
                for _ in range(REQUESTS_OF_A_CONNECTION):
                    self._ask(connection, url.path, choice)
                    time.sleep(BETWEEN_REQUESTS)

    def _ask(self, connection: HTTPConnection, base: str, choice: random.Random) -> None:
        tile = choice.choice(self.tiles)
        before = self.closed.get(tile)
        path = choice.choice([f"tiles/{tile}/data?commune={COMMUNE}", f"tiles/{tile}", "manifest"])
        try:
            connection.request("GET", f"{base}/{path}")
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            self.failed.append(repr(error))
            return
        self.asked += 1
        if answer.status not in (OK, GONE):
            self.failed.append(f"{path}: {answer.status}")
        elif before is not None and self.closed.get(tile) == before:
            self.asked_closed += 1
            if answer.status == OK and shows(json.loads(body), tile):
                self.stale.append(f"{path} closed in turn {before}")


def shows(document: dict[str, Any], tile: str) -> bool:
    """Whether an answer shows a tile, its data, or names it in the manifest."""
    if "changes_since" in document:
        return any(entry["id"] == tile for entry in document["tiles"])
    return document.get("state") not in ("withdrawn", "gone")


@contextmanager
def asking(clients: Clients) -> Iterator[None]:
    """All clients at work meanwhile."""
    stop = threading.Event()
    threads = [threading.Thread(target=clients.ask, args=(stop,)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def releasing(portal: Portal) -> Iterator[list[int]]:
    """Somebody who has releases made all the time, whose numbers are given."""
    stop, made = threading.Event(), []

    def release() -> None:
        own = Portal(portal.site_url, portal.token)
        while not stop.is_set():
            made.append(own.call("rouen_tile_release_create")["number"])
            time.sleep(BETWEEN_RELEASES)

    thread = threading.Thread(target=release)
    thread.start()
    try:
        yield made
    finally:
        stop.set()
        thread.join()


def test_a_closed_source_is_never_served_by_any_process_once_its_closing_returned(
    backstage: Backstage, four_processes: Portal
) -> None:
    ways = Counter[str]()
    with distant_closer(backstage.world.ini) as closer, stock(four_processes, STOCK) as found:
        clients = Clients([f"{four_processes.site_url}/api/tiles/v1", TILES], list(found.datasets))
        with asking(clients), releasing(four_processes) as made:
            for turn in range(TURNS):
                open_all(found, clients, closer)
                ways.update(close_all(found, clients, closer, turn))
            open_all(found, clients, closer)
            ways.update(close_all_for_good(found, clients))
    told = f"{ways.total()} closings, {clients.asked} answers, {clients.asked_closed} of them of a closed tile"
    print(f"\n{told}, {len(clients.stale)} stale, {len(made)} releases asked for meanwhile\n{dict(ways)}")
    assert clients.failed == []
    assert clients.stale == [], told
    assert clients.asked_closed > ways.total() >= CLOSINGS
    assert set(ways) == {IN_A_SESSION, *(way.__name__ for way in (*WAYS, *WAYS_FOR_GOOD))}
    assert made == sorted(made)
    assert made


def open_all(found: Stock, clients: Clients, closer: DistantCloser) -> None:
    """Have every tile served; from now on nothing that is served is stale."""
    clients.closed.clear()
    closer.open(found.datasets.values())


def close_all(found: Stock, clients: Clients, closer: DistantCloser, turn: int) -> list[str]:
    """Close every tile, some by requests while others are closed in a session; by which ways."""
    tiles = list(found.datasets)
    asked = [tiles[(turn + place) % STOCK] for place in range(BY_REQUEST)]
    with ThreadPoolExecutor(1) as pool:
        requested = [pool.submit(close_one, found, clients, tile, turn + place) for place, tile in enumerate(asked)]
        for tile in (tile for tile in tiles if tile not in asked):
            closer.close(found.datasets[tile])
            clients.closed[tile] = turn
            time.sleep(BETWEEN_CLOSINGS)
        return [IN_A_SESSION] * (STOCK - BY_REQUEST) + [future.result() for future in requested]


def close_one(found: Stock, clients: Clients, tile: str, turn: int) -> str:
    """Close a tile by a request."""
    way = found.close(tile, turn)
    clients.closed[tile] = turn
    return way


def close_all_for_good(found: Stock, clients: Clients) -> list[str]:
    """Close every tile by a request that cannot be taken back; by which ways."""
    ways = []
    for place, tile in enumerate(found.datasets):
        ways.append(found.close_for_good(tile, place))
        clients.closed[tile] = TURNS
    return ways


def paths() -> list[str]:
    """The addresses that an app's backend asks most."""
    manifest = requests.get(f"{TILES}/manifest", timeout=10).json()
    release = requests.get(f"{TILES}/{manifest['release']}", timeout=10).json()
    data = next(tile["data"] for tile in release["tiles"] if tile["data"])
    return ["manifest", manifest["release"], f"tiles?commune={COMMUNE}", f"{data}?commune={COMMUNE}"]


def ask_everything() -> None:
    """A hundred thousand requests, each answered with the right bytes."""
    asked = paths()
    for path in asked:
        body = requests.get(f"{TILES}/{path}", headers={"Accept-Encoding": "identity"}, timeout=10).content
        found = Asker(f"{TILES}/{path}", body).ask(REQUESTS // len(asked))
        print(f"\n{path[:40]}: {found.right} right, p99 {1000 * found.percentile(0.99):.1f} ms")
        assert found.wrong == []
        assert found.right == REQUESTS // len(asked)


def test_with_postgresql_solr_and_redis_stopped_every_request_is_answered_and_right(backstage: Backstage) -> None:
    with backstage.without(*SERVICES):
        ask_everything()


def test_with_all_threads_of_ckan_blocked_every_request_is_answered_and_right(
    backstage: Backstage, portal: Portal
) -> None:
    connection = psycopg2.connect(backstage.database_url(postgres.MAIN))
    session = requests.Session()
    try:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE package IN ACCESS EXCLUSIVE MODE")
        stuck = [threading.Thread(target=stick, args=(portal,), daemon=True) for _ in range(STUCK)]
        for thread in stuck:
            thread.start()
        until(lambda: not is_alive(session, portal), "CKAN still answers", 60)
        ask_everything()
        assert not is_alive(session, portal), "CKAN was not blocked all the time"
    finally:
        connection.close()
    until(lambda: is_alive(session, portal), "CKAN does not come back")


def stick(portal: Portal) -> None:
    """A request that waits for the lock."""
    try:
        requests.get(f"{portal.site_url}/api/3/action/package_list", timeout=300)
    except requests.RequestException:
        return


def is_alive(session: requests.Session, portal: Portal) -> bool:
    """Whether CKAN has a thread for somebody."""
    try:
        return session.get(f"{portal.site_url}/api/3/action/status_show", timeout=3).ok
    except requests.RequestException:
        return False


@pytest.fixture(autouse=True)
def settled() -> None:
    """A release is served when a test begins."""
    until(lambda: requests.get(f"{TILES}/manifest", timeout=10).ok, "no release is served")

