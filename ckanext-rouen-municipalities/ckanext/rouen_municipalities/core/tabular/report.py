"""What was found in a file: choices made while reading, and what is wrong, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from .issues import Issue, Notice
from .messages import label
from .profile import Label
from .wording import issues_as_csv, worded

__all__ = ["Issue", "Notice", "Report"]


@dataclass
class Report:
    """Filled while a file is checked; ``errors`` counts every issue, ``issues`` keeps the first."""

    errors: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    #: ``CSV`` (any separator), ``XLSX`` or ``ODS``
    format: str = ""
    #: name of the file taken out of an archive
    member: str = ""
    sheet: str = ""
    #: of a text only, as its separator and its quote
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    header_line: int | None = None
    #: texts of the lines set aside above the header
    preamble: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    #: name and titles of the layout of others by which the file was read, when it was
    layout: dict[str, str] = field(default_factory=dict)
    #: name of the field → name of the column in the file
    matched: dict[str, str] = field(default_factory=dict)
    #: exact sum of each numeric field
    sums: dict[str, Decimal] = field(default_factory=dict)
    #: issues kept in full
    kept: int = 10_000

    @property
    def accepted(self) -> bool:
        """Whether nothing was found wrong."""
        return self.errors == 0

    @property
    def is_complete(self) -> bool:
        """Whether every issue is among those kept."""
        return self.errors == len(self.issues)

    def add(self, issue: Issue) -> None:
        """Count ``issue`` and keep it while there is room."""
        self.errors += 1
        self.by_rule[issue.rule] += 1
        if len(self.issues) < self.kept:
            self.issues.append(issue)

    def count(self, rule: str, issues: int) -> None:
        """Count issues of ``rule`` for which there is no room."""
        if issues:
            self.errors += issues
            self.by_rule[rule] += issues

    def warn(self, notice: Notice) -> None:
        """Tell of something accepted."""
        self.warnings.append(notice)

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """JSON: without ``language`` for keeping (``from_dict`` reads it), else in words of ``language``."""
        found = asdict(self)
        found["by_rule"] = [{"rule": rule, "count": count} for rule, count in self.by_rule.most_common()]
        found["sums"] = {name: format(value, "f") for name, value in self.sums.items()}
        return found if language is None else found | self._in_words(language)

    def to_csv(self, language: str) -> str:
        """The issues kept, as CSV for a spreadsheet; the last line says when they are not all."""
        return issues_as_csv(self.issues, language, self.errors)

    def _in_words(self, language: str) -> dict[str, Any]:
        return {
            "complete": self.is_complete,
            "layout": self._layout_in(language),
            "by_rule": [
                {"rule": rule, "label": label(rule, language), "count": count}
                for rule, count in self.by_rule.most_common()
            ],
            "issues": [worded(issue, language) for issue in self.issues],
            "warnings": [{**worded(notice, language), "count": notice.count} for notice in self.warnings],
        }

    def _layout_in(self, language: str) -> dict[str, str] | None:
        if not self.layout:
            return None
        title = Label(self.layout["fr"], self.layout["en"]).text(language)
        return {"name": self.layout["name"], "title": title}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Report:
        """The report that ``to_dict`` wrote."""
        return cls(
            **{
                **found,
                "by_rule": Counter({each["rule"]: each["count"] for each in found["by_rule"]}),
                "issues": [Issue(**issue) for issue in found["issues"]],
                "warnings": [Notice(**notice) for notice in found["warnings"]],
                "sums": {name: Decimal(value) for name, value in found["sums"].items()},
            }
        )
