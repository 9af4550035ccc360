"""What a file says against what its officer says of its columns, column by column, in words."""

from __future__ import annotations

from collections import defaultdict

import ckan.plugins.toolkit as tk

from ...core.tabular.issues import Issue
from ...core.tabular.messages import render
from ...core.tabular.report import Report
from ..language import language

#: where what concerns no single column is told
WHOLE_FILE = "fields"


def told_by_column(report: Report) -> dict[str, list[str]]:
    """For each column one sentence per rule that it breaks: how many values, and the first of them."""
    by_column: dict[str, dict[str, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for issue in report.issues:
        by_column[issue.column or WHOLE_FILE][issue.rule].append(issue)
    return {column: [_told(issues) for issues in rules.values()] for column, rules in by_column.items()}


def _told(issues: list[Issue]) -> str:
    first = issues[0]
    words = render(first, language())
    if first.line is None:
        return words.message
    count = tk.ungettext("%(num)s valeur ne convient pas", "%(num)s valeurs ne conviennent pas", len(issues))
    return tk._("{count}. Ligne {line}, « {value} » : {message}").format(
        count=count, line=first.line, value=first.value, message=words.message
    )
