"""What the warehouse has read of each published table of readings, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.staging import SCHEMA as BASE
from ckanext.rouen_municipalities.store.staging import quote

from .tables import SCHEMA


@dataclass(frozen=True)
class Mark:
    """What of a published table the warehouse holds: which table, which publication, its last row and correction."""

    table_oid: int
    publication_id: str
    last_row: int
    last_replaced: int


def sources(connection: Connection, owner: str) -> list[str]:
    """The tables of readings of which the warehouse holds something as an owner's."""
    query = f"SELECT resource_id FROM {SCHEMA}.source WHERE owner = %(owner)s ORDER BY 1"  # noqa: S608
    return [resource_id for (resource_id,) in connection.exec_driver_sql(query, {"owner": owner})]


def owners(connection: Connection, resource_id: str | None = None) -> list[str]:
    """Organisations of which the warehouse holds readings, of one table or of any."""
    query = f"SELECT DISTINCT owner FROM {SCHEMA}.source WHERE %(resource)s IS NULL OR resource_id = %(resource)s"  # noqa: S608
    return [owner for (owner,) in connection.exec_driver_sql(query, {"resource": resource_id})]


def behind(connection: Connection, resource_ids: Sequence[str]) -> list[str]:
    """Of these published tables of readings, those of which the warehouse does not hold what is published."""
    rows = connection.exec_driver_sql(
        f"""SELECT resource_id FROM {BASE}.ledger LEFT JOIN {SCHEMA}.source AS held USING (resource_id)
        WHERE resource_id = ANY(%(resources)s) AND held.publication_id IS DISTINCT FROM ledger.publication_id""",  # noqa: S608
        {"resources": list(resource_ids)},
    )
    return [resource_id for (resource_id,) in rows]


def now_of(connection: Connection, table: PublishedTable) -> Mark:
    """How a published table is now. Raises NoResultFound when it is not published."""
    name = f"public.{quote(table.resource_id)}"
    row = connection.exec_driver_sql(
        f"""SELECT '{name}'::regclass::oid AS table_oid, publication_id,
            (SELECT coalesce(max(_id), 0) FROM {name}) AS last_row,
            (SELECT coalesce(max(id), 0) FROM {BASE}.replaced WHERE resource_id = %(resource)s) AS last_replaced
        FROM {BASE}.ledger WHERE resource_id = %(resource)s""",  # noqa: S608
        {"resource": table.resource_id},
    ).one()
    return Mark(**row._mapping)


def held_of(connection: Connection, resource_id: str) -> Mark | None:
    """How a table was when it was read last; None when it never was."""
    query = f"""SELECT table_oid, publication_id, last_row, last_replaced FROM {SCHEMA}.source
        WHERE resource_id = %(resource)s"""  # noqa: S608
    row = connection.exec_driver_sql(query, {"resource": resource_id}).first()
    return Mark(**row._mapping) if row else None


def note(connection: Connection, table: PublishedTable, mark: Mark) -> None:
    """Note what is read of a table; done before anything is read."""
    connection.exec_driver_sql(
        f"""INSERT INTO {SCHEMA}.source (resource_id, owner, table_oid, publication_id, last_row, last_replaced)
        VALUES (%(resource)s, %(owner)s, %(table_oid)s, %(publication_id)s, %(last_row)s, %(last_replaced)s)
        ON CONFLICT (resource_id) DO UPDATE SET owner = excluded.owner, publication_id = excluded.publication_id,
            last_row = excluded.last_row, last_replaced = excluded.last_replaced, filled = now()""",  # noqa: S608
        {"resource": table.resource_id, "owner": table.owner_org, **vars(mark)},
    )


def give_to(connection: Connection, table: PublishedTable) -> None:
    """A dataset may move to another organisation, with its readings."""
    connection.exec_driver_sql(
        f"""UPDATE {SCHEMA}.source SET owner = %(owner)s
        WHERE resource_id = %(resource)s AND owner <> %(owner)s""",  # noqa: S608
        {"resource": table.resource_id, "owner": table.owner_org},
    )
