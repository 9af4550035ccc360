"""Files as layouts are given them, without the base's way of opening them."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from ckanext.rouen_energy.core.mapping.converting import MappedLayout
from ckanext.rouen_energy.core.mapping.definition import Mapping
from ckanext.rouen_municipalities.core.tabular.issues import Issue, Notice
from ckanext.rouen_municipalities.core.tabular.layouts import HEAD_ROWS, Head, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

#: public files that nobody of this project wrote; tests that read them are skipped where they are not
REAL_DATA = Path(os.environ.get("ROUEN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "energy"


@dataclass
class OpenedRows:
    """Rows of cells in memory, as a file that is being converted."""

    name: str
    cells: list[list[str]] = field(repr=False)

    @property
    def head(self) -> Head:
        return Head(self.name, tuple(tuple(row) for row in self.cells[:HEAD_ROWS]))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        return iter(list(enumerate(self.cells, 1)))

    def document(self) -> Any:
        raise NotImplementedError


def lines(name: str, *rows: str, delimiter: str = ";") -> OpenedRows:
    """A small file, from its lines."""
    return OpenedRows(name, [line.split(delimiter) for line in rows])


@cache
def real_file(path: Path, sheet: str = "") -> OpenedRows:
    """A file of the folder of real data: CSV, packed CSV or a sheet of a workbook."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return OpenedRows(path.name, [[_text(cell) for cell in row] for row in book[sheet].iter_rows(values_only=True)])
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return OpenedRows(path.name.removesuffix(".gz"), list(csv.reader(text)))


def converted(mapping: Mapping, opened: OpenedRows) -> list[Row | Issue | Notice]:
    """What a mapping makes of a file."""
    return list(MappedLayout("essai", Label("Essai"), mapping).convert(opened))


def rows_of(mapping: Mapping, opened: OpenedRows) -> list[dict[str, str]]:
    """The rows of a file in which nothing is wrong."""
    found = converted(mapping, opened)
    assert [one for one in found if isinstance(one, Issue)] == []
    return [dict(one.cells) for one in found if isinstance(one, Row)]


def total(rows: list[dict[str, str]], **wanted: str) -> Decimal:
    """The sum of the values of some rows."""
    return sum(
        (Decimal(row["valeur"]) for row in rows if all(row[name] == text for name, text in wanted.items())), Decimal(0)
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != datetime.min.time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
