"""A publication: one attempt to publish one file as the table of one resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .growth import FILE, Growth
from .profiles import split

PENDING = "pending"
RUNNING = "running"
PUBLISHED = "published"
REFUSED = "refused"
FAILED = "failed"
SUPERSEDED = "superseded"

#: why a publication is `published` although neither table nor file changed: the growing table held its rows
ALREADY_ADDED = "already-added"

#: formats of files that may hold a table
TABLE_FORMATS = ("CSV", "TSV", "XLSX", "ODS", "ZIP")

FINAL_STATES = frozenset({PUBLISHED, REFUSED, FAILED, SUPERSEDED})


@dataclass(frozen=True)
class KeptFile:
    """A file as it was received, kept under its hash; `source` is the address of one that was read from a link."""

    name: str
    sha256: str
    bytes: int
    mimetype: str | None = None
    source: str | None = None

    @property
    def table_format(self) -> str | None:
        """How the format of a file that may hold a table is called, as its name says: CSV, XLSX; nothing for others."""
        suffix = self.name.rpartition(".")[2].upper()
        return suffix if suffix in TABLE_FORMATS else None


@dataclass(frozen=True)
class Publication:
    """One row of the record of publications; `seq` orders the publications of the whole portal."""

    id: str
    seq: int
    resource_id: str
    package_id: str
    user_id: str | None
    profile: str | None
    profile_version: str | None
    sheet: str | None
    file: KeptFile
    state: str
    attempts: int
    lease_token: str | None
    lease_until: datetime | None
    rows_read: int
    bytes_read: int
    rows: int | None
    columns: int | None
    report: dict[str, Any] | None
    reason: str | None
    #: what the publication is meant to do with a growing table
    mode: str
    #: what it did to the rows of a growing table; only `table_rows` when it was there already
    growth: Growth | None
    created: datetime
    started: datetime | None
    finished: datetime | None

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in FINAL_STATES

    @property
    def profile_read(self) -> str:
        """The profile that the file was read by, with its version."""
        return f"{split(self.profile or '')[0]}@{self.profile_version or ''}"

    @property
    def seconds(self) -> float | None:
        """Time from the start of the work to its end, in seconds."""
        if not self.started or not self.finished:
            return None
        return (self.finished - self.started).total_seconds()


@dataclass(frozen=True)
class NewPublication:
    """What is known of a publication when its file arrives."""

    resource_id: str
    package_id: str
    user_id: str | None
    profile: str | None
    file: KeptFile
    state: str = PENDING
    #: the sheet of a workbook that an officer chose
    sheet: str | None = None
    #: why the state is final already, when it is
    reason: str | None = None
    mode: str = FILE


@dataclass(frozen=True)
class PublishedTable:
    """The table that a resource shows now."""

    resource_id: str
    package_id: str
    owner_org: str | None
    profile: str
    publication_id: str
    sha256: str
    rows: int
    public: bool
    published_at: datetime


@dataclass(frozen=True)
class Announcement:
    """What the readers of a table are to be told: its publication, or that it is gone (`publication_id` is None)."""

    resource_id: str
    publication_id: str | None
    public: bool | None
    profile: str | None
