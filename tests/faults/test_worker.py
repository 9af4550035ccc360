"""A worker dies or hangs, or the resource goes, in the middle of a file."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import counts
import pytest
from backstage import LEASE_SECONDS, START_SECONDS, SWEEP_SECONDS, Backstage, children, end, is_stopped
from outside import until
from published_table import Table

MIDDLE = "during-copy"
OLD, NEWER = counts.content(3, 1), counts.content(3, 3)
PROMISE = LEASE_SECONDS + SWEEP_SECONDS + START_SECONDS
LOADING = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY rouen_staging%' AND pid <> pg_backend_pid()"
BOTH_KILLED, CHILD_KILLED, WORKER_KILLED, HANGING, GONE = range(5)


@dataclass
class Scene:
    """A worker in the middle of a file."""

    table: Table
    publication: str
    worker: int
    child: int
    #: version and file that the public sees when the worker has met its fate
    seen: tuple[float, bytes] = (0, b"")

    def go_on(self) -> None:
        """Have the child go on."""
        os.kill(self.child, signal.SIGCONT)

    def look(self) -> None:
        """Note what the public sees now."""
        self.seen = (self.table.version(), self.table.downloaded())


@dataclass
class Scenes:
    """Workers that meet one file each, none of which is the usual one."""

    backstage: Backstage
    many: bytes
    workers: list[int]
    played: dict[int, Scene] = field(default_factory=dict)

    def begin(self, fate: int, table: Table) -> Scene:
        """Send the file, and wait until somebody stands still in the middle of it."""
        publication = table.send(self.many)
        worker, child = until(self._standing_still, "no child stands still", pause=0.05)
        self.played[fate] = Scene(table, publication, worker, child)
        return self.played[fate]

    def _standing_still(self) -> tuple[int, int] | None:
        known = {scene.child for scene in self.played.values()}
        found = ((worker, child) for worker in self.workers for child in children(worker))
        return next((pair for pair in found if pair[1] not in known and is_stopped(pair[1])), None)


@pytest.fixture(scope="module")
def scenes(
    backstage: Backstage, new_tables: Callable[[int], list[Table]], many: bytes
) -> Iterator[dict[int, Scene]]:
    """Every fate, each while the usual worker and the scheduler were away; then they came back."""
    tables = new_tables(5)
    with ExitStack() as others:
        with backstage.without("scheduler", "worker"):
            workers = [others.enter_context(backstage.another_worker(ROUEN_HOLD_AT=MIDDLE)) for _ in range(3)]
            found = Scenes(backstage, many, workers)
            kill_the_child(found.begin(CHILD_KILLED, tables[CHILD_KILLED]))
            delete_the_resource(found.begin(GONE, tables[GONE]))
            found.begin(HANGING, tables[HANGING])
            kill_the_worker(found.begin(WORKER_KILLED, tables[WORKER_KILLED]))
            kill_both(found.begin(BOTH_KILLED, tables[BOTH_KILLED]))
            newer = tables[HANGING].send(NEWER)
        tables[HANGING].wait(newer, PROMISE)
        yield found.played


def kill_the_child(scene: Scene) -> None:
    """PostgreSQL must notice by itself."""
    backstage = scene.table.backstage
    assert backstage.datastore(LOADING)
    end(scene.child)
    until(lambda: not backstage.datastore(LOADING), "PostgreSQL goes on for the dead child")
    scene.look()


def delete_the_resource(scene: Scene) -> None:
    """The child goes on with the file of a resource that is gone."""
    scene.table.portal.call("resource_delete", id=scene.table.id)
    scene.go_on()
    until(lambda: not children(scene.worker), "the child does not end", PROMISE)


def kill_the_worker(scene: Scene) -> None:
    """The child goes on without its worker."""
    end(scene.worker)
    scene.go_on()
    scene.table.wait(scene.publication, PROMISE)


def kill_both(scene: Scene) -> None:
    """Nobody is left to tell."""
    end(scene.worker)
    end(scene.child)
    scene.look()


@pytest.mark.parametrize("fate", [BOTH_KILLED, CHILD_KILLED], ids=["worker and child", "child"])
def test_who_is_killed_in_the_middle_of_a_file_leaves_the_old_table_and_the_next_one_finishes(
    scenes: dict[int, Scene], many: bytes, fate: int
) -> None:
    scene = scenes[fate]
    assert scene.seen == (1, OLD)
    scene.table.wait(scene.publication, PROMISE)
    assert rows(scene.table) == many.count(b"\n") - 1
    assert scene.table.downloaded() == many
    assert scene.table.attempts(scene.publication) == 2


def test_the_child_of_a_killed_worker_finishes_what_it_began(scenes: dict[int, Scene], many: bytes) -> None:
    scene = scenes[WORKER_KILLED]
    assert scene.table.publication(scene.publication)["state"] == "published"
    assert (rows(scene.table), scene.table.downloaded()) == (many.count(b"\n") - 1, many)
    assert scene.table.attempts(scene.publication) == 1


def test_a_worker_that_hangs_does_not_bring_its_old_file_back(scenes: dict[int, Scene]) -> None:
    scene = scenes[HANGING]
    scene.table.wait(scene.publication, PROMISE, state="superseded")
    assert is_stopped(scene.child)
    scene.go_on()
    until(lambda: not children(scene.worker), "the hanging child does not end")
    assert (scene.table.version(), scene.table.downloaded()) == (3, NEWER)
    assert [item["state"] for item in scene.table.history()] == ["published", "superseded", "published"]


def test_a_resource_deleted_during_its_publication_leaves_no_table(
    scenes: dict[int, Scene], backstage: Backstage
) -> None:
    scene = scenes[GONE]
    query = "SELECT state, reason FROM rouen_publication WHERE id = %s"
    assert backstage.main(query, scene.publication) == [("superseded", "resource-gone")]
    assert backstage.datastore("SELECT 1 FROM pg_tables WHERE tablename = %s", scene.table.id) == []
    assert backstage.datastore("SELECT 1 FROM rouen_staging.ledger WHERE resource_id = %s", scene.table.id) == []
    answer = scene.table.portal.get("/api/3/action/datastore_search", params={"resource_id": scene.table.id})
    assert answer.status_code == 404


def rows(table: Table) -> int:
    """How many rows the public sees."""
    return int(table.portal.read("datastore_search", resource_id=table.id, limit=1)["total"])
