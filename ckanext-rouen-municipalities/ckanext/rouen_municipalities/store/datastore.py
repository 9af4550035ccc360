"""Tables of the datastore: swapped in at once, with a ledger that is the truth of the swap.

Readers see the old table or the new one, whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from psycopg2.errors import LockNotAvailable
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from ckanext.datastore.backend.postgres import get_read_engine, get_write_engine

from .. import config
from ..crash_points import crash_point
from .staging import SCHEMA, execute, quote, staging_table

_PREPARE = f"""
SELECT pg_advisory_xact_lock(hashtext('{SCHEMA}'));
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.ledger (
    resource_id text PRIMARY KEY,
    publication_id text NOT NULL,
    publication_seq bigint NOT NULL,
    sha256 text NOT NULL,
    rows bigint NOT NULL,
    sums jsonb NOT NULL,
    swapped timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.addition (
    resource_id text NOT NULL,
    publication_id text NOT NULL,
    publication_seq bigint NOT NULL,
    profile text NOT NULL,
    profile_version text NOT NULL,
    sha256 text NOT NULL,
    sheet text,
    mode text NOT NULL,
    added timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (resource_id, publication_id)
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.replaced (
    id bigint GENERATED ALWAYS AS IDENTITY,
    resource_id text NOT NULL,
    publication_id text NOT NULL,
    row_id bigint NOT NULL,
    row jsonb NOT NULL,
    replaced timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (resource_id, id)
)
"""

_LEDGER_COLUMNS = "resource_id, publication_id, publication_seq, sha256, rows"


class Fenced(Exception):
    """A later publication of the same resource is already in place."""


class TableBusy(Exception):
    """Readers held the old table longer than the time allowed for the swap."""


@dataclass(frozen=True)
class LedgerEntry:
    """What the datastore holds for a resource."""

    resource_id: str
    publication_id: str
    publication_seq: int
    sha256: str
    rows: int


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection of the read-only user in one snapshot."""
    with get_read_engine().connect() as pooled:
        connection = pooled.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """A transaction of the datastore's owner, committed at the end."""
    engine = get_write_engine()
    with engine.begin() as connection:
        connection.execute(sa.text(_PREPARE))
    with engine.begin() as connection:
        yield connection


@contextmanager
def trying() -> Iterator[Connection]:
    """A transaction that is always rolled back."""
    with writing() as connection:
        yield connection
        connection.get_transaction().rollback()


@lru_cache(maxsize=1)
def share_no_connection() -> None:
    """Have a process close what it does not use before it forks (called at start; once is enough).

    CKAN looks at the datastore when it starts and keeps the connection: each child of a worker would use it. One that
    is killed in the middle of a load would leave the load open, and the connection unusable to the next.
    """
    os.register_at_fork(before=_close_unused)


def _close_unused() -> None:
    for engine in (get_read_engine(), get_write_engine()):
        engine.dispose()


def swap(connection: Connection, name: str, entry: LedgerEntry, sums: Mapping[str, Decimal]) -> None:
    """Put the staging table in place of the resource's table and write the ledger. Raises Fenced, TableBusy."""
    deadline = time.monotonic() + config.swap_wait()
    execute(connection, "SET LOCAL lock_timeout = '200ms'")
    while not _swapped(connection, name, entry, sums):
        if time.monotonic() > deadline:
            raise TableBusy(entry.resource_id)
        time.sleep(0.2)


def add_indexes(resource_id: str, publication_id: str, indexes: Sequence[Sequence[str]]) -> None:
    """Give the table of a publication the indexes that it has not yet; nothing when another one is in place.

    Readers go on meanwhile; the next swap waits.
    """
    with writing() as connection:
        alone(connection, resource_id)
        if not _holds(connection, resource_id, publication_id):
            return
        for fields in indexes:
            name = "rouen_" + hashlib.sha256(repr((resource_id, *fields)).encode()).hexdigest()[:32]
            columns = ", ".join(map(quote, fields))
            execute(connection, f"CREATE INDEX IF NOT EXISTS {quote(name)} ON public.{quote(resource_id)} ({columns})")


def _holds(connection: Connection, resource_id: str, publication_id: str) -> bool:
    query = sa.text(f"SELECT 1 FROM {SCHEMA}.ledger WHERE resource_id = :resource AND publication_id = :publication")  # noqa: S608
    values = {"resource": resource_id, "publication": publication_id}
    return connection.execute(query, values).first() is not None


def alone(connection: Connection, resource_id: str) -> None:
    """Until the transaction ends, let nobody else change which table a resource has."""
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 0))"), {"id": resource_id})


def keep_table(entry: LedgerEntry, previous: str) -> bool:
    """Have a later publication of the same rows stand for the table of `previous`; False when it is no longer there."""
    with writing() as connection:
        kept = connection.execute(
            sa.text(f"""
                UPDATE {SCHEMA}.ledger SET publication_id = :publication_id, publication_seq = :publication_seq
                WHERE resource_id = :resource_id AND publication_id = :previous
                    AND publication_seq < :publication_seq
                RETURNING 1
                """),  # noqa: S608
            {
                "resource_id": entry.resource_id,
                "publication_id": entry.publication_id,
                "publication_seq": entry.publication_seq,
                "previous": previous,
            },
        )
        return kept.first() is not None


def ledger(resource_id: str) -> LedgerEntry | None:
    """What the datastore holds for this resource."""
    query = f"SELECT {_LEDGER_COLUMNS} FROM {SCHEMA}.ledger WHERE resource_id = :id"  # noqa: S608
    with writing() as connection:
        row = connection.execute(sa.text(query), {"id": resource_id}).first()
    return LedgerEntry(**row._mapping) if row else None


def has_values(resource_id: str, column: str) -> bool:
    """Whether the table of a resource has a value in a column."""
    with reading() as connection:
        named = {"table": resource_id, "column": column}
        exists = sa.text(
            "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(format('public.%I', cast(:table AS "
            "text))) AND attname = :column AND NOT attisdropped)"
        )
        if not connection.execute(exists, named).scalar():
            return False
        query = f"SELECT EXISTS (SELECT FROM public.{quote(resource_id)} WHERE {quote(column)} IS NOT NULL)"  # noqa: S608
        return bool(execute(connection, query).scalar())


def ledger_resources() -> list[str]:
    """Ids of every resource whose table was published."""
    with writing() as connection:
        return [row[0] for row in execute(connection, f"SELECT resource_id FROM {SCHEMA}.ledger")]  # noqa: S608


def drop(resource_id: str) -> None:
    """Remove the table of a resource that is gone, with its line in the ledger."""
    with writing() as connection:
        execute(connection, f"DROP TABLE IF EXISTS public.{quote(resource_id)} CASCADE")
        for record in ("ledger", "addition", "replaced"):
            connection.execute(
                sa.text(f"DELETE FROM {SCHEMA}.{record} WHERE resource_id = :id"),  # noqa: S608
                {"id": resource_id},
            )


def _swapped(connection: Connection, name: str, entry: LedgerEntry, sums: Mapping[str, Decimal]) -> bool:
    """One try; the load is kept when a reader holds the lock."""
    try:
        with connection.begin_nested():
            _swap_once(connection, name, entry, sums)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            return False
        raise
    return True


def _swap_once(connection: Connection, name: str, entry: LedgerEntry, sums: Mapping[str, Decimal]) -> None:
    resource = entry.resource_id
    alone(connection, resource)
    _write_ledger(connection, entry, sums)
    aliases = _aliases(connection, resource)
    has_words = _has_trigger(connection, name)
    for statement in (
        f"DROP TABLE IF EXISTS public.{quote(resource)} CASCADE",
        f"ALTER TABLE {staging_table(name)} SET SCHEMA public",
        f"ALTER TABLE public.{quote(name)} RENAME TO {quote(resource)}",
        f"ALTER SEQUENCE public.{quote(name + '__id_seq')} RENAME TO {quote(resource + '__id_seq')}",
        f"ALTER INDEX public.{quote(name + '_pkey')} RENAME TO {quote(resource + '_pkey')}",
        f"GRANT SELECT ON public.{quote(resource)} TO {quote(_read_user())}",
    ):
        execute(connection, statement)
    crash_point("during-swap")
    if not has_words:
        execute(
            connection,
            f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON public.{quote(resource)} "
            "FOR EACH ROW EXECUTE PROCEDURE public.populate_full_text_trigger()",
        )
    for alias in aliases:
        execute(connection, f"CREATE VIEW public.{quote(alias)} AS SELECT * FROM public.{quote(resource)}")  # noqa: S608
        execute(connection, f"GRANT SELECT ON public.{quote(alias)} TO {quote(_read_user())}")


def _write_ledger(connection: Connection, entry: LedgerEntry, sums: Mapping[str, Decimal]) -> None:
    """Write the line where the stored publication is older. Raises Fenced."""
    written = connection.execute(
        sa.text(f"""
            INSERT INTO {SCHEMA}.ledger AS held (resource_id, publication_id, publication_seq, sha256, rows, sums)
            VALUES (:resource_id, :publication_id, :publication_seq, :sha256, :rows, cast(:sums AS jsonb))
            ON CONFLICT (resource_id) DO UPDATE SET
                publication_id = excluded.publication_id, publication_seq = excluded.publication_seq,
                sha256 = excluded.sha256, rows = excluded.rows, sums = excluded.sums, swapped = now()
            WHERE held.publication_seq < excluded.publication_seq
            RETURNING 1
            """),  # noqa: S608
        {
            "resource_id": entry.resource_id,
            "publication_id": entry.publication_id,
            "publication_seq": entry.publication_seq,
            "sha256": entry.sha256,
            "rows": entry.rows,
            "sums": json.dumps({name: str(value) for name, value in sums.items()}),
        },
    ).first()
    if written is None:
        raise Fenced(entry.resource_id)


def _aliases(connection: Connection, resource: str) -> list[str]:
    rows = connection.execute(
        sa.text('SELECT name FROM public."_table_metadata" WHERE alias_of = :id'), {"id": resource}
    )
    return [row.name for row in rows]


def _has_trigger(connection: Connection, name: str) -> bool:
    return bool(
        connection.execute(
            sa.text("SELECT 1 FROM pg_trigger WHERE tgname = 'zfulltext' AND tgrelid = cast(:name AS regclass)"),
            {"name": staging_table(name)},
        ).first()
    )


def _read_user() -> str:
    return str(sa.engine.make_url(tk.config["ckan.datastore.read_url"]).username)
