"""Words of other catalogues for themes, licences and frequencies, as codes of this one."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from ..catalogue import frequencies, themes
from ..searching import fold

_FILE = Path(__file__).parents[2] / "data" / "moving.csv"


def theme_codes(written: Iterable[str]) -> list[str]:
    """The EU's codes of themes written as codes, addresses of the EU's table or in words, each once."""
    found = [code for word in written if (code := _code("theme", word, themes()))]
    return list(dict.fromkeys(found))


def frequency_code(written: str) -> str:
    """The EU's code of a frequency; empty when nothing is said that is known."""
    return _code("frequency", written, frequencies())


def licence_id(written: str, known: Collection[str]) -> str:
    """The identifier of a licence written as one of the `known`, as an address or in words; empty when unknown."""
    return _code("licence", written, known)


def _code(kind: str, written: str, known: Collection[str]) -> str:
    last = written.rstrip("/").rpartition("/")[2]
    if last in known:
        return last
    words = f" {fold(written)} "
    return next((code for word, code in _words()[kind].items() if f" {word} " in words), "")


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {"theme": {}, "licence": {}, "frequency": {}}
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["kind"]][row["written"]] = row["code"]
    return found
