"""Rules between cells of one row, evaluated on canonical values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .future import future
from .plain import Values
from .profile import Profile, RowRule
from .reader import comparable

Row = tuple[str | None, ...]
#: whether a row breaks a rule
Breaks = Callable[[Row], bool]
#: ranks of the rows whose cells break a rule, with the values concerned
Find = Callable[[list[Values]], Iterator[tuple[int, str]]]

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
        concerned = (rule.when.field,) if rule.when else ()
        self._ranks = [names.index(name) for name in (*rule.fields, *concerned)]
        self._find = _FINDERS.get(rule.rule, _in_each_row)(rule, profile)

    def broken(self, columns: list[Values]) -> Iterator[tuple[int, str]]:
        """Ranks of the rows that break the rule, with the values concerned."""
        yield from self._find([columns[rank] for rank in self._ranks])

    @property
    def expected(self) -> str:
        """The rule in terms of column names, or the value that would be accepted."""
        fields = self.rule.fields
        if self.rule.rule == "sum":
            return f"{fields[0]} = {' + '.join(fields[1:])}"
        if self.rule.rule in ("required-when", "maximum-when"):
            return self.rule.maximum or fields[0]
        return f" {self.rule.operator} ".join(fields) if self.rule.operator else ", ".join(fields)


def _in_each_row(rule: RowRule, profile: Profile) -> Find:
    breaks = _KINDS[rule.rule](rule, profile)

    def find(columns: list[Values]) -> Iterator[tuple[int, str]]:
        for rank, row in enumerate(zip(*columns, strict=True)):
            if breaks(row):
                yield rank, " / ".join(value or "" for value in row)

    return find


def _when(rule: RowRule, profile: Profile) -> Find:
    """The rows that the rule is about; whole columns tell at once where there are none."""
    texts = rule.when.values if rule.when else ()
    values: frozenset[str | None] = frozenset(texts) | ({None} if rule.when and rule.when.empty in texts else set())
    breaks = _KINDS[rule.rule](rule, profile)

    def find(columns: list[Values]) -> Iterator[tuple[int, str]]:
        concerned, judged = columns[-1], columns[0]
        if values.isdisjoint(concerned):
            return
        for rank, value in enumerate(concerned):
            if value in values and breaks((judged[rank],)):
                yield rank, judged[rank] or value or ""

    return find


def _not_in_future(rule: RowRule, _profile: Profile) -> Find:
    now = datetime.now(UTC)

    def find(columns: list[Values]) -> Iterator[tuple[int, str]]:
        for rank in future(columns[0], now, excluded=rule.excluded):
            yield rank, columns[0][rank] or ""

    return find


_FINDERS: Mapping[str, Callable[[RowRule, Profile], Find]] = {
    "required-when": _when,
    "maximum-when": _when,
    "not-in-future": _not_in_future,
}


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


def _above(rule: RowRule, _profile: Profile) -> Breaks:
    maximum = Decimal(rule.maximum)
    return lambda row: row[0] is not None and Decimal(row[0]) > maximum


_KINDS: Mapping[str, Callable[[RowRule, Profile], Breaks]] = {
    "compare": _compare,
    "one-of-required": _one_of_required,
    "all-or-none": _all_or_none,
    "sum": _sum,
    "required-when": _one_of_required,
    "maximum-when": _above,
}
