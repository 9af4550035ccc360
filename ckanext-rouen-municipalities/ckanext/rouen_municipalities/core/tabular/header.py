"""Which column of a file is which field of a profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .cells import stripped
from .folding import fold
from .issues import Issue
from .limits import Limits
from .profile import Profile


@dataclass(frozen=True)
class Matching:
    """``places``: name of the field → rank of its column; ``named``: columns up to the last name."""

    places: dict[str, int]
    named: int
    issues: tuple[Issue, ...]


def known_names(profile: Profile) -> dict[str, str]:
    """Folded names and aliases → name of the field."""
    aliases = {fold(alias): field.name for field in profile.fields for alias in field.aliases}
    return aliases | {fold(field.name): field.name for field in profile.fields}


def match_header(header: Sequence[str], line: int, profile: Profile, limits: Limits) -> Matching:
    """Match by exact name, then without accents and case, then by a declared alias."""
    cells = [stripped(cell) for cell in header]
    named = max((rank + 1 for rank, cell in enumerate(cells) if cell), default=0)
    if named > limits.columns:
        return Matching({}, named, (Issue("too-many-columns", line, value=str(named), expected=str(limits.columns)),))
    names = known_names(profile)
    fields = [_field_of(cell, profile, names) for cell in cells[:named]]
    if not any(fields):
        expected = ", ".join(field.name for field in profile.fields)
        return Matching({}, named, (Issue("header-not-found", line, expected=expected),))
    places = {name: rank for rank, name in reversed(list(enumerate(fields))) if name}
    issues = [*_issues_of_cells(cells[:named], fields, line, limits), *_missing(places, line, profile)]
    return Matching(places, named, tuple(issues))


def _field_of(cell: str, profile: Profile, names: dict[str, str]) -> str | None:
    exact = next((field.name for field in profile.fields if field.name == cell), None)
    return exact or names.get(fold(cell))


def _issues_of_cells(cells: list[str], fields: list[str | None], line: int, limits: Limits) -> list[Issue]:
    times = Counter(name for name in fields if name)
    unknown_times = Counter(fold(cell) for cell, name in zip(cells, fields, strict=True) if not name)
    issues = []
    for rank, (cell, name) in enumerate(zip(cells, fields, strict=True)):
        if name and times[name] > 1:
            issues.append(Issue("header-duplicate", line, cell, cell, name))
        elif not name:
            issues.append(_unknown(cell, rank, line, unknown_times[fold(cell)], limits))
    return issues


def _unknown(cell: str, rank: int, line: int, times: int, limits: Limits) -> Issue:
    if not cell:
        return Issue("header-blank", line, value=str(rank + 1))
    if len(cell) > limits.header_characters:
        return Issue("header-too-long", line, cell, cell, str(limits.header_characters))
    return Issue("header-duplicate" if times > 1 else "header-unknown", line, cell, cell)


def _missing(places: dict[str, int], line: int, profile: Profile) -> list[Issue]:
    return [
        Issue("header-missing", line, field.name, expected=field.name)
        for field in profile.fields
        if field.constraints.required and field.name not in places
    ]
