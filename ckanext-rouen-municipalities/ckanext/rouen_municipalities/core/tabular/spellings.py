"""Codes of a file that differ by zeros in front only: a spreadsheet takes them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .issues import Issue
from .plain import Values
from .profile import OneSpelling, Profile


def without_zeros(code: str) -> str:
    """What two spellings of a code of digits have in common; any other code is itself."""
    return code.lstrip("0") if code.isascii() and code.isdigit() else code


class Spellings:
    """Keeps in mind the codes of one column (at most ``most``) and the line where each was seen first."""

    def __init__(self, rule: OneSpelling, profile: Profile, most: int) -> None:
        """The rule's field is looked up in ``profile``."""
        self.rule = rule
        self._place = [field.name for field in profile.fields].index(rule.field)
        self._most = most
        self._first_lines: dict[str, int] = {}

    @property
    def codes(self) -> Mapping[str, int]:
        """Each code with the line where it was seen first."""
        return self._first_lines

    def look(self, columns: list[Values], lines: Sequence[int]) -> None:
        """Look at the next rows."""
        column = columns[self._place]
        fresh = {code for code in set(column) if code is not None and code not in self._first_lines}
        if not fresh or len(self._first_lines) + len(fresh) > self._most:
            return
        for code, line in zip(column, lines, strict=True):
            if code in fresh:
                fresh.discard(code)
                self._first_lines[code] = line
                if not fresh:
                    return

    def issues(self) -> list[Issue]:
        """A code that was written in another way further up."""
        known: dict[str, str] = {}
        found = []
        for code, line in self._first_lines.items():
            first = known.setdefault(without_zeros(code), code)
            if first != code:
                found.append(Issue(self.rule.rule, line, self.rule.field, code, first))
        return found
