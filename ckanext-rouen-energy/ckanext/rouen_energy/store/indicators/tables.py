"""Several published tables of one profile, read as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

#: Types of the columns that a table published before they were thought of does not have.
TYPES: Mapping[str, Any] = {
    "coefficient": sa.Numeric,
    "cout_eur": sa.Numeric,
    "kwh_estimes": sa.Numeric,
    "part_chauffage": sa.Numeric,
    "part_refroidissement": sa.Numeric,
    "surface_tertiaire_m2": sa.Numeric,
}


def join_by_hash(connection: Connection) -> None:
    """Keep this transaction from walking bills by bills: tables just swapped in have no statistics yet."""
    connection.execute(sa.text("SET LOCAL enable_nestloop = off"))
    connection.execute(sa.text("SET LOCAL jit = off"))


def columns_of(connection: Connection, resources: Sequence[str]) -> dict[str, frozenset[str]]:
    """The columns of each datastore table."""
    known = sa.table("columns", sa.column("table_name"), sa.column("column_name"), schema="information_schema")
    query = (
        sa.select(known.c.table_name, sa.func.array_agg(sa.cast(known.c.column_name, sa.Text)).label("names"))
        .where(known.c.table_name.in_(list(resources)))
        .group_by(known.c.table_name)
    )
    return {row.table_name: frozenset(row.names) for row in connection.execute(query)}


def all_of(connection: Connection, resources: Sequence[str], columns: Sequence[str]) -> Any:
    """The rows of the tables with the rank of their table; a column that one of them lacks is null there."""
    present = columns_of(connection, resources)
    parts = []
    for rank, resource_id in enumerate(resources):
        source = sa.table(resource_id, *(sa.column(name) for name in columns))
        chosen = [_column(source, name, present.get(resource_id, frozenset())) for name in columns]
        parts.append(sa.select(*chosen, sa.literal(rank).label("rank")))
    return sa.union_all(*parts)


def _column(source: Any, name: str, present: frozenset[str]) -> Any:
    if name in present:
        return source.c[name]
    return sa.cast(sa.null(), TYPES.get(name, sa.Text)).label(name)
