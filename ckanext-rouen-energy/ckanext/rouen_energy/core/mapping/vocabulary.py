"""The words by which columns are recognised, from data/mapping_words.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.folding import fold

_WORDS = Path(__file__).parents[2] / "data" / "mapping_words.csv"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9]+")


def tokens(title: str) -> tuple[str, ...]:
    """The words of a title: `SteamUse` and `Steam use` have the same."""
    return tuple(filter(None, _SIGNS.split(fold(_HUMP.sub(" ", title)))))


def missing_words() -> tuple[str, ...]:
    """The words that usually mean that there is no value."""
    return _raw("missing")["none"]


def named(kind: str, title: str) -> str:
    """What a title is the name of among the words of a kind: the one that says the most of it; empty for none."""
    found = [(score, name) for name, phrases in _phrases(kind).items() if (score := _score(tokens(title), phrases))]
    return max(found, key=lambda pair: pair[0])[1] if found else ""


def score(kind: str, name: str, title: str) -> float:
    """How much of a title one of the phrases of a name is, from 0 to 1."""
    return _score(tokens(title), _phrases(kind).get(name, ()))


def _score(title: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> float:
    joined = "".join(title)
    found = [len("".join(phrase)) / len(joined) for phrase in phrases if joined and _within(phrase, title)]
    return max(found, default=0.0)


def _within(phrase: tuple[str, ...], title: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand in a title one after the other, or are the whole of it."""
    if "".join(phrase) == "".join(title):
        return True
    size = len(phrase)
    return any(title[rank : rank + size] == phrase for rank in range(len(title) - size + 1))


@cache
def _phrases(kind: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    return {name: tuple(map(tokens, phrases)) for name, phrases in _raw(kind).items()}


@cache
def _raw(kind: str) -> Mapping[str, tuple[str, ...]]:
    with _WORDS.open(encoding="utf-8", newline="") as rows:
        return {row["name"]: tuple(row["words"].split("|")) for row in csv.DictReader(rows) if row["kind"] == kind}
