"""A table read whole, as lines of CSV, from one snapshot together with the ledger's word on which publication it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import sqlalchemy as sa
from psycopg2.errors import QueryCanceled
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, ProgrammingError

from ckanext.datastore.backend.postgres import get_write_engine

from ..core.spreadsheet_safety import DANGEROUS, MARK
from .staging import SCHEMA, execute, quote

#: how often a reader looks whether a new table waits for it to be done
LOOK_SECONDS = 0.25
_HIDDEN = ("_id", "_full_text")
_PLAIN = frozenset({"bigint", "integer", "smallint", "date"})


class NoTable(Exception):
    """The resource has no table."""


class Yielded(Exception):
    """A new table waits for its readers to be done: this one gave up."""


@dataclass(frozen=True)
class TableColumn:
    """A column with its type as PostgreSQL names it."""

    name: str
    type: str


@dataclass
class Snapshot:
    """A table as it is now, and stays as long as this is open."""

    connection: Connection
    resource_id: str
    publication_id: str
    columns: list[TableColumn]
    #: set when a new table waits for this one to be free
    waited_for: threading.Event

    def csv(self, target: BinaryIO) -> int:
        """Write every row: commas, decimal points, ISO dates; text is made harmless. Give the number of rows."""
        return self._copy([(_title(column.name), _for_all(column)) for column in self.columns], target, ",")

    def excel(self, target: BinaryIO) -> int:
        """Write every row as Excel reads it in French: semicolons, decimal commas, the time of Rouen."""
        return self._copy([(_title(column.name), _for_excel(column)) for column in self.columns], target, ";")

    def exact(self, target: BinaryIO) -> int:
        """Write every row as PostgreSQL says it, for a program that makes another file of it."""
        return self._copy([(column.name, quote(column.name)) for column in self.columns], target, ",")

    def _copy(self, fields: Sequence[tuple[str, str]], target: BinaryIO, delimiter: str) -> int:
        self._give_way()
        selected = ", ".join(f"{expression} AS {quote(title)}" for title, expression in fields)
        cursor = self.connection.connection.cursor()
        try:
            cursor.copy_expert(
                f"COPY (SELECT {selected} FROM public.{quote(self.resource_id)} ORDER BY _id) "  # noqa: S608
                f"TO STDOUT (FORMAT csv, HEADER, DELIMITER '{delimiter}', ENCODING 'UTF8')",
                target,
                1 << 20,
            )
            # A cancel that comes between two statements has no effect.
            self._give_way()
            return int(cursor.rowcount)
        except QueryCanceled as error:
            raise Yielded(self.resource_id) from error
        finally:
            cursor.close()

    def _give_way(self) -> None:
        if self.waited_for.is_set():
            raise Yielded(self.resource_id)


@contextmanager
def snapshot(resource_id: str) -> Iterator[Snapshot]:
    """The table of a resource, read by one transaction that gives up when a new table waits. Raises NoTable, Yielded.

    The lock comes first: only what is looked at after it is of one moment, since a name that was looked up late would
    lead to a table that was swapped in meanwhile, whose frozen rows every snapshot sees.
    """
    with get_write_engine().connect() as pooled:
        connection = pooled.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            lock_table(connection, resource_id)
            execute(connection, "SET LOCAL TimeZone = 'UTC'")
            publication_id = _publication(connection, resource_id)
            columns, waited_for = _columns(connection, resource_id), threading.Event()
            with _giving_way(connection, resource_id, waited_for):
                yield Snapshot(connection, resource_id, publication_id, columns, waited_for)


def lock_table(connection: Connection, resource_id: str) -> None:
    """Keep the table of a resource from being replaced until the transaction ends. Raises NoTable."""
    try:
        execute(connection, f"LOCK TABLE public.{quote(resource_id)} IN ACCESS SHARE MODE")
    except ProgrammingError as error:
        raise NoTable(resource_id) from error


def _publication(connection: Connection, resource_id: str) -> str:
    query = sa.text(f"SELECT publication_id FROM {SCHEMA}.ledger WHERE resource_id = :id")  # noqa: S608
    found = connection.execute(query, {"id": resource_id}).scalar()
    if found is None:
        raise NoTable(resource_id)
    return str(found)


def _columns(connection: Connection, resource_id: str) -> list[TableColumn]:
    rows = connection.execute(
        sa.text(
            "SELECT attname, format_type(atttypid, NULL) AS type FROM pg_attribute "
            "WHERE attrelid = cast(:name AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ),
        {"name": f"public.{quote(resource_id)}"},
    )
    return [TableColumn(row.attname, row.type) for row in rows if row.attname not in _HIDDEN]


@contextmanager
def _giving_way(connection: Connection, resource_id: str, waited_for: threading.Event) -> Iterator[None]:
    """Tell as soon as somebody waits for the table, and cancel what this connection runs."""
    done, running = threading.Event(), connection.connection.dbapi_connection

    def look() -> None:
        with get_write_engine().connect() as own:
            while not done.wait(LOOK_SECONDS):
                if _sees_one_waiting(own, resource_id):
                    waited_for.set()
                    running.cancel()
                    return

    watcher = threading.Thread(target=look, name=f"export-{resource_id[:8]}", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def is_waited_for(connection: Connection, resource_id: str) -> bool:
    """Whether a new table of the resource waits for the readers of the old one."""
    found = connection.execute(
        sa.text(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' "
            "AND relation = to_regclass(:name) LIMIT 1"
        ),
        {"name": f"public.{quote(resource_id)}"},
    )
    return found.first() is not None


def _sees_one_waiting(connection: Connection, resource_id: str) -> bool:
    try:
        with connection.begin():
            return is_waited_for(connection, resource_id)
    except OperationalError:
        return False


def _for_all(column: TableColumn) -> str:
    name = quote(column.name)
    if column.type in _PLAIN or column.type == "numeric":
        return name
    if column.type == "boolean":
        return f"CASE {name} WHEN true THEN 'true' WHEN false THEN 'false' END"
    if column.type == "timestamp with time zone":
        # The session is in UTC: to_json would write the same and cost twice the whole copy.
        return f"replace({name}::text, ' ', 'T') || ':00'"
    return _harmless(name)


def _for_excel(column: TableColumn) -> str:
    name = quote(column.name)
    if column.type == "numeric":
        return f"replace({name}::text, '.', ',')"
    if column.type == "boolean":
        return f"CASE {name} WHEN true THEN 'VRAI' WHEN false THEN 'FAUX' END"
    if column.type == "timestamp with time zone":
        return f"to_char({name} AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD HH24:MI:SS')"
    return _for_all(column)


def _harmless(name: str) -> str:
    dangerous = ", ".join(_literal(character) for character in DANGEROUS)
    return (
        f"CASE WHEN left({name}::text, 1) IN ({dangerous}) THEN {_literal(MARK)} || {name}::text ELSE {name}::text END"
    )


def _title(name: str) -> str:
    return MARK + name if name.startswith(DANGEROUS) else name


def _literal(text: str) -> Any:
    return "'" + text.replace("'", "''") + "'"
