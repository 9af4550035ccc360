"""The slow worker dies while it reads a link: nothing of it is seen, and the link is read by the next one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import counts
import pytest
from backstage import START_SECONDS, Backstage, children, end
from outside import Portal, until
from published_table import Table
from remote_server import Remote, Request, remote_server

PATH = "/comptages.csv"
OLD = counts.content(3, 1)
#: a version that nobody has sent before: it is kept as a file of its own
VERSION = 2 + secrets.randbelow(1_000_000)
NEW = counts.content(3, VERSION)


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    """The server of somebody else."""
    with remote_server() as server:
        yield server


@pytest.fixture
def linked(backstage: Backstage, new_dataset: Callable[[], str], portal: Portal, remote: Remote) -> Table:
    """A link whose table says version 1."""
    values = {"package_id": new_dataset(), "name": "Comptages", "profile": counts.PROFILE}
    resource = portal.call("resource_create", url=remote.gives(OLD, PATH), **values)
    table = Table(resource["id"], portal, backstage)
    until(table.history, "the link was not read")
    table.wait(table.history()[0]["id"])
    return table


def test_a_link_on_which_the_slow_worker_dies_is_read_once_by_the_next(
    backstage: Backstage, linked: Table, remote: Remote
) -> None:
    kept = kept_files(backstage)
    with backstage.without("scheduler"):
        remote.answers[PATH] = half_of_it
        linked.portal.call("rouen_link_fetch", resource_id=linked.id)
        worker = until(lambda: reading(backstage), "nobody reads the link")
        until(lambda: len(remote.asked) == 2, "the server was not asked")
        for victim in (*children(worker), worker):
            end(victim)
        assert len(linked.history()) == 1
        assert (linked.version(), kept_files(backstage)) == (1, kept)
        give_up_the_dead(backstage, linked)
        remote.gives(NEW, PATH)
        until(lambda: backstage.pid("worker-slow") not in (0, worker), "the slow worker does not come back")
    until(lambda: len(linked.history()) == 2, "the link was not read again", 2 * START_SECONDS)
    linked.wait(linked.history()[0]["id"])
    assert (linked.version(), len(remote.asked)) == (VERSION, 3)
    assert [item["state"] for item in linked.history()] == ["published", "published"]
    assert len(kept_files(backstage) - kept) == 1
    failures = linked.portal.read("rouen_link_show", resource_id=linked.id)["failures"]
    assert failures == 0


def half_of_it(request: Request) -> None:
    """An answer that stops in the middle of the file and never ends."""
    request.send_response(200)
    request.send_header("Content-Length", str(len(NEW)))
    request.end_headers()
    request.wfile.write(NEW[: len(NEW) // 2])
    request.wfile.flush()
    request.server.remote.over.wait(60)


def reading(backstage: Backstage) -> int:
    """The slow worker, while it has a child at work; 0 otherwise."""
    worker = backstage.pid("worker-slow")
    return worker if worker and children(worker) else 0


def give_up_the_dead(backstage: Backstage, table: Table) -> None:
    """Let the time pass after which nobody counts on who gave no sign of life."""
    query = "UPDATE rouen_link SET lease_until = now() - interval '1 second' WHERE resource_id = %s"
    backstage.main(f"{query} AND lease_token IS NOT NULL RETURNING 1", table.id)


def kept_files(backstage: Backstage) -> set[Path]:
    """Every file that is kept, or was being received."""
    folder = backstage.world.state / "storage" / "rouen_files"
    return {path for path in folder.rglob("*") if path.is_file()}
