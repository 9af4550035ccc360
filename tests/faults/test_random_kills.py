"""Workers and PostgreSQL are killed, cut off and stopped at any moment: never half a table, never a lost file."""

from __future__ import annotations

import os
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import counts
import psycopg2
import pytest
from backstage import Backstage, end
from horses import Horse, Stable, stable
from outside import Portal, until
from published_table import Table

TABLES, MOST_ROUNDS = 6, 40
#: tables whose rows are read in three batches
ROWS = 12_000
#: how much longer a publication takes beside the others than alone
AMONG_OTHERS = 2
#: hits on somebody who was at work
ENOUGH = 50
SEED = os.environ.get("ROUEN_SEED") or secrets.token_hex(4)


@dataclass
class Chaos:
    """What is done to those who publish, in an order that the seed decides."""

    backstage: Backstage
    stable: Stable
    chance: random.Random
    #: how long a publication takes when nobody disturbs it
    seconds: float
    hits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("kill", "stop", "cut", "crash"), 0))

    def is_enough(self) -> bool:
        """Whether everything was done to somebody, and often."""
        return sum(self.hits.values()) >= ENOUGH and all(self.hits.values())

    def strike(self, horse: Horse) -> None:
        """Do something to one of them, if it still lives."""
        fate = self.chance.choices(("kill", "stop", "cut"), (5, 2, 3))[0]
        if not horse.lives():
            return
        if fate == "cut":
            self._cut(horse)
            return
        horse.kill() if fate == "kill" else horse.stop()
        self.hits[fate] += 1

    def crash_postgresql(self) -> None:
        """Kill -9 a process of PostgreSQL that works for somebody; all of PostgreSQL starts again."""
        backends = [pid for horse in self.stable.living() for pid in horse.backends()]
        if backends:
            end(self.chance.choice(backends))
            self.hits["crash"] += 1
            self.backstage.supervisor.wait("postgres")

    def _cut(self, horse: Horse) -> None:
        backends = horse.backends()
        if backends:
            self.backstage.main("SELECT pg_terminate_backend(%s)", self.chance.choice(backends))
            self.hits["cut"] += 1


@dataclass
class Reader:
    """Somebody who reads every table all the time."""

    address: str
    tables: list[str]
    seen: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)

    def read(self, stop: threading.Event) -> None:
        """Note what each table says, each time that it says something else."""
        while not stop.is_set():
            try:
                self._read_on(stop)
            except psycopg2.OperationalError:
                stop.wait(0.2)

    def _read_on(self, stop: threading.Event) -> None:
        connection = psycopg2.connect(self.address)
        connection.autocommit = True
        with connection.cursor() as cursor:
            while not stop.wait(0.1):
                for table in self.tables:
                    cursor.execute(f'SELECT count(*), min(valeur), max(valeur) FROM "{table}"')
                    found = tuple(int(value) for value in cursor.fetchone() or ())
                    known = self.seen.setdefault(table, [])
                    if known[-1:] != [found]:
                        known.append(found)


@dataclass(frozen=True)
class Ended:
    """What there is when everything has come to its end."""

    chaos: Chaos
    tables: list[Table]
    #: the last version that was sent for each table
    versions: dict[str, int]
    reader: Reader


@pytest.fixture(scope="module")
def ended(backstage: Backstage, new_tables: Callable[[int], list[Table]], portal: Portal) -> Iterator[Ended]:
    """The end of many publications that were disturbed."""
    tables = new_tables(TABLES)
    with (
        backstage.without("scheduler", "worker"),
        backstage.configured({"publication_attempts": 1000}),
        stable(backstage) as found,
        reading(Reader(backstage.datastore_url(), [table.id for table in tables])) as reader,
    ):
        chaos = Chaos(backstage, found, random.Random(SEED), undisturbed(found, tables[0]))  # noqa: S311 - no secret
        versions = dict.fromkeys((table.id for table in tables), 1) | {tables[0].id: 2}
        for _ in range(MOST_ROUNDS):
            if chaos.is_enough():
                break
            disturb(chaos, tables, versions)
        settle(chaos, tables)
        portal.call("job_clear")
        yield Ended(chaos, tables, versions, reader)


def rows(version: int) -> int:
    """How many rows the file of a version has."""
    return 3 if version == 1 else ROWS + version


def undisturbed(found: Stable, table: Table) -> float:
    """How long a publication takes."""
    publication = table.send(counts.content(rows(2), 2))
    begun = time.monotonic()
    found.finish("run", publication)
    return time.monotonic() - begun


def disturb(chaos: Chaos, tables: list[Table], versions: dict[str, int]) -> None:
    """Have each table's file published, a new one where the last has ended, and strike at random moments."""
    waits = [waiting(table, versions) for table in tables]
    give_up_the_dead(chaos.backstage)
    out = [chaos.stable.send_out("run", publication) for publication in waits]
    moments = sorted(chaos.chance.uniform(0, AMONG_OTHERS * chaos.seconds) for _ in out)
    begun = time.monotonic()
    for moment, horse in zip(moments, chaos.chance.sample(out, len(out)), strict=True):
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        chaos.strike(horse)
    if chaos.chance.random() < 0.3:
        chaos.crash_postgresql()


def waiting(table: Table, versions: dict[str, int]) -> str:
    """The publication of a table that has not ended, or that of a new file."""
    latest = table.history()[0]
    if not latest["finished"]:
        return str(latest["id"])
    versions[table.id] += 1
    return table.send(counts.content(rows(versions[table.id]), versions[table.id]))


def give_up_the_dead(backstage: Backstage) -> None:
    """Let the time pass after which nobody counts on those who gave no sign of life."""
    backstage.main("UPDATE rouen_publication SET lease_until = now() - interval '1 second' WHERE state = 'running'")


def settle(chaos: Chaos, tables: list[Table]) -> None:
    """Wake who was stopped, have one sweep, and what waits brought to its end."""
    for horse in chaos.stable.living():
        horse.wake()
    until(lambda: not chaos.stable.living(), "somebody does not come to an end")
    give_up_the_dead(chaos.backstage)
    chaos.stable.finish("sweep")
    chaos.stable.finish("run all")
    for table in tables:
        assert all(item["finished"] for item in table.history())


@contextmanager
def reading(reader: Reader) -> Iterator[Reader]:
    """Somebody reads meanwhile."""
    stop = threading.Event()
    thread = threading.Thread(target=reader.read, args=[stop])
    thread.start()
    try:
        yield reader
    finally:
        stop.set()
        thread.join()


def test_many_were_hit_at_work(ended: Ended) -> None:
    print(f"ROUEN_SEED={SEED}: {ended.chaos.hits}, a publication takes {ended.chaos.seconds:.2f} s")
    assert ended.chaos.is_enough()


def test_the_last_file_of_each_table_is_published(ended: Ended) -> None:
    for table in ended.tables:
        version = ended.versions[table.id]
        assert table.version() == version, SEED
        assert table.downloaded() == counts.content(rows(version), version)
        latest = table.history()[0]
        assert (latest["state"], latest["rows"]) == ("published", rows(version))


def test_no_file_is_lost_or_published_twice(ended: Ended) -> None:
    for table in ended.tables:
        history = table.history()
        assert len(history) == ended.versions[table.id], SEED
        assert {item["state"] for item in history} == {"published"}


def test_the_ledger_and_those_who_were_told_name_the_last_publication(ended: Ended) -> None:
    backstage = ended.chaos.backstage
    for table in ended.tables:
        expected = [(table.history()[0]["id"],)]
        query = "SELECT publication_id FROM rouen_announced WHERE resource_id = %s"
        assert backstage.main(query, table.id) == expected, SEED
        query = "SELECT publication_id FROM rouen_staging.ledger WHERE resource_id = %s"
        assert backstage.datastore(query, table.id) == expected


def test_no_reader_saw_half_a_table_or_an_older_one_again(ended: Ended) -> None:
    for table in ended.tables:
        versions = [least for _, least, _ in ended.reader.seen[table.id]]
        assert ended.reader.seen[table.id] == [(rows(version), version, version) for version in versions], SEED
        assert versions == sorted(set(versions))
        assert versions[-1] == ended.versions[table.id]


def test_no_staging_table_is_left_behind(ended: Ended) -> None:
    assert ended.chaos.backstage.staging_tables() == [], SEED
