"""A process dies while rows join a table that grows: they are there not at all, or once, and in the end once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from backstage import LEASE_SECONDS, START_SECONDS, SWEEP_SECONDS, Backstage
from horses import stable
from outside import Portal, until
from published_table import Table

PROMISE = LEASE_SECONDS + SWEEP_SECONDS + START_SECONDS
BEFORE = ("after-claim", "during-copy", "after-copy", "after-merge")
AFTER = ("after-swap", "during-accept", "after-accept")
POINTS = (*BEFORE, *AFTER)
OLD, NEW = {"C1": 1, "C2": 1, "C3": 1}, {"C2": 2, "C3": 1, "C4": 2}
JOINED = {"C1": 1, "C2": 2, "C3": 1, "C4": 2}
GROWTH = "SELECT state, rows_new, rows_changed, rows_same FROM rouen_publication WHERE id = %s"


@dataclass(frozen=True)
class Crash:
    """A file on which somebody died, and what the table said then."""

    table: Table
    publication: str
    rows: dict[str, int]


def content(rows: dict[str, int]) -> bytes:
    """A file of these counters."""
    lines = [f"{counter};01/01/2026 08:00;{passages};mesure" for counter, passages in rows.items()]
    return "\n".join(["id_compteur;horodate;passages;qualite", *lines, ""]).encode()


def rows_of(table: Table) -> dict[str, int]:
    """What the table says of each counter, each once."""
    records = table.portal.read("datastore_search", resource_id=table.id)["records"]
    found = {record["id_compteur"]: record["passages"] for record in records}
    assert len(found) == len(records)
    return found


@pytest.fixture(scope="module")
def crashes(backstage: Backstage, new_dataset: Callable[[], str], portal: Portal) -> dict[str, Crash]:
    """A death at each step of a second file; then the usual worker and scheduler came back."""
    dataset, tables = new_dataset(), {}
    for point in POINTS:
        data = {"package_id": dataset, "name": f"Passages {point}", "profile": "rouen/passages"}
        resource = portal.send("resource_create", content(OLD), "passages.csv", **data)
        tables[point] = Table(resource["id"], portal, backstage)
    for table in tables.values():
        table.wait(table.history()[0]["id"])
    with backstage.without("scheduler", "worker"), stable(backstage) as found:
        sent = {point: table.send(content(NEW)) for point, table in tables.items()}
        for point, publication in sent.items():
            found.send_out("run", publication, ROUEN_CRASH_AT=point)
        until(lambda: not found.living(), "not everybody died")
        return {point: Crash(table, sent[point], rows_of(table)) for point, table in tables.items()}


@pytest.mark.parametrize("point", POINTS)
def test_the_rows_have_joined_all_or_none(crashes: dict[str, Crash], point: str) -> None:
    assert crashes[point].rows == (OLD if point in BEFORE else JOINED)


@pytest.mark.parametrize("point", POINTS)
def test_they_join_once_within_a_lease_and_a_sweep(
    crashes: dict[str, Crash], backstage: Backstage, point: str
) -> None:
    found = crashes[point]
    found.table.wait(found.publication, PROMISE)
    assert rows_of(found.table) == JOINED
    assert backstage.main(GROWTH, found.publication) == [("published", 1, 1, 1)]
    assert found.table.downloaded() == content(NEW)


def test_no_staging_table_is_left_behind(crashes: dict[str, Crash], backstage: Backstage) -> None:
    for found in crashes.values():
        found.table.wait(found.publication, PROMISE)
    assert backstage.staging_tables() == []
