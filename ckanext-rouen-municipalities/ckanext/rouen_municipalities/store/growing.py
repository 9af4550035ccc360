"""Tables that grow: the rows of a file join those of its resource's table, in one transaction.

Which publications a table holds stands beside the ledger: the datastore knows by itself what a file still has to do.
What a row said before a later file corrected it is kept there too, as long as the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from psycopg2.errors import LockNotAvailable
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from .. import config
from ..core.growth import Addition, Growth
from .datastore import Fenced, LedgerEntry, TableBusy, alone, writing
from .staging import SCHEMA, Column, execute, quote, staging_table

_COLUMNS = "publication_id, publication_seq, profile, profile_version, sha256, sheet, mode"


class TableChanged(Exception):
    """Between the reading of the file and the writing of its rows, the table became another one."""


@dataclass(frozen=True)
class Target:
    """The table that rows join, and the staging table that holds them."""

    resource_id: str
    staging: str
    columns: Sequence[Column]
    key: Sequence[str]

    @property
    def table(self) -> str:
        """The table of the resource as SQL writes it."""
        return f"public.{quote(self.resource_id)}"

    @property
    def given(self) -> str:
        """The staging table as SQL writes it."""
        return staging_table(self.staging)

    @property
    def same_key(self) -> str:
        """That a row of the table and one of the file have the same key."""
        return " AND ".join(f"held.{quote(name)} = given.{quote(name)}" for name in self.key)


def additions(resource_id: str) -> list[Addition]:
    """The publications that a growing table holds, oldest first; none for any other table."""
    with writing() as connection:
        return _additions(connection, resource_id)


def begin(connection: Connection, resource_id: str, known: Iterable[Addition]) -> None:
    """Keep every other writer from the table, which holds what is known. Raises TableBusy, TableChanged."""
    milliseconds = 1000 * config.swap_wait()
    # A worker that hangs in here gives the table back in the end.
    execute(connection, f"SET LOCAL idle_in_transaction_session_timeout = {milliseconds}")
    execute(connection, f"SET LOCAL lock_timeout = {milliseconds}")
    try:
        alone(connection, resource_id)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise TableBusy(resource_id) from error
        raise
    if set(_additions(connection, resource_id)) != set(known):
        raise TableChanged(resource_id)


def has_columns(connection: Connection, target: Target) -> bool:
    """Whether the table has the columns of the file, of the same types."""
    found = connection.execute(
        sa.text(
            "SELECT attname, atttypid::regtype::text FROM pg_attribute "
            "WHERE attrelid = cast(:table AS regclass) AND attnum > 0 AND NOT attisdropped"
        ),
        {"table": target.table},
    )
    own = ("_id", "_full_text")
    columns = {name: kind for name, kind in found if name not in own}
    wanted = connection.execute(
        sa.text("SELECT n, t::regtype::text FROM unnest(cast(:names AS text[]), cast(:types AS text[])) AS w(n, t)"),
        {"names": [column.name for column in target.columns], "types": [column.type for column in target.columns]},
    )
    return columns == {name: kind for name, kind in wanted}  # noqa: C416 (rows are no pairs)


def foresee(connection: Connection, target: Target, table_rows: int) -> Growth:
    """What the rows of the staging table would do to the table."""
    row = execute(
        connection,
        f"""
        SELECT count(*) FILTER (WHERE held._id IS NULL) AS new,
            count(*) FILTER (WHERE held._id IS NOT NULL AND NOT {_differs(target)}) AS same,
            count(*) FILTER (WHERE held._id IS NOT NULL AND {_differs(target)}) AS changed
        FROM {target.given} AS given LEFT JOIN {target.table} AS held ON {target.same_key}
        """,  # noqa: S608
    ).one()
    return Growth(row.new, row.same, row.changed, 0, table_rows + row.new)


def add(connection: Connection, target: Target, entry: LedgerEntry) -> Growth:
    """Bring the rows of the staging table into the table and write the ledger. Raises Fenced.

    Rows that are as they were are not touched; those that are corrected keep their `_id`.
    """
    rows_before = _pass_fence(connection, entry)
    changed = _correct(connection, target, entry.publication_id)
    new = _insert(connection, target)
    growth = Growth(new, entry.rows - new - changed, changed, 0, rows_before + new)
    connection.execute(
        sa.text(f"UPDATE {SCHEMA}.ledger SET rows = :rows, sums = '{{}}' WHERE resource_id = :id"),  # noqa: S608
        {"rows": growth.table_rows, "id": entry.resource_id},
    )
    return growth


def note(connection: Connection, resource_id: str, addition: Addition) -> None:
    """Remember that the table holds the rows of a publication."""
    connection.execute(
        sa.text(f"""
            INSERT INTO {SCHEMA}.addition (resource_id, {_COLUMNS})
            VALUES (:resource_id, :publication_id, :publication_seq, :profile, :profile_version, :sha256, :sheet, :mode)
            """),  # noqa: S608
        {"resource_id": resource_id, **vars(addition)},
    )


def forget(connection: Connection, resource_id: str) -> None:
    """The table is another one: what the old one held is gone with it."""
    for record in ("addition", "replaced"):
        connection.execute(
            sa.text(f"DELETE FROM {SCHEMA}.{record} WHERE resource_id = :id"),  # noqa: S608
            {"id": resource_id},
        )


def keep(entry: LedgerEntry, known: Iterable[Addition]) -> int:
    """Have a later publication of rows that the table holds already stand for it; give the rows of the table.

    Raises Fenced, TableBusy, TableChanged.
    """
    with writing() as connection:
        begin(connection, entry.resource_id, known)
        return _pass_fence(connection, entry)


def _additions(connection: Connection, resource_id: str) -> list[Addition]:
    query = f"SELECT {_COLUMNS} FROM {SCHEMA}.addition WHERE resource_id = :id ORDER BY publication_seq"  # noqa: S608
    return [Addition(**row._mapping) for row in connection.execute(sa.text(query), {"id": resource_id})]


def _pass_fence(connection: Connection, entry: LedgerEntry) -> int:
    """Put the publication into the ledger where the stored one is older; give the rows of the table. Raises Fenced."""
    passed = connection.execute(
        sa.text(f"""
            UPDATE {SCHEMA}.ledger SET publication_id = :publication_id, publication_seq = :publication_seq,
                sha256 = :sha256, swapped = now()
            WHERE resource_id = :resource_id
                AND (publication_seq < :publication_seq OR publication_id = :publication_id)
            RETURNING rows
            """),  # noqa: S608
        {
            "resource_id": entry.resource_id,
            "publication_id": entry.publication_id,
            "publication_seq": entry.publication_seq,
            "sha256": entry.sha256,
        },
    ).first()
    if passed is None:
        raise Fenced(entry.resource_id)
    return int(passed.rows)


def _correct(connection: Connection, target: Target, publication_id: str) -> int:
    others = [quote(column.name) for column in target.columns if column.name not in target.key]
    if not others or not _keep_replaced(connection, target, publication_id):
        return 0
    values = ", ".join(f"{name} = given.{name}" for name in others)
    corrected = execute(
        connection,
        f"UPDATE {target.table} AS held SET {values} FROM {target.given} AS given "  # noqa: S608
        f"WHERE {target.same_key} AND {_differs(target)}",
    )
    return int(corrected.rowcount)


def _keep_replaced(connection: Connection, target: Target, publication_id: str) -> int:
    """Keep the rows that the file corrects as they are before it does; how many they are."""
    corrected = (
        f"SELECT held._id, to_jsonb(held) - '_id' - '_full_text' AS row FROM {target.table} AS held "  # noqa: S608
        f"JOIN {target.given} AS given ON {target.same_key} WHERE {_differs(target)}"
    )
    kept = connection.exec_driver_sql(
        f"INSERT INTO {SCHEMA}.replaced (resource_id, publication_id, row_id, row) "  # noqa: S608
        f"SELECT %s, %s, _id, row FROM ({corrected.replace('%', '%%')}) AS corrected ORDER BY _id",
        (target.resource_id, publication_id),
    )
    return int(kept.rowcount)


def _insert(connection: Connection, target: Target) -> int:
    names = ", ".join(quote(column.name) for column in target.columns)
    inserted = execute(
        connection,
        f"INSERT INTO {target.table} ({names}) SELECT {names} FROM {target.given} AS given "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT FROM {target.table} AS held WHERE {target.same_key}) ORDER BY given._id",
    )
    return int(inserted.rowcount)


def _differs(target: Target) -> str:
    """That a row of the table and one of the file with the same key differ."""
    others = [quote(column.name) for column in target.columns if column.name not in target.key]
    if not others:
        return "false"
    held, given = (", ".join(f"{side}.{name}" for name in others) for side in ("held", "given"))
    return f"(ROW({held}) IS DISTINCT FROM ROW({given}))"
