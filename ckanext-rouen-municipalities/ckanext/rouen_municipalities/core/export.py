"""A published table as files: which there are, what they are called, how long they stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: How long the file of a former publication stays: a download that has begun can go on, and be taken up again.
GRACE = timedelta(hours=1)
#: Rows of a sheet of Excel, the line of titles set aside: of a larger table no file for Excel is made.
EXCEL_ROWS = 1_048_575


@dataclass(frozen=True)
class Format:
    """One kind of file: `name` in the API, `file` at the end of its address."""

    name: str
    file: str
    mimetype: str


CSV = Format("csv", "export.csv", "text/csv; charset=utf-8")
EXCEL = Format("csv-excel", "export-excel.csv", "text/csv; charset=utf-8")
PARQUET = Format("parquet", "export.parquet", "application/vnd.apache.parquet")

FORMATS = {format_.name: format_ for format_ in (CSV, EXCEL, PARQUET)}
BY_FILE = {format_.file: format_ for format_ in FORMATS.values()}


@dataclass(frozen=True)
class Export:
    """One file: the whole table as one publication left it."""

    publication_id: str
    format: str
    resource_id: str
    sha256: str
    bytes: int
    rows: int
    created: datetime
    #: place of the publication among all of the portal, and when it was finished
    publication_seq: int
    published: datetime | None


@dataclass(frozen=True)
class Written:
    """A file that was written and is not known yet."""

    format: str
    sha256: str
    bytes: int
    rows: int


def offered(exports: list[Export]) -> dict[str, Export]:
    """By format, the files of the latest publication that has any: files of two are never offered side by side."""
    latest = max((export.publication_seq for export in exports), default=0)
    found = {export.format: export for export in exports if export.publication_seq == latest}
    return {name: found[name] for name in FORMATS if name in found}
