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
    #: whether its values are for a private dataset only: those of a public one leave the column empty
    private: bool = False

    @property
    def postgresql_type(self) -> str:
        """The type of the column in PostgreSQL."""
        return POSTGRESQL_TYPES[self.type]

    @property
    def numeric(self) -> bool:
        """Whether the column has a sum that can be compared."""
        return self.type in ("integer", "number")


@dataclass(frozen=True)
class Among:
    """Rows whose ``field`` has one of ``values``; an empty cell counts as ``empty``."""

    field: str
    values: tuple[str, ...]
    empty: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """Rows that a published table of the same owner has under the same ``key``, with one of ``values`` in ``field``."""

    profile: str
    key: str
    field: str
    values: tuple[str, ...]


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
    #: only these rows are held against each other, each against those that have its own value
    each: Among | None = None


@dataclass(frozen=True)
class Shares:
    """At any date the ``value`` of the rows with the same ``key`` sum to one (in the database): an empty one is one,
    rows without ``of`` share nothing, an empty end is open."""

    key: str
    value: str
    of: str
    start: str
    end: str
    #: how far from one a sum of rounded shares may be
    tolerance: str = "0"
    rule: str = "shares"
    says: str = ""


@dataclass(frozen=True)
class NonNegative:
    """``field`` is below zero only in rows ``unless``, or in those that another table says may be (in the database)."""

    field: str
    unless: Among | None = None
    elsewhere: Elsewhere | None = None
    rule: str = "negative"
    says: str = ""


@dataclass(frozen=True)
class OneSpelling:
    """Codes of ``field`` that differ by zeros in front only are one code written in two ways: in the file, in the
    table that grows, and in the published tables of the same owner under the profiles ``beside`` (in the database)."""

    field: str
    beside: tuple[str, ...] = ()
    rule: str = "two-spellings"


TableRule = Unique | NoOverlap | Shares | NonNegative | OneSpelling


@dataclass(frozen=True)
class RowRule:
    """A rule between cells of one row, evaluated by the checker: ``compare``, ``one-of-required``, ``all-or-none``,
    ``sum``, ``required-when``, ``maximum-when`` or ``not-in-future``."""

    rule: str
    fields: tuple[str, ...]
    operator: str = ""
    #: the rows that ``required-when`` and ``maximum-when`` are about
    when: Among | None = None
    #: the greatest value that ``maximum-when`` accepts
    maximum: str = ""
    #: whether ``not-in-future`` is about a day that is no longer part of a period
    excluded: bool = False
    #: the rule as reports name it, when its own sentence says more than that of ``rule``
    says: str = ""

    @property
    def code(self) -> str:
        """The rule as reports name it."""
        return self.says or self.rule


@dataclass(frozen=True)
class Remark:
    """What is accepted and told: ``in-order`` (a row of a series, by ``key``, before the one above it) or
    ``zero-unknown`` (a zero that stands for a value that is not known)."""

    rule: str
    field: str
    key: tuple[str, ...] = ()


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
    #: whether its tables are for private datasets only
    private: bool = False


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
    table_rules: tuple[TableRule, ...] = ()
    #: rules between cells of a row
    row_rules: tuple[RowRule, ...] = ()
    #: what is accepted and told
    remarks: tuple[Remark, ...] = ()
    hints: Hints = Hints()
    sha256: str = ""
    descriptor: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def private_fields(self) -> tuple[Field, ...]:
        """The columns that a public table leaves empty."""
        return tuple(field for field in self.fields if field.private)

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
