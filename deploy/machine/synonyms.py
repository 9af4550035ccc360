"""Writes the site's synonyms as Solr meets them: without accents and elision, in singular and plural.

Solr looks for synonyms before it takes the plural off, so that each form has to be there; whoever keeps the list
writes the singular alone.
"""

from __future__ import annotations

import re
import unicodedata

_ELIDED = re.compile(r"\b(?:l|d|qu|n|s|j|c|m|t)['’]")


def prepare(synonyms: str, little_words: frozenset[str]) -> str:
    """The file that Solr reads: a line per group of the site's list, each of its terms in all its forms."""
    groups = [line for line in synonyms.splitlines() if line.strip() and not line.startswith("#")]
    return "".join(f"{', '.join(_group(line, little_words))}\n" for line in groups)


def little_words(text: str) -> frozenset[str]:
    """The words of a file of stop words."""
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def fold(text: str) -> str:
    """Text without case, accents, elision and hyphens."""
    ligatures = text.casefold().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", _ELIDED.sub("", ligatures)).replace("-", " ")
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def forms(term: str, little: frozenset[str]) -> list[str]:
    """A term in singular and plural, with and without its little words."""
    words = fold(term).split()
    plurals = [word if word in little else plural(word) for word in words]
    written = [words, [*plurals[:1], *words[1:]], plurals]
    short = [[word for word in form if word not in little] for form in written]
    return list(dict.fromkeys(" ".join(form) for form in (*written, *short) if form))


def plural(word: str) -> str:
    """The regular plural of a French word."""
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word[:-1]}ux"
    return f"{word}x" if word.endswith(("au", "eu")) else f"{word}s"


def _group(line: str, little: frozenset[str]) -> list[str]:
    terms = [form for term in line.split(",") for form in forms(term, little)]
    return list(dict.fromkeys(terms))
