"""The tables of the warehouse, and the connections that reach them.

`reading`: one row per reading, in a table per year. `day` is its day in Paris; `start` and `seconds` are when its step
begins and how long it lasts; `milli_wh` is its energy, null when it has none (`status` says why). Integers are summed
exactly whatever their order. The original value stays in the published table, under the same meter and stamp.

`source`: what of a published table of readings is here. `feed`: what building × month was computed from.

`meter`: a meter of one published table, and how long its readings usually last.

`meter_day`, `meter_month`, `meter_year`: sums of what `reading` holds. `seconds` is the time that readings cover, a day
is covered when they span 90 % of it, `low` and `peak` are mean powers of a step in milliwatts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.rouen_municipalities.store import datastore
from ckanext.rouen_municipalities.store.staging import execute

SCHEMA = "rouen_energy"
#: years that have a table of their own: a mistaken date makes no table
FIRST_YEAR, LAST_YEAR = 2000, 2100

_PREPARE = f"""
SELECT pg_advisory_xact_lock(hashtext('{SCHEMA}'));
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.source (
    resource_id text PRIMARY KEY,
    owner text NOT NULL,
    table_oid oid NOT NULL,
    publication_id text NOT NULL,
    last_row bigint NOT NULL,
    last_replaced bigint NOT NULL,
    filled timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS source_owner ON {SCHEMA}.source (owner);
CREATE TABLE IF NOT EXISTS {SCHEMA}.meter (
    meter integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resource_id text NOT NULL REFERENCES {SCHEMA}.source ON DELETE CASCADE,
    id_compteur text NOT NULL,
    seconds integer,
    UNIQUE (resource_id, id_compteur)
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.reading (
    start timestamptz NOT NULL,
    milli_wh bigint,
    meter integer NOT NULL,
    day date NOT NULL,
    seconds integer NOT NULL,
    status smallint NOT NULL,
    PRIMARY KEY (meter, day, start)
) PARTITION BY RANGE (day);
CREATE INDEX IF NOT EXISTS reading_remarkable ON {SCHEMA}.reading (meter, day) WHERE status <> 0;
CREATE TABLE IF NOT EXISTS {SCHEMA}.reading_other PARTITION OF {SCHEMA}.reading DEFAULT;
CREATE TABLE IF NOT EXISTS {SCHEMA}.meter_day (
    meter integer NOT NULL,
    day date NOT NULL,
    milli_wh bigint NOT NULL,
    low bigint,
    peak bigint,
    estimated_milli_wh bigint NOT NULL,
    seconds integer NOT NULL,
    readings integer NOT NULL,
    suspected integer NOT NULL,
    covered boolean NOT NULL,
    PRIMARY KEY (meter, day)
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.meter_month (
    meter integer NOT NULL,
    month date NOT NULL,
    milli_wh bigint NOT NULL,
    estimated_milli_wh bigint NOT NULL,
    seconds bigint NOT NULL,
    readings bigint NOT NULL,
    suspected bigint NOT NULL,
    days_covered integer NOT NULL,
    PRIMARY KEY (meter, month)
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.meter_year (
    meter integer NOT NULL,
    year integer NOT NULL,
    milli_wh bigint NOT NULL,
    estimated_milli_wh bigint NOT NULL,
    seconds bigint NOT NULL,
    readings bigint NOT NULL,
    suspected bigint NOT NULL,
    days_covered integer NOT NULL,
    usual_peak bigint,
    PRIMARY KEY (meter, year)
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.feed (
    owner text PRIMARY KEY,
    inputs text[] NOT NULL,
    inputs_sha256 text NOT NULL,
    output_sha256 text,
    synthetic boolean NOT NULL,
    left_out jsonb NOT NULL,
    computed timestamptz NOT NULL DEFAULT now()
)
"""


@contextmanager
def writing() -> Iterator[Connection]:
    """A transaction of the datastore's owner, committed at the end; the tables are there."""
    _prepare()
    with datastore.writing() as connection:
        yield connection


@contextmanager
def reading() -> Iterator[Connection]:
    """A snapshot that changes nothing. The public's own user may not read the warehouse: who asks is checked before."""
    _prepare()
    with get_write_engine().connect() as pooled:
        connection = pooled.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def exclusive(owner: str) -> Iterator[None]:
    """Only one process at a time works on what is an owner's; a lock of the session, since work may take minutes."""
    key = sa.select(sa.func.hashtextextended(f"{SCHEMA} {owner}", 0)).scalar_subquery()
    with get_write_engine().connect() as pooled:
        connection = pooled.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))


def make_years(connection: Connection, years: Iterable[int]) -> None:
    """Have a table for the readings of each of these years."""
    for year in sorted(set(years)):
        if FIRST_YEAR <= year < LAST_YEAR and not _exists(connection, f"reading_{year}"):
            _make_year(connection, year)


def analyze(connection: Connection, years: Iterable[int]) -> None:
    """Have PostgreSQL know what the tables of some years hold, after many readings: it would think there are none."""
    for year in years:
        if _exists(connection, f"reading_{year}"):
            execute(connection, f"ANALYZE {SCHEMA}.reading_{year}")


def _make_year(connection: Connection, year: int) -> None:
    """Attached once made: to make it in its place would wait for every reader of the others."""
    name, bounds = f"{SCHEMA}.reading_{year}", f"FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
    execute(connection, f"CREATE TABLE {name} (LIKE {SCHEMA}.reading INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    execute(connection, f"ALTER TABLE {SCHEMA}.reading ATTACH PARTITION {name} FOR VALUES {bounds}")


def _prepare() -> None:
    with get_write_engine().begin() as connection:
        if not _exists(connection, "feed"):
            connection.execute(sa.text(_PREPARE))


def _exists(connection: Connection, table: str) -> bool:
    query = sa.text("SELECT to_regclass(:name) IS NOT NULL")
    return bool(connection.execute(query, {"name": f"{SCHEMA}.{table}"}).scalar())
