"""A Parquet file made of a table's lines, typed, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from .exporting import TableColumn

_TYPES = {
    "bigint": "BIGINT",
    "integer": "INTEGER",
    "smallint": "SMALLINT",
    "numeric": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp with time zone": "TIMESTAMPTZ",
}
_SETTINGS = {
    "threads": 1,
    "memory_limit": "256MB",
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_ROW_GROUP = 100_000
_LONGEST_LINE = 8_000_000
#: two buffers are held at once; without this each would be sixteen times the longest line
_BUFFER_BYTES = 2 * _LONGEST_LINE


def write(lines: Path, columns: Sequence[TableColumn], target: Path) -> None:
    """Write the lines of `Snapshot.exact` as Parquet, in their order.

    A number is a double there, as researchers' tools expect; its exact decimals are in the CSV.
    """
    types = ", ".join(f"{_literal(column.name)}: {_literal(_TYPES.get(column.type, 'VARCHAR'))}" for column in columns)
    options = (
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', "
        f"nullstr = '', allow_quoted_nulls = false, max_line_size = {_LONGEST_LINE}, buffer_size = {_BUFFER_BYTES}, "
        f"columns = {{{types}}}"
    )
    read = f"SELECT * FROM read_csv({_literal(str(lines))}, {options})"  # noqa: S608
    kind = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    with duckdb.connect(config=_SETTINGS) as connection:
        connection.execute(f"COPY ({read}) TO {_literal(str(target))} ({kind})")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
