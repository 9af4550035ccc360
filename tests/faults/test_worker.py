"""The worker dies at each step of a publication: the old table stays until the new one is there, and that comes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

import counts
import pytest
from backstage import LEASE_SECONDS, START_SECONDS, SWEEP_SECONDS, Backstage, children, end, standing_still
from outside import until
from published_table import Table

MIDDLE = "during-copy"
BEFORE_SWAP = ("after-claim", MIDDLE, "after-copy", "before-swap")
AFTER_SWAP = ("after-swap", "after-accept")
OLD, NEW = counts.content(3, 1), counts.content(3, 2)
PROMISE = LEASE_SECONDS + SWEEP_SECONDS + START_SECONDS


@dataclass(frozen=True)
class Crash:
    """A publication on which a worker died, and what was there to be seen then."""

    table: Table
    publication: str
    state: str
    version: float
    downloaded: bytes


@pytest.fixture(scope="session")
def crashes(backstage: Backstage, new_table: Callable[[], Table]) -> dict[str, Crash]:
    """A worker that died at each step; then the usual worker came back."""
    tables = {point: new_table() for point in (*BEFORE_SWAP, *AFTER_SWAP)}
    with backstage.without("scheduler", "worker"):
        return {point: crash(backstage, table, point) for point, table in tables.items()}


def crash(backstage: Backstage, table: Table, point: str) -> Crash:
    """Have a worker die at a step of a new publication, it and its child."""
    with backstage.another_worker(ROUEN_CRASH_AT=point) as worker:
        publication = table.send(NEW)
        until(lambda: table.attempts(publication), "nobody took the publication")
        until(lambda: not children(worker), f"the worker did not die {point}")
    state = table.publication(publication)["state"]
    return Crash(table, publication, state, table.version(), table.downloaded())


@pytest.mark.parametrize("point", BEFORE_SWAP)
def test_a_death_before_the_swap_leaves_the_old_table_and_the_old_file(
    crashes: dict[str, Crash], point: str
) -> None:
    found = crashes[point]
    assert (found.state, found.version, found.downloaded) == ("running", 1, OLD)


def test_a_death_right_after_the_swap_leaves_the_whole_new_table(crashes: dict[str, Crash]) -> None:
    found = crashes["after-swap"]
    assert (found.state, found.version, found.downloaded) == ("running", 2, OLD)


def test_a_death_after_the_acceptance_leaves_the_new_table_and_the_new_file(crashes: dict[str, Crash]) -> None:
    found = crashes["after-accept"]
    assert (found.state, found.version, found.downloaded) == ("published", 2, NEW)


@pytest.mark.parametrize("point", [*BEFORE_SWAP, *AFTER_SWAP])
def test_the_publication_ends_within_a_lease_and_a_sweep(crashes: dict[str, Crash], point: str) -> None:
    found = crashes[point]
    found.table.wait(found.publication, PROMISE)
    assert (found.table.version(), found.table.downloaded()) == (2, NEW)
    assert found.table.attempts(found.publication) == (1 if point == "after-accept" else 2)


@pytest.mark.parametrize("point", [*BEFORE_SWAP, *AFTER_SWAP])
def test_the_readers_of_the_table_are_told_in_the_end(
    crashes: dict[str, Crash], backstage: Backstage, point: str
) -> None:
    found = crashes[point]
    query = "SELECT publication_id FROM rouen_announced WHERE resource_id = %s"
    until(
        lambda: backstage.main(query, found.table.id) == [(found.publication,)],
        "nobody told the readers of the table",
        PROMISE,
    )


def test_no_staging_table_is_left_behind(crashes: dict[str, Crash], backstage: Backstage) -> None:
    for found in crashes.values():
        found.table.wait(found.publication, PROMISE)
    names = backstage.datastore("SELECT tablename FROM pg_tables WHERE schemaname = 'rouen_staging'")
    assert names == [("ledger",)]


def test_worker_and_child_killed_in_the_middle_of_a_file(backstage: Backstage, table: Table, many: bytes) -> None:
    with backstage.without("worker"):
        with backstage.another_worker(ROUEN_HOLD_AT=MIDDLE) as worker:
            publication = table.send(many)
            standing_still(worker)
        assert (table.version(), table.downloaded()) == (1, OLD)
    table.wait(publication, PROMISE + 60)
    assert table.portal.read("datastore_search", resource_id=table.id, limit=1)["total"] == many.count(b"\n") - 1
    assert table.downloaded() == many
    assert table.attempts(publication) == 2


def test_the_child_of_a_killed_worker_finishes_what_it_began(
    backstage: Backstage, table: Table, many: bytes
) -> None:
    with backstage.without("worker"), backstage.another_worker(ROUEN_HOLD_AT=MIDDLE) as worker:
        publication = table.send(many)
        child = standing_still(worker)
        end(worker)
        os.kill(child, signal.SIGCONT)
        table.wait(publication, PROMISE)
    assert table.attempts(publication) == 1


def test_a_worker_that_hangs_does_not_bring_its_old_file_back(
    backstage: Backstage, table: Table, many: bytes
) -> None:
    with backstage.another_worker(ROUEN_HOLD_AT=MIDDLE) as worker:
        with backstage.without("worker"):
            older = table.send(many)
            hanging = standing_still(worker)
        newer = table.send(counts.content(3, 3))
        table.wait(newer, PROMISE)
        table.wait(older, PROMISE, state="superseded")
        os.kill(hanging, signal.SIGCONT)
        until(lambda: not children(worker), "the hanging child does not end")
    assert (table.version(), table.downloaded()) == (3, counts.content(3, 3))
    assert [item["state"] for item in table.history()] == ["published", "superseded", "published"]


def test_a_resource_deleted_during_its_publication_leaves_no_table(
    backstage: Backstage, table: Table, many: bytes
) -> None:
    with backstage.without("worker"), backstage.another_worker(ROUEN_HOLD_AT=MIDDLE) as worker:
        publication = table.send(many)
        child = standing_still(worker)
        table.portal.call("resource_delete", id=table.id)
        os.kill(child, signal.SIGCONT)
        query = "SELECT state, reason FROM rouen_publication WHERE id = %s"
        until(
            lambda: backstage.main(query, publication) == [("superseded", "resource-gone")],
            "the publication did not end as that of a resource that is gone",
            PROMISE,
        )
    assert backstage.datastore("SELECT 1 FROM pg_tables WHERE tablename = %s", table.id) == []
    assert backstage.datastore("SELECT 1 FROM rouen_staging.ledger WHERE resource_id = %s", table.id) == []
    answer = table.portal.get("/api/3/action/datastore_search", params={"resource_id": table.id})
    assert answer.status_code == 404
