"""What the texts fix: a threshold, the years of reference and of normal weather, three reductions. Rows of a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parents[2] / "data" / "tertiary_rules.csv"


@dataclass(frozen=True)
class Rule:
    """A row of the table, with its text."""

    name: str
    year: int | None
    value: Decimal
    text: str


@dataclass(frozen=True)
class Rules:
    """The rules, by what they are about; years are included in their ranges, reductions in percent by year."""

    threshold_m2: Decimal
    reference_years: range
    normal_years: range
    reductions: tuple[tuple[int, Decimal], ...]
    rows: tuple[Rule, ...]


@cache
def rules() -> Rules:
    """Those of data/tertiary_rules.csv."""
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        return _of([_rule(row) for row in csv.DictReader(lines)])


def _rule(row: dict[str, str]) -> Rule:
    return Rule(row["rule"], int(row["year"]) if row["year"] else None, Decimal(row["value"]), row["text"])


def _of(rows: Sequence[Rule]) -> Rules:
    one = {row.name: row.value for row in rows}
    return Rules(
        threshold_m2=one["threshold"],
        reference_years=range(int(one["reference-first"]), int(one["reference-last"]) + 1),
        normal_years=range(int(one["normal-first"]), int(one["normal-last"]) + 1),
        reductions=tuple((row.year, row.value) for row in rows if row.name == "reduction" and row.year),
        rows=tuple(rows),
    )
