"""Issues as people and programs read them: in words, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from ..spreadsheet_safety import harmless
from .issues import Issue, Notice
from .messages import render

_HEADERS = {
    "fr": ("Règle", "Ligne", "Colonne", "Valeur", "Attendu", "Explication"),
    "en": ("Rule", "Line", "Column", "Value", "Expected", "Explanation"),
}
_NOT_ALL = {
    "fr": "Seules les {kept} premières erreurs sur {errors} sont détaillées. Corrigez-les\u00a0: "
    "les suivantes seront dites au dépôt suivant.",
    "en": "Only the first {kept} of {errors} errors are told in detail. Correct them: "
    "the others will be told at the next upload.",
}
_SEPARATORS = {"fr": ";", "en": ","}


def issues_as_csv(issues: Sequence[Issue], language: str, errors: int) -> str:
    """Issues as CSV for a spreadsheet, formulas neutralised; the last line says when there are more ``errors``."""
    language = language if language in _HEADERS else "fr"
    written = io.StringIO()
    writer = csv.writer(written, delimiter=_SEPARATORS[language], lineterminator="\r\n")
    writer.writerow(_HEADERS[language])
    for issue in issues:
        words = render(issue, language)
        cells = (words.label, issue.line or "", issue.column, issue.value, words.expected, words.message)
        writer.writerow([harmless(str(cell)) for cell in cells])
    if errors > len(issues):
        writer.writerow(["", "", "", "", "", _NOT_ALL[language].format(kept=len(issues), errors=errors)])
    return written.getvalue()


def worded(issue: Issue | Notice, language: str) -> dict[str, Any]:
    """``issue`` as JSON in ``language``."""
    words = render(issue, language)
    return {
        "rule": issue.rule,
        "label": words.label,
        "line": issue.line,
        "column": issue.column,
        "value": issue.value,
        "expected": words.expected,
        "message": words.message,
    }
