"""Files of a table that grows, sent at once or met by a death: each is added whole, once, in its turn."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from backstage import LEASE_SECONDS, START_SECONDS, SWEEP_SECONDS, Backstage, sysadmin
from horses import Stable
from outside import Portal, until
from published_table import Table

PROFILE = "rouen/passages"
PROMISE = LEASE_SECONDS + SWEEP_SECONDS + START_SECONDS
BEFORE_COMMIT = ("after-claim", "during-copy", "after-copy", "after-merge")
POINTS = (*BEFORE_COMMIT, "after-swap", "during-accept", "after-accept")
SENDERS = range(2, 12)

Counts = dict[str, int]


@dataclass
class Passages(Table):
    """A table of passages at one instant."""

    def counts(self) -> Counts:
        """Passages by counter."""
        rows = self.portal.read("datastore_search", resource_id=self.id, limit=100)["records"]
        return {row["id_compteur"]: row["passages"] for row in rows}


@dataclass(frozen=True)
class Crash:
    """A second file on which somebody died, what was there to be seen then, and the file sent after it."""

    table: Passages
    publication: str
    later: str
    seen: Counts


def content(**passages: int) -> bytes:
    """A file of these counters."""
    lines = [f"{counter};01/01/2026 08:00;{number};mesure" for counter, number in passages.items()]
    return "\n".join(["id_compteur;horodate;passages;qualite", *lines, ""]).encode()


@pytest.fixture(scope="module")
def new_passages(backstage: Backstage, portal: Portal) -> Iterator[Callable[[], Passages]]:
    """Makes tables of two counters, in a dataset of their own."""
    name = f"pannes-{secrets.token_hex(4)}"
    values = {"owner_org": "rouen", "theme": "TRAN", "license_id": "etalab-2.0", "frequency": "ANNUAL"}
    portal.call("package_create", name=name, title="Passages", notes="Pour les essais de pannes.", **values)

    def make() -> Passages:
        data = {"package_id": name, "name": f"Passages {secrets.token_hex(2)}", "profile": PROFILE}
        resource = portal.send("resource_create", content(A=1, B=1), "passages.csv", **data)
        table = Passages(resource["id"], portal, backstage)
        table.wait(table.history()[0]["id"])
        return table

    yield make
    portal.call("dataset_purge", id=name)


@pytest.fixture(scope="module")
def crashes(
    backstage: Backstage, new_passages: Callable[[], Passages], usual_horses: Stable
) -> dict[str, Crash]:
    """A death at each step of a second file; then a third one was sent, and worker and scheduler came back."""
    tables = {point: new_passages() for point in POINTS}
    with backstage.without("scheduler", "worker"):
        sent = {point: table.send(content(B=2, C=2)) for point, table in tables.items()}
        for point, publication in sent.items():
            usual_horses.send_out("run", publication, ROUEN_CRASH_AT=point)
        until(lambda: not usual_horses.living(), "not everybody died")
        seen = {point: table.counts() for point, table in tables.items()}
        later = {point: table.send(content(B=3)) for point, table in tables.items()}
    return {point: Crash(tables[point], sent[point], later[point], seen[point]) for point in POINTS}


@pytest.mark.parametrize("point", POINTS)
def test_a_death_adds_a_file_whole_or_not_at_all(crashes: dict[str, Crash], point: str) -> None:
    assert crashes[point].seen == ({"A": 1, "B": 1} if point in BEFORE_COMMIT else {"A": 1, "B": 2, "C": 2})


@pytest.mark.parametrize("point", POINTS)
def test_the_file_is_added_once_in_the_end_and_the_next_one_after_it(
    crashes: dict[str, Crash], backstage: Backstage, point: str
) -> None:
    found = crashes[point]
    ended = [found.table.wait(sent, PROMISE)["growth"]["message"] for sent in (found.publication, found.later)]
    assert ended == [
        "1 ligne nouvelle, 1 corrigée, 0 inchangée",
        "0 ligne nouvelle, 1 corrigée, 0 inchangée",
    ]
    assert found.table.counts() == {"A": 1, "B": 3, "C": 2}
    assert found.table.downloaded() == content(B=3)
    query = "SELECT count(*) FROM rouen_staging.addition WHERE resource_id = %s"
    assert backstage.datastore(query, found.table.id) == [(3,)]


def test_ten_files_at_once_are_all_added_in_some_order_of_the_ten(new_passages: Callable[[], Passages]) -> None:
    table = new_passages()

    def send(number: int) -> None:
        passages = {"B": number, f"C{number}": number}
        sysadmin().send("resource_patch", content(**passages), f"{number}.csv", id=table.id)

    with ThreadPoolExecutor(len(SENDERS)) as pool:
        list(pool.map(send, SENDERS))
    until(lambda: all(item["finished"] for item in table.history()), "not every file came to an end", PROMISE + 60)
    history = table.history()
    assert [item["state"] for item in history] == ["published"] * 11
    last = int(history[0]["file"]["name"].removesuffix(".csv"))
    assert table.counts() == {"A": 1, "B": last, **{f"C{number}": number for number in SENDERS}}
    assert sum(item["growth"]["new"] for item in history) == len(table.counts())
    assert table.downloaded() == content(**{"B": last, f"C{last}": last})
