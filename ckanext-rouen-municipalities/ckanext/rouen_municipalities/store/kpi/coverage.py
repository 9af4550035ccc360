"""Which communes have rows in the tables that the Métropole publishes.

A published table never changes, so it is read once, outside of the snapshot that the KPIs are counted in: the
datastore is another database.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from ...core.publication import PublishedTable
from .. import datastore
from .. import publication as record
from .tables import table_communes

#: The column that names the commune of a row in the profiles of the portal.
COMMUNE_COLUMN = "code_insee"


def rows_by_commune() -> dict[str, dict[str, int]]:
    """For each published table, how many rows it has under each INSEE code; tables that are new are read first."""
    with record.transaction() as connection:
        known = {row.resource_id: row for row in connection.execute(sa.select(table_communes))}
    found: dict[str, dict[str, int]] = {}
    for table in record.published_tables():
        row = known.get(table.resource_id)
        if row is not None and row.publication_id == table.publication_id:
            found[table.resource_id] = row.rows_by_commune
        else:
            found[table.resource_id] = _read(table)
    return found


def _read(table: PublishedTable) -> dict[str, int]:
    rows = _count_rows(table.resource_id)
    _keep(table, rows)
    return rows


def _keep(table: PublishedTable, rows: dict[str, int]) -> None:
    values = {"publication_id": table.publication_id, "rows_by_commune": rows}
    statement = insert(table_communes).values(resource_id=table.resource_id, **values)
    with record.transaction() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["resource_id"], set_=values))


def _count_rows(resource_id: str) -> dict[str, int]:
    with datastore.reading() as connection:
        if not _has_column(connection, resource_id):
            return {}
        commune: Any = sa.column(COMMUNE_COLUMN)
        counts = sa.select(commune, sa.func.count()).select_from(sa.table(resource_id)).group_by(commune)
        return {str(code): count for code, count in connection.execute(counts) if code}


def _has_column(connection: Connection, resource_id: str) -> bool:
    columns = sa.table("columns", sa.column("table_name"), sa.column("column_name"), schema="information_schema")
    query = sa.select(columns.c.column_name).where(
        columns.c.table_name == resource_id, columns.c.column_name == COMMUNE_COLUMN
    )
    return connection.execute(query).first() is not None
