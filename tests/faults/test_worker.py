"""A worker dies or hangs, or the resource goes, in the middle of a file."""

from __future__ import annotations

import os
import signal

import counts
from backstage import LEASE_SECONDS, START_SECONDS, SWEEP_SECONDS, Backstage, children, end, standing_still
from outside import until
from published_table import Table

MIDDLE = "during-copy"
OLD = counts.content(3, 1)
PROMISE = LEASE_SECONDS + SWEEP_SECONDS + START_SECONDS


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


def test_a_child_killed_in_the_middle_of_a_file_leaves_nothing_open(
    backstage: Backstage, table: Table, many: bytes
) -> None:
    loading = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY rouen_staging%' AND pid <> pg_backend_pid()"
    with backstage.without("worker"), backstage.another_worker(ROUEN_HOLD_AT=MIDDLE) as worker:
        publication = table.send(many)
        child = standing_still(worker)
        assert backstage.datastore(loading)
        end(child)
        until(lambda: not backstage.datastore(loading), "PostgreSQL goes on for the dead child")
    table.wait(publication, PROMISE)
    assert table.downloaded() == many


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
