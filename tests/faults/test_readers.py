"""Somebody reads while a table is replaced: bounded waiting, and neither an empty table nor a mixture."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import counts
import psycopg2
import pytest
from backstage import Backstage, sysadmin
from horses import Stable, stable
from machine import postgres
from outside import Portal, until
from published_table import Table

VERSIONS = range(2, 10)


@pytest.fixture(scope="module")
def tables(new_tables: Callable[[int], list[Table]]) -> list[Table]:
    """A table for each test."""
    return new_tables(4)


@pytest.fixture
def table(tables: list[Table]) -> Table:
    """A table that says version 1."""
    return tables.pop()


@pytest.fixture(scope="module")
def impatient(backstage: Backstage, tables: list[Table]) -> Iterator[Stable]:
    """Those who publish give up after five seconds and have two tries."""
    with (
        backstage.without("scheduler", "worker"),
        backstage.configured({"swap_wait": 5, "publication_attempts": 2}),
        stable(backstage) as found,
    ):
        yield found
        sysadmin().call("job_clear")


@pytest.fixture
def standing() -> None:
    """Worker and scheduler stay away here."""


@contextmanager
def reader(backstage: Backstage, table: Table) -> Iterator[None]:
    """Somebody who has the table open."""
    connection = psycopg2.connect(backstage.datastore_url())
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{table.id}"')
            yield
    finally:
        connection.close()


def test_a_reader_who_stays_has_the_publication_fail_in_words_and_nobody_else_wait(
    backstage: Backstage, impatient: Stable, table: Table, portal: Portal
) -> None:
    publication = table.send(counts.content(3, 2))
    with reader(backstage, table):
        for attempt in (1, 2):
            horse = impatient.send_out("run", publication)
            waits = []
            while horse.lives():
                begun = time.monotonic()
                assert table.version() == 1
                waits.append(time.monotonic() - begun)
            assert table.attempts(publication) == attempt
            assert len(waits) > 2, "the table was not read while the publication waited"
            assert max(waits) < 4
            give_up(backstage, publication)
        assert table.wait(publication, state="failed")["reason"] == "table-busy"
        assert (table.version(), table.downloaded()) == (1, counts.content(3, 1))
    again = portal.call("rouen_publication_retry", resource_id=table.id)["id"]
    impatient.finish("run", again)
    table.wait(again)
    assert table.version() == 2
    assert backstage.staging_tables() == []


def give_up(backstage: Backstage, publication: str) -> None:
    """Let the time pass after which a publication is tried again."""
    backstage.main("UPDATE rouen_publication SET lease_until = now() WHERE state = 'running' AND id = %s", publication)


def test_a_publication_goes_on_when_the_reader_leaves(backstage: Backstage, impatient: Stable, table: Table) -> None:
    publication = table.send(counts.content(3, 2))
    waiting = "SELECT 1 FROM pg_locks JOIN pg_class ON pg_class.oid = relation WHERE relname = %s AND NOT granted"
    with reader(backstage, table):
        horse = impatient.send_out("run", publication)
        until(lambda: backstage.datastore(waiting, table.id), "nobody waits for the reader", pause=0.02)
    until(lambda: not horse.lives(), "the publication does not end", pause=0.05)
    table.wait(publication)
    assert (table.version(), table.attempts(publication)) == (2, 1)


def test_no_dump_holds_an_empty_table_or_two_versions(backstage: Backstage, impatient: Stable, table: Table) -> None:
    stop, whole, failures = threading.Event(), [], []

    def dump() -> None:
        while not stop.is_set():
            found = dumped(backstage, table)
            (failures if found is None else whole).append(found)

    thread = threading.Thread(target=dump)
    thread.start()
    try:
        for version in VERSIONS:
            impatient.finish("run", table.send(counts.content(500 + version, version)))
    finally:
        stop.set()
        thread.join()
    assert table.version() == VERSIONS[-1]
    assert len(set(whole)) > 2, f"{len(whole)} dumps, {len(failures)} that failed"
    sizes = {(1, 3), *((version, 500 + version) for version in VERSIONS)}
    assert all(len(set(versions)) == 1 and (versions[0], len(versions)) in sizes for versions in whole)


def test_no_export_holds_two_versions(backstage: Backstage, impatient: Stable, table: Table) -> None:
    seen = set()
    for version in VERSIONS:
        publication = table.send(counts.content(500 + version, version))
        impatient.send_out("export", table.id)
        impatient.finish("run", publication)
        seen |= set(exported(table))
    until(lambda: not impatient.living(), "an export does not end")
    impatient.finish("export", table.id)
    assert exported(table) == [VERSIONS[-1]] * 2
    assert len(seen) > 2


def exported(table: Table) -> list[float]:
    """The version that the CSV files of a table say, which are of one publication and whole."""
    files = [file for file in table.portal.read("rouen_export_list", resource_id=table.id) if "csv" in file["format"]]
    assert len({file["publication_id"] for file in files}) <= 1
    return [exported_version(table, file) for file in files]


def exported_version(table: Table, file: dict[str, Any]) -> float:
    """The version that each row of a file says, which is that of its publication."""
    lines = table.portal.get(file["url"]).content.decode("utf-8-sig").splitlines()
    values = {line.replace(";", ",").split(",")[2] for line in lines[1:]}
    assert len(values) == 1
    version = float(values.pop())
    assert len(lines) - 1 == file["rows"] == (3 if version == 1 else 500 + version)
    return version


def dumped(backstage: Backstage, table: Table) -> tuple[float, ...] | None:
    """The version that each row of a dump of the table says; nothing when it failed and said so."""
    command = [
        str(postgres.program("pg_dump")),
        "--data-only",
        f"--dbname={backstage.datastore_url()}",
        f'--table="{table.id}"',
    ]
    answer = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), check=False)
    if answer.returncode:
        return None
    lines = iter(answer.stdout.splitlines())
    header = next(line for line in lines if line.startswith("COPY "))
    place = header.partition("(")[2].partition(")")[0].split(", ").index("valeur")
    rows = []
    for line in lines:
        if line == "\\.":
            break
        rows.append(float(line.split("\t")[place]))
    return tuple(rows)
