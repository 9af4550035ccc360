"""What an officer can still improve of a dataset, the gravest first; each hint names one thing to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .freshness import Freshness, State
from .publication import TABLE_FORMATS

#: Below it a description says hardly more than the title (characters).
SHORT_NOTES = 80


class Code(StrEnum):
    """A thing to improve, in the order of what it costs to leave it."""

    NO_LICENCE = "no-licence"
    LICENCE_NOT_OPEN = "licence-not-open"
    NO_FILE = "no-file"
    NEVER_ACCEPTED = "never-accepted"
    BROKEN_LINK = "broken-link"
    LATE = "late"
    NO_DESCRIPTION = "no-description"
    SHORT_DESCRIPTION = "short-description"
    NO_PROFILE = "no-profile"
    NO_FREQUENCY = "no-frequency"
    NO_CONTACT = "no-contact"
    NO_KEYWORD = "no-keyword"


@dataclass(frozen=True)
class Failing:
    """Since when a link does not answer, and why, as the last try told it."""

    since: datetime
    code: str
    detail: str


@dataclass(frozen=True)
class File:
    """A file or link of a dataset, and what became of it."""

    id: str
    name: str
    format: str
    has_profile: bool
    never_accepted: bool = False
    failing: Failing | None = None


@dataclass(frozen=True)
class Described:
    """What a dataset says of itself."""

    notes: str
    licence: str
    is_open: bool
    has_contact: bool
    has_keywords: bool
    freshness: Freshness
    frequency: str
    files: tuple[File, ...]


@dataclass(frozen=True)
class Hint:
    """Something to improve; `file` when it is about one file."""

    code: Code
    file: File | None = None


def hints(dataset: Described) -> list[Hint]:
    """What is left to improve of a dataset, the gravest first; empty when nothing is."""
    found = [*_of_dataset(dataset), *(hint for file in dataset.files for hint in _of_file(file))]
    return sorted(found, key=lambda hint: list(Code).index(hint.code))


def _of_dataset(dataset: Described) -> Iterator[Hint]:
    missing = {
        Code.NO_LICENCE: dataset.licence in ("", "notspecified"),
        Code.LICENCE_NOT_OPEN: dataset.licence not in ("", "notspecified") and not dataset.is_open,
        Code.NO_FILE: not dataset.files,
        Code.LATE: dataset.freshness.state is State.STALE,
        Code.NO_DESCRIPTION: not dataset.notes.strip(),
        Code.SHORT_DESCRIPTION: 0 < len(dataset.notes.strip()) < SHORT_NOTES,
        Code.NO_FREQUENCY: dataset.frequency in ("", "UNKNOWN"),
        Code.NO_CONTACT: not dataset.has_contact,
        Code.NO_KEYWORD: not dataset.has_keywords,
    }
    return (Hint(code) for code, is_missing in missing.items() if is_missing)


def _of_file(file: File) -> Iterator[Hint]:
    if file.never_accepted:
        yield Hint(Code.NEVER_ACCEPTED, file)
    if file.failing:
        yield Hint(Code.BROKEN_LINK, file)
    if not file.has_profile and file.format.upper() in TABLE_FORMATS:
        yield Hint(Code.NO_PROFILE, file)
