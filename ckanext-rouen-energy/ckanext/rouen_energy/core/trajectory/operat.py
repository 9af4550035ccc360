"""Rows of a file prepared for OPERAT: one for each building and twelve months, the quantities in the platform's units.

Titles are the names of the platform's API. Its import template was not seen: the file is prepared *for* OPERAT and does
not claim to be its format. What a carrier's only field cannot tell (which wood, which coal) is named, not guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from .consumption import TwelveMonths

_DATA = Path(__file__).parents[2] / "data"
_PREFIX = "consoIndi"
_WHOLE, _TENTH = Decimal(1), Decimal("0.1")

_IDENTITY = ("refOperatEfa", "anneeDeclaree", "complementNomEfa", "dateDebutConsoReference", "surfacePlancherM2")
LEFT_OUT = "nonRepris"


@dataclass(frozen=True)
class Entity:
    """What the platform calls EFA; `name` as the portal shows it."""

    reference: str
    name: str
    tertiary_m2: Decimal | None


@dataclass(frozen=True)
class _Field:
    title: str
    kwh_per_unit: Decimal


def titles() -> tuple[str, ...]:
    """The columns of the file, in order."""
    return (*_IDENTITY, *(field.title for field in _fields().values()), LEFT_OUT)


def rows(entity: Entity, reference: TwelveMonths | None, years: Iterable[TwelveMonths]) -> list[dict[str, str]]:
    """A row for the reference, with the day it begins, then one for each of the other twelve months; French numbers."""
    declared = [_row(entity, reference, f"{reference.first:%d/%m/%Y}")] if reference else []
    return [*declared, *(_row(entity, one, "") for one in years)]


def _row(entity: Entity, months: TwelveMonths, begins: str) -> dict[str, str]:
    area = "" if entity.tertiary_m2 is None else _french(entity.tertiary_m2, _TENTH)
    identity = (entity.reference, str(months.first.year), entity.name, begins, area)
    unplaced = ((carrier, kwh) for carrier, kwh in months.delivered.items() if carrier not in _fields())
    left_out = [f"{carrier} : {_french(kwh, _WHOLE)} kWh" for carrier, kwh in unplaced]
    quantities = {field.title: _quantity(months.delivered, carrier, field) for carrier, field in _fields().items()}
    return {**dict(zip(_IDENTITY, identity, strict=True)), **quantities, LEFT_OUT: " ; ".join(left_out)}


def _quantity(delivered: Mapping[str, Decimal], carrier: str, field: _Field) -> str:
    if carrier not in delivered:
        return ""
    return _french(delivered[carrier] / field.kwh_per_unit, _TENTH)


def _french(value: Decimal, to: Decimal) -> str:
    return str(value.quantize(to, ROUND_HALF_UP)).replace(".", ",")


@cache
def _fields() -> dict[str, _Field]:
    """The field of each carrier that has one, from data/operat_export.csv, with its unit's worth."""
    worth = {row["field"]: row["kwh_per_unit"] for row in _table("operat_fields.csv")}
    return {
        row["carrier"]: _Field(_PREFIX + row["field"], Decimal(worth[row["field"]]))
        for row in _table("operat_export.csv")
    }


def _table(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
