"""Annual figures: shares, intensity, and the summary that the dashboard shows. Every kWh is a Decimal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
ONE_DECIMAL = Decimal("0.1")

#: A median or quartile of fewer buildings would tell of one of them rather than of the group.
MEDIAN_BUILDINGS = 3


@dataclass(frozen=True)
class TypeFigures:
    """What one building type used in one year: kWh in all and by carrier, m² and buildings that have data.

    `kwh_with_area` is the part of `kwh` used by buildings whose floor area is above zero, `kwh_with_co2` the part that
    `co2_kg` is about, `kwh_with_cost` the part that `cost_eur` is about, `kwh_without_rule` that of buildings whose
    regulatory energy no rule gives. `median_kwh_per_m2` is over buildings whose area is known; None for fewer than
    MEDIAN_BUILDINGS of them.
    """

    type: str
    in_totals: bool
    buildings: int
    with_data: int
    area_m2: Decimal
    kwh: Decimal
    kwh_with_area: Decimal
    by_carrier: Mapping[str, Decimal] = field(default_factory=dict)
    regulatory_kwh: Decimal = ZERO
    kwh_without_rule: Decimal = ZERO
    co2_kg: Decimal = ZERO
    kwh_with_co2: Decimal = ZERO
    cost_eur: Decimal = ZERO
    kwh_with_cost: Decimal = ZERO
    median_kwh_per_m2: Decimal | None = None


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

    def sum_of(self, name: str) -> Decimal:
        """The sum over the types of one of their figures, by its name."""
        return sum((getattr(row, name) for row in self.by_type), ZERO)

    @property
    def intensity(self) -> Decimal | None:
        """kWh/m² of the buildings whose area is known."""
        return intensity(self.kwh_with_area, self.area_m2)


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


def number(value: Decimal) -> int | float:
    """A Decimal as JSON knows numbers: an integer when it is one."""
    return int(value) if value == value.to_integral_value() else float(value)


def _by_carrier(rows: Iterable[TypeFigures]) -> tuple[tuple[str, Decimal], ...]:
    totals: dict[str, Decimal] = {}
    for row in rows:
        for carrier, kwh in row.by_carrier.items():
            totals[carrier] = totals.get(carrier, ZERO) + kwh
    return tuple(sorted(((name, kwh) for name, kwh in totals.items() if kwh), key=lambda item: (-item[1], item[0])))
