"""Buildings: the types that a table may name, and which of them count in the totals."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class BuildingType:
    """A value of the column `type`; its plural by language, alone (`labels`) and as the subject of a sentence."""

    name: str
    in_totals: bool
    labels: Mapping[str, str]
    subjects: Mapping[str, str]

    def label(self, language: str) -> str:
        """The label in `language`, in French when there is none."""
        return self.labels.get(language, self.labels["fr"])

    def subject(self, language: str) -> str:
        """The words that begin a sentence, with their article in French."""
        return self.subjects.get(language, self.subjects["fr"])


@cache
def building_types() -> dict[str, BuildingType]:
    """Every type by name, in the order of data/building_types.csv."""
    source = _DATA / "building_types.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        return {row["type"]: _building_type(row) for row in csv.DictReader(lines)}


def types_outside_totals() -> list[str]:
    """Types of sites (water, waste, street lighting) that are flagged and left out of the buildings' totals."""
    return [entry.name for entry in building_types().values() if not entry.in_totals]


def _building_type(row: Mapping[str, str]) -> BuildingType:
    labels = {"fr": row["fr"], "en": row["en"]}
    subjects = {"fr": row["subject_fr"], "en": row["subject_en"]}
    return BuildingType(row["type"], row["in_totals"] == "yes", labels, subjects)
