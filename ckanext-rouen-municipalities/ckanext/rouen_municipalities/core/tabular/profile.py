"""A profile: what a table's columns mean, and the rules between its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: the types of a field, with the PostgreSQL type that holds each
POSTGRESQL_TYPES: Mapping[str, str] = {
    "string": "text",
    "code": "text",
    "integer": "bigint",
    "number": "numeric",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamptz",
    "year": "integer",
    "yearmonth": "date",
}


class ProfileError(ValueError):
    """A descriptor that is not a profile; ``where`` names the offending part."""

    def __init__(self, where: str, problem: str) -> None:
        """``where`` reads like a path (``fields[3].constraints.pattern``)."""
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


@dataclass(frozen=True)
class Label:
    """A text in French and, when someone wrote it, in English."""

    fr: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        """Whether anything is written."""
        return bool(self.fr or self.en)

    def text(self, language: str) -> str:
        """The text in ``language``, or in the other one when it is missing."""
        return (self.en or self.fr) if language == "en" else (self.fr or self.en)


@dataclass(frozen=True)
class Constraints:
    """What a cell must satisfy once it has been read; bounds are in canonical text."""

    required: bool = False
    enum: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class Field:
    """One column: its name in the database, its type and what its cells must satisfy."""

    name: str
    type: str = "string"
    title: Label = Label()
    description: Label = Label()
    aliases: tuple[str, ...] = ()
    unit: str = ""
    example: str = ""
    constraints: Constraints = Constraints()
    #: name of a register whose codes are the accepted values (``communes``)
    register: str | None = None
    #: ``excel`` (serial dates), ``siret``, ``siren``, ``email``, ``uri``, ``array``, a check of a national schema
    #: (``year-interval``, ``year-or-interval``, ``actes``) or empty
    format: str = ""
    #: texts that mean "no value" in this column
    missing_values: tuple[str, ...] = ("",)
    true_values: tuple[str, ...] = ()
    false_values: tuple[str, ...] = ()
    #: accepted items of a list (``format`` ``array``); empty: any
    items: tuple[str, ...] = ()
    #: zone of stamps written without an offset
    timezone: str = "Europe/Paris"

    @property
    def postgresql_type(self) -> str:
        """The type of the column in PostgreSQL."""
        return POSTGRESQL_TYPES[self.type]

    @property
    def numeric(self) -> bool:
        """Whether the column has a sum that can be compared."""
        return self.type in ("integer", "number")


@dataclass(frozen=True)
class Unique:
    """No two rows have the same values in ``fields`` (evaluated in the database)."""

    fields: tuple[str, ...]
    rule: str = "unique"


@dataclass(frozen=True)
class NoOverlap:
    """Periods [start, end) of rows with the same ``key`` never overlap (in the database)."""

    key: tuple[str, ...]
    start: str
    end: str
    rule: str = "no-overlap"


@dataclass(frozen=True)
class RowRule:
    """A rule between cells of one row, evaluated by the checker: ``compare``,
    ``one-of-required``, ``all-or-none`` or ``sum``."""

    rule: str
    fields: tuple[str, ...]
    operator: str = ""


@dataclass(frozen=True)
class Hints:
    """How the published table is laid out, and what its files look like."""

    indexes: tuple[tuple[str, ...], ...] = ()
    full_text: bool = False
    #: lines above the header, when the profile knows; otherwise the header is looked for
    preamble: int | None = None
    #: the sheet of a workbook that holds the table, when the profile knows
    sheet: str = ""
    #: whether a file adds and corrects rows by the primary key, instead of standing for the whole table
    growing: bool = False


@dataclass(frozen=True)
class Profile:
    """A named, versioned description of a table; ``sha256`` is that of its descriptor."""

    name: str
    version: str
    fields: tuple[Field, ...]
    title: Label = Label()
    description: Label = Label()
    primary_key: tuple[str, ...] = ()
    #: rules between rows, the primary key's first
    table_rules: tuple[Unique | NoOverlap, ...] = ()
    #: rules between cells of a row
    row_rules: tuple[RowRule, ...] = ()
    hints: Hints = Hints()
    sha256: str = ""
    descriptor: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def field(self, name: str) -> Field:
        """The field called ``name``; raises KeyError."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)


def load_profile(descriptor: Mapping[str, Any]) -> Profile:
    """The profile that ``descriptor`` (Table Schema and our additions) describes; raises ProfileError."""
    from .descriptor import profile_of  # noqa: PLC0415 (it imports these types)

    return profile_of(descriptor)


def read_profiles(folder: Path) -> list[Profile]:
    """The profiles of the ``*.json`` files of ``folder``, by name; raises ProfileError."""
    profiles = [_read_profile(path) for path in sorted(folder.glob("*.json"))]
    return sorted(profiles, key=lambda profile: profile.name)


def _read_profile(path: Path) -> Profile:
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ProfileError(path.name, f"not JSON: {error}") from error
    try:
        return load_profile(descriptor)
    except ProfileError as error:
        raise ProfileError(f"{path.name}: {error.where}", error.problem) from error
