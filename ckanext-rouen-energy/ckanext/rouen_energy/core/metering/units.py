"""Units: what a measure is worth in kWh, kW, m³, kg, m² or °C, from data/units.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.folding import fold

_UNITS = Path(__file__).parents[2] / "data" / "units.csv"

ENERGY, POWER, VOLUME, MASS, AREA = "energy", "power", "volume", "mass", "area"
APPARENT, TEMPERATURE = "apparent", "temperature"
SECONDS_PER_HOUR = 3600
MILLI_WH_PER_KWH = 1_000_000

_REGISTER = re.compile(r"(?:index|indice)\s+(?P<unit>\S.*)", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[(](?P<inside>[^\[\]()]*)[\])]\s*$")


class UnitError(ValueError):
    """A measure that cannot be turned into kWh; `unit` as it is written."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


class UnknownUnitError(UnitError):
    """A unit that no row of data/units.csv names, or that is no unit of energy."""


class MissingCoefficientError(UnitError):
    """A volume or a mass without its own kWh per unit: none is ever assumed."""


class MissingStepError(UnitError):
    """A mean power without the length of time that it lasted."""


@dataclass(frozen=True)
class Unit:
    """A unit of data/units.csv: (value − minus) × times ÷ by, in the canonical unit of its `kind`."""

    name: str
    kind: str
    minus: Decimal
    times: Decimal
    by: Decimal
    in_profiles: bool
    text: str
    #: whether the value is what a counter shows, which only means something once differenced
    is_register: bool = False

    def canonical(self, value: Decimal) -> Decimal:
        """`value` in kWh, kW, m³, kg, m² or °C, as the kind of the unit says."""
        return (value - self.minus) * self.times / self.by


@cache
def units() -> Mapping[str, Unit]:
    """Every unit by name, in the order of data/units.csv."""
    return {unit.name: unit for unit, _ in _rows()}


def unit_of(text: str) -> Unit:
    """The unit that `text` names, whatever its case, `index kWh` included; raises UnknownUnitError."""
    register = _REGISTER.fullmatch(text.strip())
    found = _found(register["unit"] if register else text)
    if found is None:
        raise UnknownUnitError(text)
    return replace(found, name=f"index {found.name}", is_register=True) if register else found


def unit_in(header: str) -> tuple[str, Unit | None]:
    """The title of a column without its unit, and that unit: `Main Meter [kW]`, `Electricity(kWh)`."""
    brackets = _BRACKETS.search(header)
    found = _found(brackets["inside"]) if brackets else None
    if brackets is None or found is None:
        return header.strip(), None
    return header[: brackets.start()].strip(), found


def to_kwh(value: Decimal, unit: str) -> Decimal:
    """`value` of an energy in kWh; raises UnknownUnitError."""
    known = units().get(unit)
    if known is None or known.kind != ENERGY:
        raise UnknownUnitError(unit)
    return known.canonical(value)


def kwh(value: Decimal, unit: Unit, *, seconds: int | None = None, coefficient: Decimal | None = None) -> Decimal:
    """The energy of one reading or bill: mean power × its `seconds`, volume or mass × its kWh per unit.

    Raises UnknownUnitError, MissingStepError or MissingCoefficientError."""
    if unit.is_register or unit.kind not in (ENERGY, POWER, VOLUME, MASS):
        raise UnknownUnitError(unit.name)
    if unit.kind == ENERGY:
        return unit.canonical(value)
    if unit.kind == POWER:
        if seconds is None:
            raise MissingStepError(unit.name)
        return unit.canonical(value) * seconds / SECONDS_PER_HOUR
    if coefficient is None:
        raise MissingCoefficientError(unit.name)
    return value * coefficient


def milli_wh(energy_kwh: Decimal) -> int:
    """kWh as whole milliwatt-hours, of which sums are exact in whatever order."""
    return int((energy_kwh * MILLI_WH_PER_KWH).quantize(Decimal(1), ROUND_HALF_UP))


def _found(text: str) -> Unit | None:
    exact = units().get(text.strip())
    return exact or _by_alias().get(fold(text))


@cache
def _by_alias() -> Mapping[str, Unit]:
    """Units by folded name and alias; of two names that fold alike, the first counts."""
    found: dict[str, Unit] = {}
    for unit, aliases in _rows():
        for alias in (unit.name, *aliases):
            found.setdefault(fold(alias), unit)
    return found


@cache
def _rows() -> tuple[tuple[Unit, tuple[str, ...]], ...]:
    with _UNITS.open(encoding="utf-8", newline="") as lines:
        return tuple((_unit(row), tuple(filter(None, row["aliases"].split("|")))) for row in csv.DictReader(lines))


def _unit(row: Mapping[str, str]) -> Unit:
    minus, times, by = (Decimal(row[name]) for name in ("minus", "times", "by"))
    return Unit(row["unit"], row["kind"], minus, times, by, row["profile"] == "yes", row["text"])


#: kWh in one unit of energy that the column `unite` of our profiles accepts.
KWH_PER_UNIT: Mapping[str, Decimal] = {
    unit.name: unit.canonical(Decimal(1)) for unit in units().values() if unit.kind == ENERGY and unit.in_profiles
}
