"""What people type to find data, read as they meant it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from .territory import Commune, communes_at

#: `theme:ENVI` asks for a field, as programs do; a colon in a sentence does not.
_FIELD = re.compile(r"(?<!\S)[+-]?\w+:\S")
_COLON = re.compile(r"\s*:(?=\s|$)\s*|(?<=\s):\s*")
_WORD = re.compile(r"\w+")
_OPERATORS = ("AND", "OR", "NOT")
_NOT_A_WORD = re.compile(r"[^\w]+")


def asks_for_fields(query: str) -> bool:
    """Whether a query is written for a program: it names fields of the index."""
    return bool(_FIELD.search(query))


def plain(query: str) -> str:
    """A query of a person without the colons of its punctuation, which Solr would take for fields."""
    return _COLON.sub(" ", query).strip()


def any_word(query: str) -> str:
    """The query for what has one of its words at least."""
    return " OR ".join(word for word in _WORD.findall(query) if word not in _OPERATORS)


def fold(text: str) -> str:
    """Words without case, accents and punctuation, one space between them."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", bare).strip()


def communes_named(query: str, day: date) -> list[Commune]:
    """The communes whose names stand in a query as whole words, longest names first."""
    words = f" {_saints(fold(query))} "
    found = [commune for commune in communes_at(day) if f" {_saints(fold(commune.name))} " in words]
    longest = sorted(found, key=lambda commune: -len(commune.name))
    return [commune for rank, commune in enumerate(longest) if not _inside(commune, longest[:rank])]


def corrected(query: str, corrections: Mapping[str, str]) -> str:
    """The query with words exchanged (their correction by the word in lower case); empty when nothing is."""
    better = re.sub(r"\w+", lambda word: corrections.get(word[0].casefold(), word[0]), query)
    return better if better != query else ""


def _saints(words: str) -> str:
    return re.sub(r"\bst(e?)\b", r"saint\1", words)


def _inside(commune: Commune, longer: list[Commune]) -> bool:
    return any(f" {fold(commune.name)} " in f" {fold(other.name)} " for other in longer)
