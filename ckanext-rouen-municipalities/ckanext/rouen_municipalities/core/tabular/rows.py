"""Rules between cells of one row, evaluated on canonical values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from .plain import Values
from .profile import Profile, RowRule
from .reader import comparable

Row = tuple[str | None, ...]
#: whether a row breaks a rule
Breaks = Callable[[Row], bool]

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


class RowCheck:
    """One rule of a profile, ready to look at batches."""

    def __init__(self, rule: RowRule, profile: Profile) -> None:
        """The rule's fields are looked up in ``profile``."""
        names = [field.name for field in profile.fields]
        self.rule = rule
        self._ranks = [names.index(name) for name in rule.fields]
        self._breaks = _KINDS[rule.rule](rule, profile)

    def broken(self, columns: list[Values]) -> Iterator[tuple[int, str]]:
        """Ranks of the rows that break the rule, with the values concerned."""
        rows = zip(*(columns[rank] for rank in self._ranks), strict=True)
        for rank, row in enumerate(rows):
            if self._breaks(row):
                yield rank, " / ".join(value or "" for value in row)

    @property
    def expected(self) -> str:
        """The rule in terms of column names."""
        fields = self.rule.fields
        if self.rule.rule == "sum":
            return f"{fields[0]} = {' + '.join(fields[1:])}"
        return f" {self.rule.operator} ".join(fields) if self.rule.operator else ", ".join(fields)


def _compare(rule: RowRule, profile: Profile) -> Breaks:
    left, right = (profile.field(name) for name in rule.fields)
    holds = _OPERATORS[rule.operator]

    def breaks(row: Row) -> bool:
        first, second = row
        if first is None or second is None:
            return False
        return not holds(comparable(left, first), comparable(right, second))

    return breaks


def _one_of_required(_rule: RowRule, _profile: Profile) -> Breaks:
    return lambda row: all(value is None for value in row)


def _all_or_none(_rule: RowRule, _profile: Profile) -> Breaks:
    return lambda row: len({value is None for value in row}) > 1


def _sum(_rule: RowRule, _profile: Profile) -> Breaks:
    def breaks(row: Row) -> bool:
        total, *parts = row
        if total is None or any(part is None for part in parts):
            return False
        return Decimal(total) != sum(Decimal(part or 0) for part in parts)

    return breaks


_KINDS: Mapping[str, Callable[[RowRule, Profile], Breaks]] = {
    "compare": _compare,
    "one-of-required": _one_of_required,
    "all-or-none": _all_or_none,
    "sum": _sum,
}
