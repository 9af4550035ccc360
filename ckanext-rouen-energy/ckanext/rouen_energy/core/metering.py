"""Carriers and units of what meters and bills say. Canonical unit: delivered kWh, PCS (gross) for gas."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"

#: kWh in one unit of the column `unite`: the SI prefixes.
KWH_PER_UNIT: Mapping[str, Decimal] = {"Wh": Decimal("0.001"), "kWh": Decimal(1), "MWh": Decimal(1000)}


class UnknownUnitError(ValueError):
    """A unit that cannot be turned into kWh without a coefficient of its own."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


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


def to_kwh(value: Decimal, unit: str) -> Decimal:
    """`value` in kWh; raises UnknownUnitError."""
    if unit not in KWH_PER_UNIT:
        raise UnknownUnitError(unit)
    return value * KWH_PER_UNIT[unit]


def _carrier(row: Mapping[str, str]) -> Carrier:
    return Carrier(row["carrier"], row["column"], {"fr": row["fr"], "en": row["en"]})
