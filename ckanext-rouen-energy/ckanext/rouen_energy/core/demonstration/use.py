"""What each carrier of each building uses by day and by month, kWh, scaled to what was published of one year."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from .seeded import noise
from .truths import (
    ANCHOR_YEAR,
    CLOSURES,
    COOLED_ABOVE,
    ELECTRICITY,
    GAS,
    HEAT,
    HEATED_BELOW,
    OIL,
    RENOVATION,
    Closure,
)
from .weather import Day, weather

_FOLDER = Path(__file__).parents[2] / "demo"
ESTATE = _FOLDER / "batiments-metropole-demo.csv"
ANCHOR = _FOLDER / "annee-2021-demo.csv"

#: Deviation of a day, as a share of what is used.
_DEVIATION = 0.04
_SATURDAY = 5

#: Share of a year that heating takes, by carrier; hot water and baths take the rest.
_HEATING = {ELECTRICITY: 0.1, GAS: 0.88, HEAT: 0.85, OIL: 0.9}
_HEATING_OF_BATHS = 0.5
#: Share of the electricity of a year that cooling takes, by type.
_COOLING = {"musée": 0.06, "culture et spectacle": 0.05, "administration": 0.03}
#: Electricity of a Saturday or Sunday, as a share of another day's, by type.
_WEEKEND = {"administration": 0.45, "technique": 0.6, "social et santé": 0.6, "autre": 0.75}


@dataclass(frozen=True)
class Use:
    """One carrier of one building, and what it used in the year that was published."""

    building: str
    type: str
    carrier: str
    anchor_kwh: int

    @property
    def meter(self) -> str:
        """The number of its meter."""
        letter = {ELECTRICITY: "E", GAS: "G", HEAT: "C", OIL: "F"}[self.carrier]
        return f"DEMO-{letter}-{self.building.removeprefix('DEMO-')}"


@cache
def uses() -> tuple[Use, ...]:
    """Every carrier of every building, in the order of the published year."""
    types = {row["id_batiment"]: row["type"] for row in _rows(ESTATE)}
    return tuple(
        Use(row["id_batiment"], types[row["id_batiment"]], row["vecteur"], int(row["valeur"])) for row in _rows(ANCHOR)
    )


def use_of(meter: str) -> Use:
    """What the meter of this number counts; raises KeyError."""
    return {use.meter: use for use in uses()}[meter]


@cache
def daily(use: Use) -> tuple[float, ...]:
    """kWh of each day of the demonstration, in order."""
    return tuple(_scale(use) * kwh for kwh in _shape(use, use_saving(use)))


@cache
def daily_without_works(use: Use) -> tuple[float, ...]:
    """kWh of each day, had the building never been renovated: `daily` is less by what was saved."""
    return tuple(_scale(use) * kwh for kwh in _shape(use, 0.0))


def use_saving(use: Use) -> float:
    """Share of the heating that the renovation saves; 0 for every other building and carrier."""
    return RENOVATION.saving if (use.building, use.carrier) == (RENOVATION.building, RENOVATION.carrier) else 0.0


def between(kwh: Iterable[float], first: date, end: date) -> float:
    """kWh used from a day to another (excluded), of those of `daily`."""
    return sum(used for used, day in zip(kwh, weather(), strict=True) if first <= day.date < end)


@cache
def monthly(use: Use) -> Mapping[date, int]:
    """kWh of each month (its first day), whole; those of the published year sum to it exactly."""
    exact: dict[date, float] = defaultdict(float)
    for kwh, day in zip(daily(use), weather(), strict=True):
        exact[day.date.replace(day=1)] += kwh
    published = {month: kwh for month, kwh in exact.items() if month.year == ANCHOR_YEAR}
    return {month: round(kwh) for month, kwh in exact.items()} | _whole(published, use.anchor_kwh)


def _whole(exact: Mapping[date, float], total: int) -> dict[date, int]:
    """Whole numbers that sum to a total: what is left over goes to those that lost most."""
    floors = {month: int(kwh) for month, kwh in exact.items()}
    most_lost = sorted(exact, key=lambda month: floors[month] - exact[month])
    for month in most_lost[: total - sum(floors.values())]:
        floors[month] += 1
    return floors


@cache
def _scale(use: Use) -> float:
    of_the_year = [
        kwh for kwh, day in zip(_shape(use, 0.0), weather(), strict=True) if day.date.year == ANCHOR_YEAR
    ]
    return use.anchor_kwh / sum(of_the_year)


@cache
def _shape(use: Use, saving: float) -> tuple[float, ...]:
    """Each day's use, in parts of a mean day's."""
    chance = noise(use.meter)
    heating, cooling = _heating(use), _COOLING.get(use.type, 0.0) if use.carrier == ELECTRICITY else 0.0
    base = 1 - heating - cooling
    closures = [closure for closure in CLOSURES if use.type in closure.types]
    used = []
    for day, cold, warm in _demands():
        closed = _closed(closures, day)
        kept = 1 - saving if day.date >= RENOVATION.end else 1.0
        of_base = base * _weekend(use, day) * (closed.base if closed else 1.0)
        of_heating = heating * cold * kept * (closed.heating if closed else 1.0)
        used.append((of_base + of_heating + cooling * warm) * (1 + _DEVIATION * chance()))
    return tuple(used)


@cache
def _demands() -> tuple[tuple[Day, float, float], ...]:
    """Each day with its need of heating and of cooling, in parts of a mean day's."""
    cold = [max(0.0, HEATED_BELOW - day.mean) for day in weather()]
    warm = [max(0.0, day.mean - COOLED_ABOVE) for day in weather()]
    mean_cold, mean_warm = sum(cold) / len(cold), sum(warm) / len(warm)
    return tuple((day, c / mean_cold, w / mean_warm) for day, c, w in zip(weather(), cold, warm, strict=True))


def _heating(use: Use) -> float:
    if use.type == "piscine" and use.carrier != ELECTRICITY:
        return _HEATING_OF_BATHS
    return _HEATING[use.carrier]


def _weekend(use: Use, day: Day) -> float:
    if use.carrier != ELECTRICITY or day.date.weekday() < _SATURDAY:
        return 1.0
    return _WEEKEND.get(use.type, 1.0)


def _closed(closures: Iterable[Closure], day: Day) -> Closure | None:
    return next((closure for closure in closures if closure.first <= day.date < closure.end), None)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))
