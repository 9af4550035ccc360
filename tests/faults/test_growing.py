"""Files of a table that grows, sent at once or met by a death: each is added whole, once, in its turn."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from backstage import LEASE_SECONDS, START_SECONDS, SWEEP_SECONDS, Backstage, children, sysadmin
from outside import Portal, until
from published_table import Table

PROFILE = "rouen/passages"
PROMISE = LEASE_SECONDS + SWEEP_SECONDS + START_SECONDS
BEFORE_COMMIT = ("after-claim", "after-copy", "after-merge")
AFTER_COMMIT = ("after-swap", "after-accept")
SENDERS = range(2, 12)

Counts = dict[str, int]


@dataclass
class Passages(Table):
    """A table of passages at one instant."""

    def counts(self) -> Counts:
        """Passages by counter."""
        rows = self.portal.read("datastore_search", resource_id=self.id, limit=100)["records"]
        return {row["id_compteur"]: row["passages"] for row in rows}


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


@pytest.mark.parametrize("point", [*BEFORE_COMMIT, *AFTER_COMMIT])
def test_a_worker_that_dies_adds_a_file_whole_and_once(
    backstage: Backstage, new_passages: Callable[[], Passages], point: str
) -> None:
    table = new_passages()
    with backstage.without("scheduler", "worker"), backstage.another_worker(ROUEN_CRASH_AT=point) as worker:
        publication = table.send(content(B=2, C=2))
        until(lambda: table.attempts(publication), "nobody took the publication")
        until(lambda: not children(worker), f"the worker did not die {point}")
        assert table.counts() == ({"A": 1, "B": 1} if point in BEFORE_COMMIT else {"A": 1, "B": 2, "C": 2})
        later = table.send(content(B=3))
    ended = [table.wait(sent, PROMISE)["growth"]["message"] for sent in (publication, later)]
    assert ended == [
        "1 ligne nouvelle, 1 corrigée, 0 inchangée",
        "0 ligne nouvelle, 1 corrigée, 0 inchangée",
    ]
    assert table.counts() == {"A": 1, "B": 3, "C": 2}
    assert table.downloaded() == content(B=3)
    assert backstage.datastore(
        "SELECT count(*) FROM rouen_staging.addition WHERE resource_id = %s", table.id
    ) == [(3,)]


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
