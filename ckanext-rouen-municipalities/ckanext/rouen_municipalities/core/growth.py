"""Tables that grow: a file adds rows and corrects some by their key, instead of standing for the whole table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from .tabular.profile import NoOverlap, OneSpelling, Profile, TableRule, Unique

#: what a publication is meant to do with a growing table: what its file brings, once
FILE = "file"
#: what its file brings, even when it was added before: its values win again
AGAIN = "again"
#: the file alone, declared by an officer: every row that was there is removed
START_OVER = "start-over"

MODES = frozenset({FILE, AGAIN, START_OVER})


@dataclass(frozen=True)
class Growth:
    """What a file did to the rows of a growing table; `table_rows` is how many there are after it."""

    new: int
    same: int
    changed: int
    removed: int
    table_rows: int


@dataclass(frozen=True)
class Addition:
    """A publication that a growing table holds, as the datastore remembers it."""

    publication_id: str
    publication_seq: int
    profile: str
    profile_version: str
    sha256: str
    sheet: str | None
    mode: str


class Step(Enum):
    """How a file becomes, or joins, the table of its resource."""

    #: the file is the whole table
    REPLACE = "replace"
    #: its rows are added, or correct those with the same key
    ADD = "add"
    #: its rows are there already
    SKIP = "skip"
    #: the table grew under another profile: what it holds would be lost
    REFUSE = "refuse"


def next_step(held: Addition, profile: Profile, additions: Collection[Addition]) -> Step:
    """What to do with a file, given what the table holds: nothing, when it does not grow."""
    if held.mode == START_OVER or not additions:
        return Step.REPLACE
    if not profile.hints.growing or {addition.profile for addition in additions} != {profile.name}:
        return Step.REFUSE
    if held.mode == FILE and any(_same_rows(held, addition) for addition in additions):
        return Step.SKIP
    return Step.ADD


def indexes_of(profile: Profile) -> list[tuple[str, ...]]:
    """The indexes of a growing table: those declared, and those by which a rule between rows finds its neighbours."""
    found = list(profile.hints.indexes)
    for rule in profile.table_rules:
        wanted = _looked_up(rule)
        if wanted and not any(index[: len(wanted)] == wanted for index in (profile.primary_key, *found)):
            found.append(wanted)
    return found


def _looked_up(rule: TableRule) -> tuple[str, ...]:
    """The columns by which a rule finds the published rows that one of a file is held against."""
    match rule:
        case Unique():
            return rule.fields
        case NoOverlap():
            return (*rule.key, rule.start)
        case OneSpelling():
            return (rule.field,)
        case _:
            return ()


def still_joins(held: Addition, additions: Collection[Addition]) -> bool:
    """Whether a file that a later one overtook still belongs into the table: that one added, and replaced nothing."""
    joined = bool(additions) and all(addition.profile == held.profile for addition in additions)
    return joined and not any(
        addition.mode == START_OVER and addition.publication_seq > held.publication_seq for addition in additions
    )


def _same_rows(held: Addition, addition: Addition) -> bool:
    return (held.sha256, held.profile, held.profile_version, held.sheet) == (
        addition.sha256,
        addition.profile,
        addition.profile_version,
        addition.sheet,
    )
