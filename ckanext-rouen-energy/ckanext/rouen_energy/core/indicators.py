"""Annual figures: shares, intensity, and the summary that the dashboard shows. Every kWh is a Decimal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

#: Names of the profiles.
BUILDINGS = "energy/buildings"
CONSUMPTION = "energy/consumption"
INDICATOR = "energy/indicator-type-year"

#: Version of the formula below; a new version computes everything again.
FORMULA_VERSION = f"{INDICATOR}@1.0.0"

#: What is computed, for people.
FORMULA: Mapping[str, str] = {
    "fr": (
        "Somme des consommations publiées, converties en kWh livrés (PCS pour le gaz), par année civile, commune et "
        "type de bâtiment. Une période à cheval sur deux années est répartie au prorata des jours. Les sites d'eau, "
        "de déchets et d'éclairage public sont hors total. kWh/m² = kWh ÷ m² des bâtiments dont la surface est connue."
    ),
    "en": (
        "Sum of the published consumption, in delivered kWh (gross calorific value for gas), by calendar year, commune "
        "and building type. A period that crosses two years is shared in proportion to days. Water, waste and street "
        "lighting sites are outside the total. kWh/m² = kWh ÷ m² of the buildings whose floor area is known."
    ),
}

#: Keyword of a dataset that was made up for the demonstration.
SYNTHETIC_TAG = "démonstration"

ZERO = Decimal(0)
ONE_DECIMAL = Decimal("0.1")


@dataclass(frozen=True)
class TypeFigures:
    """What one building type used in one year: kWh in all and by carrier, m² and buildings that have data.

    `kwh_with_area` is the part of `kwh` used by buildings whose floor area is above zero.
    """

    type: str
    in_totals: bool
    buildings: int
    with_data: int
    area_m2: Decimal
    kwh: Decimal
    kwh_with_area: Decimal
    by_carrier: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    """One year of the buildings that count, the largest type and carrier first; `outside` = flagged sites."""

    total_kwh: Decimal
    buildings: int
    with_data: int
    area_m2: Decimal
    kwh_with_area: Decimal
    by_type: tuple[TypeFigures, ...]
    by_carrier: tuple[tuple[str, Decimal], ...]
    outside: tuple[TypeFigures, ...]

    @property
    def intensity(self) -> Decimal | None:
        """kWh/m² of the buildings whose area is known."""
        return intensity(self.kwh_with_area, self.area_m2)


@dataclass(frozen=True)
class Source:
    """A published table that a figure was computed from."""

    resource_id: str
    sha256: str
    profile: str
    synthetic: bool


@dataclass(frozen=True)
class LeftOut:
    """Consumption of a year that no total counts, and why: `unknown-building`, `no-building`, `overlap`."""

    year: int
    reason: str
    buildings: int
    kwh: Decimal


@dataclass(frozen=True)
class Computed:
    """Rows of the published indicator, column by name, and what was left out of them."""

    rows: list[dict[str, Any]]
    left_out: list[LeftOut]


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Percentage to one decimal; None when there is no whole to take a part of."""
    if whole <= 0:
        return None
    return (part * 100 / whole).quantize(ONE_DECIMAL, ROUND_HALF_UP)


def intensity(kwh: Decimal, area_m2: Decimal) -> Decimal | None:
    """kWh/m² to one decimal; None for an area of zero, never infinity."""
    if area_m2 <= 0:
        return None
    return (kwh / area_m2).quantize(ONE_DECIMAL, ROUND_HALF_UP)


def summarise(figures: Iterable[TypeFigures]) -> Summary:
    """The summary of one year from its figures by type; sites outside the totals are kept apart."""
    rows = sorted(figures, key=lambda row: (-row.kwh, row.type))
    counted = tuple(row for row in rows if row.in_totals)
    return Summary(
        total_kwh=sum((row.kwh for row in counted), ZERO),
        buildings=sum(row.buildings for row in counted),
        with_data=sum(row.with_data for row in counted),
        area_m2=sum((row.area_m2 for row in counted), ZERO),
        kwh_with_area=sum((row.kwh_with_area for row in counted), ZERO),
        by_type=counted,
        by_carrier=_by_carrier(counted),
        outside=tuple(row for row in rows if not row.in_totals),
    )


def fingerprint(formula: str, sources: Iterable[Source]) -> str:
    """SHA-256 of a formula and its inputs, whatever their order: the same inputs need no second computation."""
    inputs = sorted([one.profile, one.resource_id, one.sha256, one.synthetic] for one in sources)
    return hashlib.sha256(json.dumps([formula, inputs]).encode()).hexdigest()


def number(value: Decimal) -> int | float:
    """A Decimal as JSON knows numbers: an integer when it is one."""
    return int(value) if value == value.to_integral_value() else float(value)


def _by_carrier(rows: Iterable[TypeFigures]) -> tuple[tuple[str, Decimal], ...]:
    totals: dict[str, Decimal] = {}
    for row in rows:
        for carrier, kwh in row.by_carrier.items():
            totals[carrier] = totals.get(carrier, ZERO) + kwh
    return tuple(sorted(((name, kwh) for name, kwh in totals.items() if kwh), key=lambda item: (-item[1], item[0])))
