"""What was found in a file: choices made while reading, and what is wrong, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong; ``expected`` is the rule's parameter, said in words by ``messages``."""

    rule: str
    line: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Notice:
    """Something accepted that its author should know (rule, how often, first line and value)."""

    rule: str
    count: int
    line: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""


@dataclass
class Report:
    """Filled while a file is checked; ``errors`` counts every issue, ``issues`` keeps the first."""

    errors: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    header_line: int | None = None
    #: texts of the lines set aside above the header
    preamble: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    #: name of the field → name of the column in the file
    matched: dict[str, str] = field(default_factory=dict)
    #: exact sum of each numeric field
    sums: dict[str, Decimal] = field(default_factory=dict)
    kept: int = 10_000

    @property
    def accepted(self) -> bool:
        """Whether nothing was found wrong."""
        return self.errors == 0

    def add(self, issue: Issue) -> None:
        """Count ``issue`` and keep it while there is room."""
        self.errors += 1
        self.by_rule[issue.rule] += 1
        if len(self.issues) < self.kept:
            self.issues.append(issue)

    def warn(self, notice: Notice) -> None:
        """Tell of something accepted."""
        self.warnings.append(notice)
