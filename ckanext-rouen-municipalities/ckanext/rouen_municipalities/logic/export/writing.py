"""Writing the exports of one table, all from one snapshot."""

from __future__ import annotations

import logging
from pathlib import Path

from ...core.export import CSV, EXCEL, EXCEL_ROWS, PARQUET, Written
from ...crash_points import crash_point
from ...store import export as store
from ...store import parquet
from ...store.exporting import NoTable, Snapshot, TableColumn, Yielded, snapshot

log = logging.getLogger(__name__)

_BOM = b"\xef\xbb\xbf"


def write(resource_id: str) -> str | None:
    """Job: write the exports of a table; give the publication they are of.

    Nothing when the table is gone or a new one waits to take its place: that one has exports of its own.
    """
    try:
        with store.workplace() as folder:
            return _write(resource_id, folder)
    except (NoTable, Yielded) as error:
        log.info("no export of resource %s: %s", resource_id, type(error).__name__)
        return None


def _write(resource_id: str, folder: Path) -> str:
    with snapshot(resource_id) as table:
        rows = _write_lines(table, folder)
        publication_id, columns = table.publication_id, table.columns
    crash_point("after-export-lines")
    # The table is free again while these lines become another file.
    _write_parquet(folder, columns)
    files = [
        Written(format_.name, *store.settle(path), rows)
        for format_ in (CSV, EXCEL, PARQUET)
        if (path := folder / format_.file).exists()
    ]
    crash_point("after-export-files")
    store.record(resource_id, publication_id, files)
    return publication_id


def _write_lines(table: Snapshot, folder: Path) -> int:
    """The files of text, and the lines from which the others are made; give the number of rows."""
    with (folder / CSV.file).open("wb") as target:
        rows = table.csv(target)
    with _lines(folder).open("wb") as target:
        table.exact(target)
    if rows <= EXCEL_ROWS:
        with (folder / EXCEL.file).open("wb") as target:
            target.write(_BOM)
            table.excel(target)
    return rows


def _write_parquet(folder: Path, columns: list[TableColumn]) -> None:
    parquet.write(_lines(folder), columns, folder / PARQUET.file)
    _lines(folder).unlink()


def _lines(folder: Path) -> Path:
    return folder / "lines"
