"""What the data dictionary of a published table says, written again without touching its rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ckanext.datastore.backend.postgres import get_write_engine

from .staging import Column, comment_literal, comment_of, execute, quote

_COMMENTS = sa.text("""
SELECT attribute.attname AS name, col_description(attribute.attrelid, attribute.attnum) AS comment
FROM pg_attribute attribute
JOIN pg_class class ON class.oid = attribute.attrelid AND class.relnamespace = 'public'::regnamespace
WHERE class.relname = :table AND attribute.attnum > 0 AND NOT attribute.attisdropped
""")


def describe(resource_id: str, columns: Sequence[Column]) -> list[str]:
    """Write what columns say where their table says something else; give the names of those that changed.

    A column that the table does not have is left out.
    """
    with get_write_engine().begin() as connection:
        said = {row.name: row.comment for row in connection.execute(_COMMENTS, {"table": resource_id})}
        changed = [one for one in columns if one.name in said and said[one.name] != comment_of(one)]
        for column in changed:
            _write(connection, resource_id, column)
    return [column.name for column in changed]


def _write(connection: Connection, resource_id: str, column: Column) -> None:
    execute(
        connection,
        f"COMMENT ON COLUMN public.{quote(resource_id)}.{quote(column.name)} IS {comment_literal(column)}",
    )
