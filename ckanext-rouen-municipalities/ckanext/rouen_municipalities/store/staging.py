"""The table that a publication makes, out of sight in a schema of its own until it is swapped in.

`datastore purge` and `set-permissions` act on every table of `public`. COPY … FREEZE in the transaction that creates
the table costs half of loading first and swapping later, and no dump taken meanwhile holds an empty table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg2.errors import QueryCanceled
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

SCHEMA = "rouen_staging"
#: what is handed to PostgreSQL at a time
COPY_BYTES = 1 << 18


class LoadMismatch(Exception):
    """What the database holds after the load is not what was read from the file."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its PostgreSQL type and what the data dictionary says of it."""

    name: str
    type: str
    info: Mapping[str, Any]


def create(connection: Connection, name: str, columns: Sequence[Column]) -> None:
    """An empty table with every habit of a datastore table."""
    fields = ", ".join(f"{quote(column.name)} {column.type}" for column in columns)
    execute(connection, f"CREATE TABLE {staging_table(name)} (_id serial, _full_text tsvector, {fields})")
    for column in columns:
        if column.info:
            _comment(connection, name, column)


def index_words_while_loading(connection: Connection, name: str) -> None:
    """Have every row indexed for full-text search as it is loaded: ten times slower, for tables that are searched."""
    execute(
        connection,
        f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {staging_table(name)} "
        "FOR EACH ROW EXECUTE PROCEDURE public.populate_full_text_trigger()",
    )


def copy_rows(connection: Connection, name: str, columns: Sequence[Column], chunks: Iterable[bytes]) -> None:
    """Load chunks of lines in PostgreSQL's text format: number of the row, then the columns.

    Raises what the making of the chunks raises.
    """
    names = ", ".join(["_id", *(quote(column.name) for column in columns)])
    source = _Chunks(chunks)
    cursor = connection.connection.cursor()
    try:
        cursor.copy_expert(f"COPY {staging_table(name)} ({names}) FROM STDIN (FREEZE)", source, COPY_BYTES)
    except QueryCanceled:
        if source.failure:
            raise source.failure from None
        raise
    finally:
        cursor.close()


def verify(connection: Connection, name: str, rows: int, sums: Mapping[str, Decimal]) -> None:
    """Compare count and sums with what was read. Raises LoadMismatch."""
    selected = ", ".join(["count(*)", *(f"sum({quote(column)})" for column in sums)])
    found = execute(connection, f"SELECT {selected} FROM {staging_table(name)}").one()  # noqa: S608
    expected = [rows, *sums.values()]
    for what, value, wanted in zip(["rows", *sums], found, expected, strict=True):
        if (value or 0) != wanted:
            raise LoadMismatch(f"{what}: {value} in the table, {wanted} in the file")


def finish(connection: Connection, name: str) -> None:
    """Add the key and the statistics, once the rows are there."""
    execute(connection, f"ALTER TABLE {staging_table(name)} ADD CONSTRAINT {quote(name + '_pkey')} PRIMARY KEY (_id)")
    execute(
        connection,
        f"SELECT setval('{staging_table(name + '__id_seq')}', greatest(max(_id), 1)) FROM {staging_table(name)}",  # noqa: S608
    )
    execute(connection, f"ANALYZE {staging_table(name)}")


def let_grow(connection: Connection, name: str, indexes: Sequence[Sequence[str]]) -> None:
    """Have the rows that will join, by their key, meet those that are there: by what rules between rows ask."""
    for fields in indexes:
        execute(connection, f"CREATE INDEX ON {staging_table(name)} ({', '.join(map(quote, fields))})")


def index_key(connection: Connection, name: str, key: Sequence[str]) -> bool:
    """Have a row found at once by its key; False when a key is repeated: there is no index then."""
    try:
        with connection.begin_nested():
            execute(connection, f"CREATE UNIQUE INDEX ON {staging_table(name)} ({', '.join(map(quote, key))})")
    except IntegrityError:
        return False
    return True


def index_no_words(connection: Connection, name: str) -> None:
    """Have no row indexed for full-text search, now or when it is added later."""
    execute(
        connection,
        f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {staging_table(name)} "
        "FOR EACH ROW WHEN (false) EXECUTE PROCEDURE public.populate_full_text_trigger()",
    )


def prepare_to_join(connection: Connection, name: str) -> None:
    """Have what is known of the rows, once they are there and found by their key."""
    execute(connection, f"ANALYZE {staging_table(name)}")


def drop(connection: Connection, name: str) -> None:
    """Remove the table within the transaction that made it."""
    execute(connection, f"DROP TABLE {staging_table(name)}")


def quote(name: str) -> str:
    """A name of a table or a column as SQL writes it."""
    return '"' + name.replace('"', '""').replace("\0", "") + '"'


def staging_table(name: str) -> str:
    """The staging table of this name as SQL writes it."""
    return f"{SCHEMA}.{quote(name)}"


def execute(connection: Connection, statement: str) -> Any:
    """Run a statement made of quoted names and our own words only."""
    return connection.exec_driver_sql(statement.replace("%", "%%"))


class _Chunks:
    """What psycopg2 reads during a COPY: each read gives the next chunk."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        #: what went wrong in the making of a chunk: psycopg2 gives it to PostgreSQL as words only
        self.failure: BaseException | None = None
        self._chunks = iter(chunks)
        self._held = memoryview(b"")

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; nothing at the end."""
        if not self._held:
            self._held = memoryview(self._next())
        given, self._held = self._held[:size], self._held[size:]
        return bytes(given)

    def _next(self) -> bytes:
        try:
            return next(self._chunks, b"")
        except BaseException as error:
            self.failure = error
            raise


def _comment(connection: Connection, name: str, column: Column) -> None:
    execute(connection, f"COMMENT ON COLUMN {staging_table(name)}.{quote(column.name)} IS {comment_literal(column)}")


def comment_of(column: Column) -> str:
    """What a column's comment says: CKAN reads JSON after one space, and breaks every search on any other."""
    return " " + json.dumps({"_info": dict(column.info)}, ensure_ascii=False, separators=(",", ":"))


def comment_literal(column: Column) -> str:
    """A column's comment as SQL writes it."""
    return "E'" + comment_of(column).replace("\\", "\\\\").replace("'", "\\'") + "'"
