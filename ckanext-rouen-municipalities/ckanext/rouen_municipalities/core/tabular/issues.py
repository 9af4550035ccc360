"""What can be said of a file: issues, notices, and the refusal to read any further."""

from __future__ import annotations

from dataclasses import dataclass


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
    """Something accepted that its author should know: how often, and where first."""

    rule: str
    count: int
    line: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""


class Refused(Exception):
    """A file that cannot be read any further, for the reason in ``issue``."""

    def __init__(self, issue: Issue) -> None:
        """``issue`` goes into the report as it is."""
        super().__init__(issue.rule)
        self.issue = issue
