"""What a harvester is told of a dataset, as far as somebody scores it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..catalogue import FileType, file_types


@dataclass(frozen=True)
class File:
    """A file or link of a dataset, or the whole of one of its tables as the portal writes it.

    `fetched` says whether its last check got it, None when it was never checked.
    """

    format: str
    fetched: bool | None
    media_type: str = ""
    has_description: bool = False
    has_size: bool = False

    @property
    def kind(self) -> FileType | None:
        """What the EU's table of formats names it, None when it is not in it."""
        return file_types().get(self.format.upper())


@dataclass(frozen=True)
class Record:
    """A public dataset; `updated` is the most recent date of its files, `licence_url` empty without a licence."""

    notes: str
    licence_url: str
    frequency: str
    updated: datetime | None
    files: tuple[File, ...]
    has_keywords: bool = False
    has_theme: bool = False
    has_places: bool = False
    has_period: bool = False
    has_contact: bool = False
    has_publisher: bool = False
