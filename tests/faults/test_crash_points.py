"""A process dies at each step of a publication: the old table stays until the new one is there, and that comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import counts
import pytest
from backstage import LEASE_SECONDS, START_SECONDS, SWEEP_SECONDS, Backstage
from horses import Stable
from outside import until
from published_table import Table

BEFORE_SWAP = ("after-claim", "during-copy", "after-copy", "before-swap", "during-swap")
AFTER_SWAP = ("after-swap", "during-accept")
AFTER_ACCEPT = ("after-accept", "announcing")
POINTS = (*BEFORE_SWAP, *AFTER_SWAP, *AFTER_ACCEPT)
OLD, NEW = counts.content(3, 1), counts.content(3, 2)
PROMISE = LEASE_SECONDS + SWEEP_SECONDS + START_SECONDS


@dataclass(frozen=True)
class Crash:
    """A publication on which somebody died, and what was there to be seen then."""

    table: Table
    publication: str
    state: str
    version: float
    downloaded: bytes


@pytest.fixture(scope="module")
def crashes(
    backstage: Backstage, new_tables: Callable[[int], list[Table]], usual_horses: Stable
) -> dict[str, Crash]:
    """A death at each step; then the usual worker and scheduler came back."""
    tables = dict(zip(POINTS, new_tables(len(POINTS)), strict=True))
    with backstage.without("scheduler", "worker"):
        sent = {point: table.send(NEW) for point, table in tables.items()}
        for point, publication in sent.items():
            usual_horses.send_out("run", publication, ROUEN_CRASH_AT=point)
        until(lambda: not usual_horses.living(), "not everybody died")
        return {point: seen(table, sent[point]) for point, table in tables.items()}


def seen(table: Table, publication: str) -> Crash:
    """What there is to be seen of a publication now."""
    return Crash(table, publication, table.publication(publication)["state"], table.version(), table.downloaded())


@pytest.mark.parametrize("point", BEFORE_SWAP)
def test_a_death_before_the_swap_leaves_the_old_table_and_the_old_file(
    crashes: dict[str, Crash], point: str
) -> None:
    found = crashes[point]
    assert (found.state, found.version, found.downloaded) == ("running", 1, OLD)


@pytest.mark.parametrize("point", AFTER_SWAP)
def test_a_death_right_after_the_swap_leaves_the_whole_new_table(crashes: dict[str, Crash], point: str) -> None:
    found = crashes[point]
    assert (found.state, found.version, found.downloaded) == ("running", 2, OLD)


@pytest.mark.parametrize("point", AFTER_ACCEPT)
def test_a_death_after_the_acceptance_leaves_the_new_table_and_the_new_file(
    crashes: dict[str, Crash], point: str
) -> None:
    found = crashes[point]
    assert (found.state, found.version, found.downloaded) == ("published", 2, NEW)


@pytest.mark.parametrize("point", POINTS)
def test_the_publication_ends_within_a_lease_and_a_sweep(crashes: dict[str, Crash], point: str) -> None:
    found = crashes[point]
    found.table.wait(found.publication, PROMISE)
    assert (found.table.version(), found.table.downloaded()) == (2, NEW)
    assert found.table.attempts(found.publication) == (1 if point in AFTER_ACCEPT else 2)


@pytest.mark.parametrize("point", POINTS)
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
    assert backstage.staging_tables() == []
