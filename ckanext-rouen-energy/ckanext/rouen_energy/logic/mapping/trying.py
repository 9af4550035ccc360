"""A mapping tried on the beginning of its file, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from ckanext.rouen_municipalities.core.tabular.issues import Issue, Refused
from ckanext.rouen_municipalities.core.tabular.layouts import Row
from ckanext.rouen_municipalities.core.tabular.messages import render
from ckanext.rouen_municipalities.core.tabular.profile import Label

from ...core.mapping.converting import MappedLayout
from ...core.mapping.definition import Mapping
from ..language import language
from .opening import Given, open_file

#: rows shown, and rows or issues looked at
SHOWN, LOOKED_AT = 10, 2_000


@dataclass(frozen=True)
class Told:
    """What is wrong with a line, in words."""

    line: int | None
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Trial:
    """The first rows that a mapping makes of a file, and what it cannot read of its beginning."""

    rows: list[Row] = field(default_factory=list)
    issues: list[Told] = field(default_factory=list)
    #: how many rows the lines that were looked at give
    count: int = 0


def try_on(given: Given, mapping: Mapping) -> Trial:
    """What the mapping makes of the file. Raises Unreadable."""
    layout = MappedLayout("", Label(), mapping)
    with open_file(given) as file:
        try:
            found = list(islice(layout.convert(file), LOOKED_AT))
        except Refused as refusal:
            found = [refusal.issue]
    rows = [one for one in found if isinstance(one, Row)]
    issues = [one for one in found if isinstance(one, Issue)]
    return Trial(rows[:SHOWN], [_told(issue) for issue in issues[:SHOWN]], len(rows))


def _told(issue: Issue) -> Told:
    return Told(issue.line, issue.column, issue.value, render(issue, language()).message)
