"""Which column of a file is which field of a profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .cells import stripped
from .folding import fold
from .issues import Issue
from .limits import Limits
from .profile import Profile

#: the header is looked for among so many first lines that are not blank
HEADER_SEARCH = 20
#: names quoted when none was found
_LISTED = 20


@dataclass(frozen=True)
class Matching:
    """``places``: name of the field → rank of its column; ``named``: columns up to the last name."""

    places: dict[str, int]
    named: int
    issues: tuple[Issue, ...]
    #: ranks of the columns without a name, which must have no values
    unnamed: tuple[int, ...] = ()


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
        return Matching({}, named, (Issue("header-not-found", line, expected=_listed(profile)),))
    places = {name: rank for rank, name in reversed(list(enumerate(fields))) if name}
    titles = _Titles(cells[:named], fields, line, profile, limits)
    unnamed = tuple(rank for rank, cell in enumerate(cells[:named]) if not cell)
    return Matching(places, named, (*titles.issues(), *titles.missing()), unnamed)


@dataclass(frozen=True)
class _Titles:
    """The named titles of a header, each with its field if it has one."""

    cells: list[str]
    fields: list[str | None]
    line: int
    profile: Profile
    limits: Limits

    def issues(self) -> Iterator[Issue]:
        """What is wrong with the titles that are there."""
        times = Counter(name or fold(cell) for cell, name in self._pairs())
        for cell, name in self._pairs():
            if cell and times[name or fold(cell)] > 1:
                yield Issue("header-duplicate", self.line, cell, cell, name or "")
            elif cell and not name:
                yield self._unknown(cell)

    def missing(self) -> Iterator[Issue]:
        """Mandatory fields that no title names."""
        for field in self.profile.fields:
            if field.constraints.required and field.name not in self.fields:
                yield Issue("header-missing", self.line, field.name, expected=field.name)

    def _unknown(self, cell: str) -> Issue:
        if len(cell) > self.limits.header_characters:
            return Issue("header-too-long", self.line, cell, cell, str(self.limits.header_characters))
        absent = [field.name for field in self.profile.fields if field.name not in self.fields]
        close = get_close_matches(fold(cell), absent, 1)
        return Issue("header-unknown", self.line, cell, cell, close[0] if close else "")

    def _pairs(self) -> Iterator[tuple[str, str | None]]:
        return zip(self.cells, self.fields, strict=True)


def _listed(profile: Profile) -> str:
    names = [field.name for field in profile.fields]
    return ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")


def _field_of(cell: str, profile: Profile, names: dict[str, str]) -> str | None:
    exact = next((field.name for field in profile.fields if field.name == cell), None)
    return exact or names.get(fold(cell))
