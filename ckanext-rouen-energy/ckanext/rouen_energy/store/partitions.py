"""A published table as Parquet files in folders by its owner and year, as tools for large tables read them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from ckanext.rouen_municipalities.store import parquet
from ckanext.rouen_municipalities.store.exporting import snapshot

OWNER, YEAR = "proprietaire", "annee"


def write(resource_id: str, owner: str, folder: Path) -> int:
    """Write the table as it is now below `proprietaire=<owner>/annee=<year>/`; give the number of rows.

    A table without years has the folder of its owner alone. Raises NoTable, Yielded.
    """
    with tempfile.TemporaryDirectory() as place:
        lines, whole = Path(place) / "lines.csv", Path(place) / "whole.parquet"
        with snapshot(resource_id) as table, lines.open("wb") as target:
            rows = table.exact(target)
            columns = table.columns
        parquet.write(lines, columns, whole)
        by = [OWNER, *(column.name for column in columns if column.name == YEAR)]
        _cut(whole, owner, by, folder)
    return rows


def _cut(whole: Path, owner: str, by: list[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = f"SELECT *, {_literal(owner)} AS {OWNER} FROM read_parquet({_literal(str(whole))})"  # noqa: S608
    kind = f"FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({', '.join(by)}), OVERWRITE_OR_IGNORE"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO {_literal(str(folder))} ({kind})")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
