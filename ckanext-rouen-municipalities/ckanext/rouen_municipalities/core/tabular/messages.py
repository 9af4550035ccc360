"""Issues in words that a town-hall secretary understands, in French and in English."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import rules_en, rules_fr, sentences_en, sentences_fr
from .issues import Issue, Notice
from .spreadsheets import sentences_en as sheets_en
from .spreadsheets import sentences_fr as sheets_fr

#: language → rule → its name, what is wrong, what would be accepted
Sentences = Mapping[str, Mapping[str, tuple[str, str, str]]]

LANGUAGES = {
    "fr": sentences_fr.SENTENCES | rules_fr.SENTENCES | sheets_fr.SENTENCES,
    "en": sentences_en.SENTENCES | rules_en.SENTENCES | sheets_en.SENTENCES,
}
#: every rule of ours that a file may break, and every remark
RULES = tuple(LANGUAGES["fr"])
#: what is accepted and told
REMARKS = frozenset(
    {
        "blank-lines", "date-serial", "enum-spelling", "in-order", "rows-hidden", "rows-short", "sheet-chosen",
        "totals-line", "zero-unknown",
    }
)  # fmt: skip

_MEGABYTE = 1_000_000
_SIZES = ("file-too-large", "line-too-long", "archive-too-large", "document-too-large")
#: their values are places in the file
_PLACES = ("nul-character", "encoding-undecodable", "encoding-mixed", "line-too-long")
_SIZED_VALUES = ("file-too-large", "archive-bomb", "document-too-large")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(.*)")
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
#: what is expected when the issue itself does not know
_UNKNOWING = {
    ("pattern", "fr"): "la forme décrite dans le modèle",
    ("pattern", "en"): "the form described in the model",
    ("header-unknown", "fr"): "seulement les colonnes du modèle",
    ("header-unknown", "en"): "only the columns of the model",
}
#: what a rule between two columns says
_COMPARED = {
    ("<", "fr"): "plus petite que celle de",
    ("<=", "fr"): "plus petite que celle de (ou égale à)",
    ("=", "fr"): "égale à celle de",
    (">=", "fr"): "plus grande que celle de (ou égale à)",
    (">", "fr"): "plus grande que celle de",
    ("<", "en"): "smaller than that of",
    ("<=", "en"): "smaller than that of (or equal to)",
    ("=", "en"): "equal to that of",
    (">=", "en"): "larger than that of (or equal to)",
    (">", "en"): "larger than that of",
}
_MEGABYTES = {"fr": "Mo", "en": "MB"}


@dataclass(frozen=True)
class Rendered:
    """An issue in one language: the rule's name, what is wrong, what would be accepted."""

    label: str
    message: str
    expected: str


def read_sentences(folder: Path) -> Sentences:
    """The sentences of ``fr.json`` and ``en.json`` in ``folder``: rule → ``[name, message, expected]``, in which
    ``{value} {expected} {column} {line}`` (and ``{count}`` in a remark) stand for what the issue has."""
    found = {language: json.loads((folder / f"{language}.json").read_text(encoding="utf-8")) for language in LANGUAGES}
    return {
        language: {rule: (name, message, expected) for rule, (name, message, expected) in sentences.items()}
        for language, sentences in found.items()
    }


def learn(sentences: Sentences) -> None:
    """Say the rules of a plugin in its words; raises ValueError when one is ours, or is not said in every language."""
    rules = {language: sentences.get(language, {}).keys() for language in LANGUAGES}
    if len({frozenset(each) for each in rules.values()}) > 1:
        raise ValueError("rules that are not said in every language")
    if taken := rules["fr"] & set(RULES):
        raise ValueError(f"rules of the base: {', '.join(sorted(taken))}")
    for language, said in sentences.items():
        LANGUAGES[language].update(said)


def label(rule: str, language: str) -> str:
    """The name of ``rule``; a rule unknown here is its own name."""
    return _sentence(rule, language)[0]


def render(issue: Issue | Notice, language: str) -> Rendered:
    """``issue`` in ``language`` (``fr`` or ``en``; any other is French)."""
    language = language if language in LANGUAGES else "fr"
    name, message, expected = _sentence(issue.rule, language)
    if not issue.expected:
        expected = _UNKNOWING.get((issue.rule, language), expected)
    words = {
        "value": _value(issue, language),
        "expected": _expected(issue, language),
        "column": issue.column,
        "line": "" if issue.line is None else str(issue.line),
        "count": _number(str(issue.count), language) if isinstance(issue, Notice) else "",
    }
    return Rendered(name, message.format(**words), expected.format(**words))


def _sentence(rule: str, language: str) -> tuple[str, str, str]:
    sentences = LANGUAGES.get(language, LANGUAGES["fr"])
    return sentences.get(rule, (rule, "{value}", "{expected}"))


def _value(issue: Issue | Notice, language: str) -> str:
    if issue.rule in _PLACES:
        return _number(issue.value, language)
    if issue.rule in ("not-in-future", "in-order"):
        return _day(issue.value)
    if issue.rule.endswith(("negative", "shares")):
        return issue.value.replace(".", ",") if language == "fr" else issue.value
    return _size(issue.value, language) if issue.rule in _SIZED_VALUES else issue.value


def _expected(issue: Issue | Notice, language: str) -> str:
    if issue.rule in _SIZES:
        return _size(issue.expected, language)
    if issue.rule == "compare":
        return _comparison(issue.expected, language)
    if issue.rule == "date-serial":
        return _day(issue.expected)
    if issue.rule.endswith(("imum", "-length", "-rows", "-columns", "-long", "-entries")):
        return _day(issue.expected) if _ISO_DAY.fullmatch(issue.expected) else _number(issue.expected, language)
    return issue.expected


def _comparison(rule: str, language: str) -> str:
    """``debut < fin`` in words."""
    first, operator, second = [*rule.split(" ", 2), "", ""][:3]
    words = _COMPARED.get((operator, language))
    if words is None:
        return rule
    if language == "en":
        return f"a value of “{first}” {words} “{second}”"
    return f"une valeur de «\u00a0{first}\u00a0» {words} «\u00a0{second}\u00a0»"


def _size(number_of_bytes: str, language: str) -> str:
    if not number_of_bytes.isdigit():
        return number_of_bytes
    megabytes = f"{int(number_of_bytes) / _MEGABYTE:.1f}".removesuffix(".0")
    return f"{_number(megabytes, language)}\u00a0{_MEGABYTES[language]}"


def _number(text: str, language: str) -> str:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    thousands, sign = ("\u202f", ",") if language == "fr" else (",", ".")
    whole = f"{int(match[2]):,}".replace(",", thousands)
    return f"{match[1]}{whole}{sign}{match[3]}" if match[3] else f"{match[1]}{whole}"


def _day(text: str) -> str:
    match = _ISO_DAY.fullmatch(text)
    return f"{match[3]}/{match[2]}/{match[1]}{match[4].replace('T', ' ')}" if match else text
