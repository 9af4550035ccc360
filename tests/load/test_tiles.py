"""Tiles under load: never one that was closed, and always an answer whatever has stopped behind them."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg2
import pytest
import requests
from backstage import Backstage
from hammer import Asker
from machine import postgres
from outside import Portal, until
from tile_closer import Closer
from tile_stock import COMMUNE, Stock, stock

TILES = os.environ["ROUEN_TILES_URL"]
CLOSINGS, CLIENTS, STOCK = 1_000, 8, 10
#: what leaves the processors some time for each other
BETWEEN_REQUESTS, BETWEEN_CLOSINGS, BETWEEN_RELEASES = 0.005, 0.01, 0.3
REQUESTS = 100_000
GONE, OK = 410, 200
SERVICES = ("postgres", "redis", "solr")
STUCK = 32


@dataclass
class Clients:
    """Clients that ask all the time whether a tile is there; what they got of a tile that was closed is stale."""

    urls: list[str]
    tiles: list[str]
    #: since which closing a tile is closed; another number after each
    closed: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    asked_closed: int = 0
    stale: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def ask(self, stop: threading.Event) -> None:
        """One client, until it is told to stop."""
        session, choice = requests.Session(), random.Random(threading.get_ident())  # noqa: S311
        while not stop.is_set():
            url, tile = choice.choice(self.urls), choice.choice(self.tiles)
            before = self.closed.get(tile)
            path = choice.choice([f"tiles/{tile}/data?commune={COMMUNE}", f"tiles/{tile}", "manifest"])
            try:
                answer = session.get(f"{url}/{path}", timeout=20)
            except requests.RequestException as error:
                self.failed.append(repr(error))
                continue
            self.asked += 1
            if answer.status_code not in (OK, GONE):
                self.failed.append(f"{path}: {answer.status_code}")
            elif before is not None and self.closed.get(tile) == before:
                self.asked_closed += 1
                if is_served(answer, tile):
                    self.stale.append(f"{path} after closing {before}")
            time.sleep(BETWEEN_REQUESTS)


def is_served(answer: requests.Response, tile: str) -> bool:
    """Whether an answer shows a tile, its data, or names it in the manifest."""
    if answer.status_code == GONE:
        return False
    document = answer.json()
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
    closer = Closer(backstage.world.ini)
    with stock(four_processes, STOCK) as found:
        clients = Clients([f"{four_processes.site_url}/api/tiles/v1", TILES], list(found.datasets))
        with asking(clients), releasing(four_processes) as made:
            for first in range(0, CLOSINGS, STOCK):
                close_all(found, clients, closer, first)
        closer.open(found.datasets.values())
    told = f"{CLOSINGS} closings, {clients.asked} answers, {clients.asked_closed} of them of a closed tile"
    print(f"\n{told}, {len(clients.stale)} stale, {len(made)} releases asked for meanwhile")
    assert clients.failed == []
    assert clients.stale == [], told
    assert clients.asked_closed > CLOSINGS
    assert made == sorted(made)
    assert made


def close_all(found: Stock, clients: Clients, closer: Closer, first: int) -> None:
    """Open every tile, then close one after the other: one in ten by an action over HTTP."""
    clients.closed.clear()
    closer.open(found.datasets.values())
    for place, (tile, dataset) in enumerate(found.datasets.items()):
        if place == first // STOCK % STOCK:
            found.close(tile, first // STOCK)
        else:
            closer.close(dataset)
        clients.closed[tile] = first + place + 1
        time.sleep(BETWEEN_CLOSINGS)


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

