"""Every message that a file may bring, in both languages: a page for the docs, and rows for the portal.

``python -m ckanext.rouen_municipalities.core.tabular.listing > docs/messages.md`` writes the page anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from .messages import LANGUAGES, REMARKS, RULES

#: in place of what is filled in
_BLANK = "…"
_EXPECTED = "Attendu\u00a0:"
_HEAD = """\
# Messages de la vérification d'un fichier · Messages of the check of a file

Cette page est écrite par le programme lui-même, à partir de ses règles. « … » tient la place de ce que contient le
fichier. This page is written by the program itself, from its rules. “…” stands for what the file holds.

`python -m ckanext.rouen_municipalities.core.tabular.listing > docs/messages.md`
"""
_PARTS = (
    ("Ce qui fait refuser un fichier · What makes a file be refused", False),
    ("Ce qui est accepté et signalé · What is accepted and told", True),
)


@dataclass(frozen=True)
class Listed:
    """One rule in one language, with blanks for what is filled in."""

    rule: str
    label: str
    message: str
    expected: str


def listed(language: str, *, remarks: bool) -> list[Listed]:
    """The rules that make a file be refused, or the remarks, in the order of a reading: file, header, row, cell; then
    those that plugins have brought."""
    return [_listed(rule, language) for rule in LANGUAGES[language] if _is_remark(rule) == remarks]


def markdown() -> str:
    """The page."""
    return "\n".join([_HEAD, *_tables()]) + "\n"


def _tables() -> Iterator[str]:
    for title, remarks in _PARTS:
        yield f"## {title}\n"
        yield "| règle · rule | français | English |\n| --- | --- | --- |"
        for french, english in zip(listed("fr", remarks=remarks), listed("en", remarks=remarks), strict=True):
            yield f"| `{french.rule}` | {_cell(french, _EXPECTED)} | {_cell(english, 'Expected:')} |"
        yield ""


def _cell(entry: Listed, word: str) -> str:
    expected = f" *{word} {entry.expected}*" if entry.expected else ""
    return f"**{entry.label}.** {entry.message}{expected}".replace("|", "\\|").replace("\n", " ")


def _is_remark(rule: str) -> bool:
    """Whether a rule is only told: of a plugin's rules, those that expect nothing."""
    return rule in REMARKS or (rule not in RULES and not LANGUAGES["fr"][rule][2])


def _listed(rule: str, language: str) -> Listed:
    blanks = dict.fromkeys(("value", "expected", "column", "line", "count"), _BLANK)
    return Listed(rule, *(text.format(**blanks) for text in LANGUAGES[language][rule]))


if __name__ == "__main__":
    sys.stdout.write(markdown())
