"""One column of a file, read batch after batch: values, what is wrong, sum, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from decimal import Decimal

from .cells import CellError, Fault
from .issues import Issue, Notice
from .plain import ReadColumn, Values, exact_sum
from .profile import Field
from .reader import FieldReader
from .separators import Separators

#: remarks of which one example says all
_ONCE_A_COLUMN = frozenset({"date-serial"})


@dataclass(frozen=True)
class Checked:
    """Canonical values of a batch, and the errors of its cells by rank (their values are ``None``)."""

    values: Values
    errors: list[tuple[int, Fault]] = attribute(default_factory=list)


class Column:
    """Reads the cells of one field, keeping in mind what texts meant (at most ``memory`` of them)."""

    def __init__(
        self, reader: FieldReader, plain: ReadColumn | None, header: str, memory: int, separators: Separators | None
    ) -> None:
        """``plain`` may read whole columns; ``header`` is the column's name in the file.

        ``separators`` watches numbers whose signs may have two meanings."""
        self.field: Field = reader.field
        self.header = header
        self.sum = Decimal(0)
        self._reader = reader
        self._plain = plain
        self._memory = memory
        self._known: dict[str, str | None] = {}
        self._errors: dict[str, Fault] = {}
        self._remarked: dict[str, str] = {}
        self._notices: dict[str, Notice] = {}
        self._separators = separators

    def check(self, cells: list[str], lines: Sequence[int]) -> Checked:
        """Read ``cells``, which stand on ``lines``."""
        values = self._plain(cells) if self._plain else None
        checked = self._by_value(cells, lines) if values is None else Checked(values)
        if self.field.numeric:
            self.sum += exact_sum(checked.values)
        if self._separators:
            self._separators.watch(cells, lines)
        return checked

    def notices(self) -> list[Notice]:
        """What was accepted and deserves a remark."""
        return list(self._notices.values())

    def last_issues(self) -> list[Issue]:
        """What can only be said once the whole column has been seen."""
        found = self._separators.ambiguous() if self._separators else None
        return [Issue("number-ambiguous", found.line, self.header, found.cell)] if found else []

    def _by_value(self, cells: list[str], lines: Sequence[int]) -> Checked:
        distinct = set(cells)
        fresh = distinct.difference(self._known)
        if len(self._known) + len(fresh) > self._memory:
            self._forget()
            fresh = distinct
        for cell in fresh:
            self._learn(cell)
        values = list(map(self._known.__getitem__, cells))
        self._count_remarks(distinct, cells, lines)
        wrong = self._errors.keys() & distinct
        errors = [(rank, self._errors[cell]) for rank, cell in enumerate(cells) if cell in wrong] if wrong else []
        return Checked(values, errors)

    def _forget(self) -> None:
        self._known.clear()
        self._errors.clear()
        self._remarked.clear()

    def _learn(self, cell: str) -> None:
        try:
            value = self._reader.read(cell)
        except CellError as error:
            self._known[cell] = None
            self._errors[cell] = error.fault
            return
        self._known[cell] = value
        if value is not None and (rule := self._reader.remark(cell, value)):
            self._remarked[cell] = rule

    def _count_remarks(self, distinct: set[str], cells: list[str], lines: Sequence[int]) -> None:
        for cell in sorted(self._remarked.keys() & distinct, key=cells.index):
            rule = self._remarked[cell]
            key = rule if rule in _ONCE_A_COLUMN else cell
            times = cells.count(cell)
            known = self._notices.get(key)
            if known is not None:
                self._notices[key] = replace(known, count=known.count + times)
            elif len(self._notices) < self._memory:
                line = lines[cells.index(cell)]
                self._notices[key] = Notice(rule, times, line, self.header, cell, self._known[cell] or "")
