"""The vocabularies of a dataset: the EU's themes, high-value categories and frequencies, and the open licences."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

_DATA = Path(__file__).parent.parent / "data"
#: What CKAN is told to read its licences from.
LICENCES_FILE = _DATA / "licences.json"

Row = TypeVar("Row")

_AUTHORITY = "http://publications.europa.eu/resource/authority"


@dataclass(frozen=True)
class Theme:
    """One of the 13 themes of the EU's authority table data-theme (version 20200923-0)."""

    code: str
    fr: str
    en: str

    @property
    def uri(self) -> str:
        """What DCAT-AP names the theme by."""
        return f"{_AUTHORITY}/data-theme/{self.code}"

    def label(self, language: str) -> str:
        """The name of the theme in French, or in English for `en`."""
        return self.en if language == "en" else self.fr


@dataclass(frozen=True)
class Frequency:
    """How often a dataset is to be updated; `days` None: not fixed, hence its freshness cannot be assessed."""

    code: str
    fr: str
    en: str
    days: int | None
    grace_days: int | None

    @property
    def uri(self) -> str:
        """What DCAT-AP names the frequency by."""
        return f"{_AUTHORITY}/frequency/{self.code}"

    def label(self, language: str) -> str:
        """The name of the frequency in French, or in English for `en`."""
        return self.en if language == "en" else self.fr


@dataclass(frozen=True)
class HighValueCategory:
    """One of the six categories of high-value datasets (implementing regulation (EU) 2023/138, annex)."""

    code: str
    fr: str
    en: str

    @property
    def uri(self) -> str:
        """What DCAT-AP names the category by (authority table high-value-dataset-category)."""
        return f"http://data.europa.eu/bna/{self.code}"


@dataclass(frozen=True)
class FileType:
    """A format as the EU's authority table file-type names it, and its IANA media type, empty when it has none."""

    format: str
    code: str
    media_type: str

    @property
    def uri(self) -> str:
        """What DCAT-AP names the format by."""
        return f"{_AUTHORITY}/file-type/{self.code}"


@lru_cache(maxsize=1)
def themes() -> Mapping[str, Theme]:
    """The 13 themes by code, in the order of their French names."""
    rows = _read("themes.csv", lambda row: Theme(row["code"], row["fr"], row["en"]))
    return {theme.code: theme for theme in sorted(rows, key=lambda theme: alphabetical(theme.fr))}


@lru_cache(maxsize=1)
def frequencies() -> Mapping[str, Frequency]:
    """The frequencies by code, from the most to the least frequent."""
    return {frequency.code: frequency for frequency in _read("frequencies.csv", _frequency)}


@lru_cache(maxsize=1)
def high_value_categories() -> Mapping[str, HighValueCategory]:
    """The categories of high-value datasets by code, in the order of the regulation."""
    rows = _read("hvd_categories.csv", lambda row: HighValueCategory(row["code"], row["fr"], row["en"]))
    return {category.code: category for category in rows}


@lru_cache(maxsize=1)
def file_types() -> Mapping[str, FileType]:
    """The formats that DCAT-AP has a name for, by what a resource calls them in capitals."""
    rows = _read("file_types.csv", lambda row: FileType(row["format"], row["code"], row["media_type"]))
    return {kind.format: kind for kind in rows}


@lru_cache(maxsize=1)
def open_licences() -> frozenset[str]:
    """The identifiers of the licences under which a dataset counts as open."""
    licences = json.loads(LICENCES_FILE.read_text(encoding="utf-8"))
    return frozenset(licence["id"] for licence in licences if licence["od_conformance"] == "approved")


@lru_cache(maxsize=1)
def licence_addresses() -> Mapping[str, str]:
    """Where the text of each licence is, by its identifier; those without a text are left out."""
    licences = json.loads(LICENCES_FILE.read_text(encoding="utf-8"))
    return {licence["id"]: licence["url"] for licence in licences if licence["url"]}


def alphabetical(text: str) -> str:
    """A sort key that puts É with E, without asking the machine for a French locale."""
    return text.casefold().translate(str.maketrans("àâäçéèêëîïôöùûü", "aaaceeeeiioouuu"))


def _read(name: str, make: Callable[[Mapping[str, str]], Row]) -> list[Row]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return [make(row) for row in csv.DictReader(lines)]


def _frequency(row: Mapping[str, str]) -> Frequency:
    return Frequency(row["code"], row["fr"], row["en"], _days(row["days"]), _days(row["grace_days"]))


def _days(text: str) -> int | None:
    return int(text) if text else None
