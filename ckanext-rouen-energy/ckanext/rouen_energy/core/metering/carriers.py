"""Carriers of what meters and bills say. Canonical unit: delivered kWh, PCS (gross) for gas."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Carrier:
    """A value of the column `vecteur` and its column in the published indicator."""

    name: str
    column: str
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """The label in `language`, in French when there is none."""
        return self.labels.get(language, self.labels["fr"])


@cache
def carriers() -> dict[str, Carrier]:
    """Every carrier by name, in the order of data/carriers.csv."""
    source = _DATA / "carriers.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        return {row["carrier"]: _carrier(row) for row in csv.DictReader(lines)}


def _carrier(row: Mapping[str, str]) -> Carrier:
    return Carrier(row["carrier"], row["column"], {"fr": row["fr"], "en": row["en"]})
