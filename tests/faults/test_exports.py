"""A process dies while it writes exports: what was offered stays, whole, until the new files are there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import counts
import pytest
from backstage import Backstage
from horses import Stable
from outside import Portal, until
from published_table import Table

POINTS = ("after-export-lines", "after-export-files")
#: versions that nobody has sent before: what is written of them is a file of its own
SECOND = 2 + secrets.randbelow(1_000_000)
THIRD = SECOND + 1
#: longer than any writer lives and any file of a former publication stays
LONG = 24 * 3600

Offered = dict[str, tuple[str, bool, bytes]]


@dataclass(frozen=True)
class Crash:
    """A table on whose exports somebody died, what was offered then, after a later file, and in the end."""

    table: Table
    #: what it left in the folder
    left: set[Path]
    then: Offered
    later: Offered


@dataclass(frozen=True)
class Crashes:
    """Every death, and what the folder holds after one sweep."""

    by_point: dict[str, Crash]
    folder: set[Path]


@pytest.fixture(scope="module")
def crashes(
    backstage: Backstage, new_tables: Callable[[int], list[Table]], portal: Portal, usual_horses: Stable
) -> Iterator[Crashes]:
    """Version 1 was exported, somebody died on the second, a third came; then there was one sweep."""
    tables = dict(zip(POINTS, new_tables(len(POINTS)), strict=True))
    with backstage.without("scheduler", "worker", "worker-slow"):
        for table in tables.values():
            usual_horses.finish("export", table.id)
        deaths = {point: death(usual_horses, table, point) for point, table in tables.items()}
        for point, table in tables.items():
            publish(usual_horses, table, content(point, THIRD))
        for path in files(backstage):
            age(path)
        usual_horses.finish("sweep exports")
        swept = files(backstage)
        for table in tables.values():
            usual_horses.finish("export", table.id)
        portal.call("job_clear")
        ended = {point: offered(table) for point, table in tables.items()}
        yield Crashes({point: Crash(tables[point], *deaths[point], ended[point]) for point in POINTS}, swept)


def death(found: Stable, table: Table, point: str) -> tuple[set[Path], Offered]:
    """Have somebody die on the exports of the second version; what it left, and what is offered then."""
    publish(found, table, content(point, SECOND))
    before = files(found.backstage)
    horse = found.send_out("export", table.id, ROUEN_CRASH_AT=point)
    until(lambda: not horse.lives(), "nobody died", pause=0.05)
    return files(found.backstage) - before, offered(table)


def publish(found: Stable, table: Table, file: bytes) -> None:
    """Publish a file."""
    publication = table.send(file)
    found.finish("run", publication)
    table.wait(publication)


def content(point: str, version: int) -> bytes:
    """A file of a length of its own for each death."""
    return counts.content(4 + POINTS.index(point), version)


def offered(table: Table) -> Offered:
    """What is offered by format: the publication that it is of, whether that is the one shown, and the bytes."""
    found: list[dict[str, Any]] = table.portal.read("rouen_export_list", resource_id=table.id)
    return {
        file["format"]: (file["publication_id"], file["current"], table.portal.get(file["url"]).content)
        for file in found
    }


def folder(backstage: Backstage) -> Path:
    """Where exports lie."""
    return backstage.world.state / "storage" / "rouen_exports"


def files(backstage: Backstage) -> set[Path]:
    """Every file of the exports, and every folder in which somebody wrote."""
    return {*folder(backstage).glob("??/*"), *folder(backstage).glob("incoming-*")}


def age(path: Path) -> None:
    """Have it look as if nobody had touched it for long."""
    then = path.stat().st_mtime - LONG
    os.utime(path, (then, then))


@pytest.mark.parametrize("point", POINTS)
def test_what_was_offered_stays_whole_and_says_that_it_is_not_the_newest(crashes: Crashes, point: str) -> None:
    found = crashes.by_point[point]
    first = found.table.history()[-1]["id"]
    assert set(found.then) == {"csv", "csv-excel", "parquet"}
    assert {(publication, current) for publication, current, _ in found.then.values()} == {(first, False)}
    assert versions(found.then) == [1, 1]


@pytest.mark.parametrize("point", POINTS)
def test_the_dead_left_something_and_one_sweep_leaves_nothing_of_it(crashes: Crashes, point: str) -> None:
    left = crashes.by_point[point].left
    expected = {"after-export-lines": [True], "after-export-files": [False, False, False, True]}[point]
    assert sorted(path.name.startswith("incoming-") for path in left) == expected
    assert left & crashes.folder == set()


def test_every_file_that_is_left_is_known(crashes: Crashes, backstage: Backstage) -> None:
    known = {sha256 for (sha256,) in backstage.main("SELECT sha256 FROM rouen_export")}
    assert {path.name for path in crashes.folder} <= known


@pytest.mark.parametrize("point", POINTS)
def test_the_exports_of_the_last_file_come_in_the_end(crashes: Crashes, point: str) -> None:
    found = crashes.by_point[point]
    last = found.table.history()[0]["id"]
    assert {(publication, current) for publication, current, _ in found.later.values()} == {(last, True)}
    assert versions(found.later) == [THIRD, THIRD]


def versions(found: Offered) -> list[float]:
    """The version that each CSV file says, the same on each row."""
    return [version_of(data.decode("utf-8-sig")) for name, (*_, data) in sorted(found.items()) if "csv" in name]


def version_of(text: str) -> float:
    """The version that each line says."""
    (version,) = {line.replace(";", ",").split(",")[2] for line in text.splitlines()[1:]}
    return float(version)
