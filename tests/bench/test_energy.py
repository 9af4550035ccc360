"""The readings of 600 meters: published, filled into the warehouse, summed, added to, asked for; then ten years."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import meters
import psycopg2
import pytest
import sqlalchemy as sa
from backstage import Backstage
from ckanext.rouen_energy.store.warehouse import filling, rollups, tables
from ckanext.rouen_municipalities.core.publication import PublishedTable
from figures import Figure, Figures, ratios
from machine import postgres
from outside import Portal, until
from publishing import Desk, temporary_dataset

YEAR_OF_ROWS, DAYS, FEWEST_DAYS, YEARS = 10_000_000, 365, 40, 10
READINGS, MILLISECONDS = 20, 1000
FILL_SECONDS = 1800
#: A connection of PostgreSQL that does nothing tells what it did after ten seconds.
STATISTICS_SECONDS = 12
SUM = "SELECT sum(milli_wh) FROM {table} WHERE {year}"
THAT_YEAR = f"day >= '{meters.FIRST.year}-01-01' AND day < '{meters.FIRST.year + 1}-01-01'"


@dataclass
class Year:
    """What is measured: the published readings of so many days, and where they are."""

    backstage: Backstage
    portal: Portal
    desk: Desk
    days: int
    folder: Path
    #: seconds of a bare COPY of the file, and of its publication
    bare: float
    published: float

    @property
    def resource(self) -> str:
        return self.desk.resource

    @property
    def table(self) -> PublishedTable:
        """The published table as the job sees it."""
        ((publication,),) = self.backstage.datastore(
            "SELECT publication_id FROM rouen_staging.ledger WHERE resource_id = %s", self.resource
        )
        ((owner,),) = self.backstage.datastore(
            "SELECT owner FROM rouen_energy.source WHERE resource_id = %s", self.resource
        )
        now = datetime.now(tz=UTC)
        return PublishedTable(self.resource, "", owner, meters.PROFILE, publication, "", 0, False, now)

    def wait_until_filled(self) -> float:
        """Wait until the warehouse holds what is published; when it did."""

        def is_filled() -> bool:
            return bool(
                self.backstage.datastore(
                    "SELECT 1 FROM rouen_energy.source JOIN rouen_staging.ledger USING (resource_id, publication_id) "
                    "WHERE resource_id = %s",
                    self.resource,
                )
            )

        until(is_filled, "the warehouse is not filled", FILL_SECONDS, pause=0.02)
        return time.time()


@pytest.fixture(scope="module")
def year(
    backstage: Backstage, portal: Portal, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Year]:
    """The readings of a year, published by the portal's own worker and filled by it."""
    folder = tmp_path_factory.mktemp("readings")
    days = max(FEWEST_DAYS, min(DAYS, DAYS * pytestconfig.getoption("--rows") // YEAR_OF_ROWS))
    with temporary_dataset(portal, private=True) as dataset:
        desk = Desk(backstage, portal, dataset, profile=meters.PROFILE)
        file = folder / "year.csv"
        rows = meters.write(file, meters.FIRST, days)
        bare = bare_copy(backstage, file)
        published = desk.publish(file, rows).seconds
        file.unlink()
        measured = Year(backstage, portal, desk, days, folder, bare, published)
        measured.wait_until_filled()
        yield measured


def test_a_year_is_loaded_filled_and_summed(year: Year, figures: Figures) -> None:
    rows = year.days * meters.METERS * meters.A_DAY
    figures.add(Figure(f"bare typed COPY of {rows} readings", "s", [year.bare]))
    figures.add(Figure(f"publication of {rows} readings, their key indexed", "s", [year.published]))
    figures.add(Figure("publication ÷ bare COPY, speed", "ratio", ratios([year.bare], [year.published]), aim=0.6))
    with year.backstage.without("scheduler", "worker"):
        filled, summed = fill_again(year)
    figures.add(Figure("filling the warehouse from the table", "s", [filled]))
    figures.add(Figure("filling ÷ bare COPY, speed", "ratio", ratios([year.bare], [filled]), aim=0.6))
    figures.add(Figure("rollups by day, month and year", "s", [summed], aim=10, lower_is_better=True))


def test_a_day_more_is_there_at_once(year: Year, figures: Figures, pytestconfig: pytest.Config) -> None:
    whole, published = [], []
    for number in range(pytestconfig.getoption("--long-runs")):
        file = year.folder / "day.csv"
        rows = meters.write(file, meters.FIRST + timedelta(days=year.days + number), 1)
        before = sums(year)
        done = year.desk.send(file, rows)
        started = datetime.fromisoformat(done.publication["started"]).timestamp()
        whole.append(year.wait_until_filled() - started)
        published.append(done.seconds)
        assert sums(year) > before
        year.desk.rest()
    figures.add(Figure("a day of 600 meters, published", "s", published))
    figures.add(Figure("a day of 600 meters, in every rollup", "s", whole, aim=2, lower_is_better=True))


def test_a_year_is_told_from_the_rollups(year: Year, figures: Figures) -> None:
    rollup = SUM.format(table="rouen_energy.meter_year", year=f"year = {meters.FIRST.year}")
    raw = SUM.format(table="rouen_energy.reading", year=THAT_YEAR)
    assert year.backstage.datastore(rollup) == year.backstage.datastore(raw)
    with postgresql(year.backstage) as cursor:
        told = timed(lambda: cursor.execute(rollup))
        summed = timed(lambda: cursor.execute(raw), times=3)
    figures.add(Figure("total of the year from the rollup, SQL", "ms", told, aim=5, lower_is_better=True))
    figures.add(Figure("the same from the readings, SQL", "ms", summed))
    figures.add(Figure("the same from Parquet, DuckDB", "ms", by_duckdb(year)))


def test_ten_years_change_nothing_in_the_dashboard(year: Year, figures: Figures) -> None:
    before, _ = dashboards(year)
    repeat(year, YEARS - 1)
    after, scans = dashboards(year)
    ((rows,),) = year.backstage.datastore("SELECT count(*) FROM rouen_energy.reading")
    figures.add(Figure("dashboard API", "ms", before, aim=100, lower_is_better=True))
    figures.add(Figure(f"dashboard API, {rows} readings", "ms", after, aim=100, lower_is_better=True))
    figures.add(Figure("dashboard, ten years ÷ one", "ratio", [median(after) / median(before)], 1.2, True))
    figures.add(Figure("looks into the readings while the dashboard was asked for", "scans", [float(scans)]))
    asked: dict[str, Any] = {"resource_id": year.resource, "meter": meters.meter_name(7)}
    found = year.portal.read("rouen_energy_series", **asked)
    assert found["step"] == ("week" if year.days >= DAYS else "day"), found["extent"]
    whole = timed(lambda: year.portal.read("rouen_energy_series", **asked))
    figures.add(Figure("series of a meter, ten years", "ms", whole, aim=100, lower_is_better=True))
    first = meters.FIRST.isoformat()
    fortnight = {"from": first, "to": (meters.FIRST + timedelta(days=20)).isoformat()}
    fine = timed(lambda: year.portal.read("rouen_energy_series", **asked, **fortnight))
    figures.add(Figure("series of a meter, 960 half-hours", "ms", fine, aim=100, lower_is_better=True))


def dashboards(year: Year) -> tuple[list[float], int]:
    """Milliseconds of each dashboard while nothing else works, and how often the readings were scanned meanwhile.

    Asked as by anyone: CKAN writes down when a token was used, and waits for the disk to hold it.
    """
    anyone = Portal(year.portal.site_url)
    with year.backstage.without("scheduler", "worker", "worker-slow"):
        vacuum(year.backstage)
        time.sleep(STATISTICS_SECONDS)
        before = scans_of_readings(year.backstage)
        found = timed(lambda: anyone.read("rouen_energy_dashboard", year=2021))
        time.sleep(STATISTICS_SECONDS)
        return found, scans_of_readings(year.backstage) - before


def scans_of_readings(backstage: Backstage) -> int:
    """How often PostgreSQL has looked into the tables of readings, by a scan or by an index."""
    ((scans,),) = backstage.datastore(
        "SELECT sum(seq_scan + coalesce(idx_scan, 0)) FROM pg_stat_user_tables "
        "WHERE schemaname = 'rouen_energy' AND relname ~ '^reading'"
    )
    return int(scans)


def fill_again(year: Year) -> tuple[float, float]:
    """Seconds to fill the warehouse from the published table, and to sum it: what the job did, done once more."""
    engine, table = sa.create_engine(year.backstage.datastore_url()), year.table
    with engine.begin() as connection:
        filling.forget(connection, year.resource)
    vacuum(year.backstage)
    with engine.begin() as connection:
        started = time.perf_counter()
        assert filling.fill(connection, table) is filling.Filled.WHOLE
        filled = time.perf_counter()
        rollups.sum_all(connection, year.resource)
        summed = time.perf_counter()
    engine.dispose()
    return filled - started, summed - filled


def repeat(year: Year, times: int) -> None:
    """Have the same readings again in years before, of which nothing was published."""
    engine = sa.create_engine(year.backstage.datastore_url())
    own = f"meter IN (SELECT meter FROM rouen_energy.meter WHERE resource_id = '{year.resource}')"
    days = min(year.days, 364)
    for number in range(1, times + 1):
        with engine.begin() as connection:
            tables.make_years(connection, range(meters.FIRST.year - number - 1, meters.FIRST.year + 1))
            connection.exec_driver_sql(
                f"""INSERT INTO rouen_energy.reading (meter, day, start, seconds, milli_wh, status)
                SELECT meter, day - {364 * number}, start - interval '{364 * number} days', seconds, milli_wh, status
                FROM rouen_energy.reading WHERE {own} AND {THAT_YEAR} AND day < '{meters.FIRST}'::date + {days}"""
            )
    with engine.begin() as connection:
        for name in ("meter_day", "meter_month", "meter_year"):
            connection.exec_driver_sql(f"DELETE FROM rouen_energy.{name} WHERE {own}")
        tables.analyze(connection, range(meters.FIRST.year - times - 1, meters.FIRST.year + 1))
        rollups.sum_all(connection, year.resource)
    engine.dispose()
    vacuum(year.backstage)


def by_duckdb(year: Year) -> list[float]:
    """Milliseconds of the year's total over the same readings as Parquet."""
    lines, file = year.folder / "readings.csv", year.folder / "readings.parquet"
    with postgresql(year.backstage) as cursor, lines.open("wb") as stream:
        every = "SELECT meter, day, start, milli_wh FROM rouen_energy.reading"
        cursor.copy_expert(f"COPY ({every}) TO STDOUT (FORMAT csv)", stream)
    with duckdb.connect(config={"threads": 2}) as connection:
        columns = "{'meter': 'INTEGER', 'day': 'DATE', 'start': 'TIMESTAMPTZ', 'milli_wh': 'BIGINT'}"
        connection.execute(f"COPY (SELECT * FROM read_csv('{lines}', header = false, columns = {columns})) TO '{file}'")
        lines.unlink()
        query, same = (SUM.format(table=table, year=THAT_YEAR) for table in (f"'{file}'", "rouen_energy.reading"))
        assert connection.execute(query).fetchall() == year.backstage.datastore(same)
        return timed(lambda: connection.execute(query).fetchall())


def bare_copy(backstage: Backstage, file: Path) -> float:
    """Seconds of a COPY into a new table of the same types."""
    with postgresql(backstage) as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS bench")
        started = time.perf_counter()
        cursor.execute(f"CREATE TABLE bench.readings ({meters.TYPES})")
        options = f"FORMAT csv, HEADER, DELIMITER '{meters.SEPARATOR}'"
        with file.open("rb") as stream:
            cursor.copy_expert(f"COPY bench.readings FROM STDIN ({options})", stream, 1 << 20)
        cursor.connection.commit()
        seconds = time.perf_counter() - started
        cursor.execute("DROP SCHEMA bench CASCADE")
    return seconds


def sums(year: Year) -> int:
    """The energy that the rollups hold of these readings."""
    own = "SELECT meter FROM rouen_energy.meter WHERE resource_id = %s"
    query = f"SELECT sum(milli_wh) FROM rouen_energy.meter_year WHERE meter IN ({own})"
    ((total,),) = year.backstage.datastore(query, year.resource)
    return int(total)


def timed(work: Callable[[], Any], times: int = READINGS) -> list[float]:
    """Milliseconds of each time that something is done, once it was done."""
    work()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * MILLISECONDS)
    return found


def vacuum(backstage: Backstage) -> None:
    """Have no work left over that would disturb the next measurement."""
    connection = psycopg2.connect(backstage.datastore_url())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE rouen_energy.reading, rouen_energy.meter_day, rouen_energy.meter_year")
    connection.close()
    backstage.checkpoint()


@contextmanager
def postgresql(backstage: Backstage) -> Iterator[Any]:
    """A cursor on the datastore, committed at the end."""
    connection = psycopg2.connect(backstage.database_url(postgres.DATASTORE))
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
