"""A plan of the communes: circles at their centres, whose surface is their population, without any map background."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .territory import Commune

#: Units of the drawing.
WIDTH = 600
_MARGIN = 24
#: Radius of a commune of a hundred thousand inhabitants, and of the smallest ones.
_LARGE_RADIUS = 24.0
_SMALL_RADIUS = 3.0


@dataclass(frozen=True)
class Circle:
    """A commune on the plan; the origin is at the north-west."""

    insee: str
    name: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Plan:
    """The circles, largest first so that no small one is hidden, and the size of the drawing."""

    width: int
    height: int
    circles: tuple[Circle, ...]


def plan_of(communes: Sequence[Commune]) -> Plan:
    """The plan of some communes (equirectangular at their mean latitude: exact enough for 40 km)."""
    if not communes:
        return Plan(WIDTH, 0, ())
    west, east = _range([commune.longitude for commune in communes])
    south, north = _range([commune.latitude for commune in communes])
    shrink = math.cos(math.radians((south + north) / 2))
    unit = (WIDTH - 2 * _MARGIN) / max((east - west) * shrink, north - south, 1e-9)
    circles = [
        Circle(
            insee=commune.insee,
            name=commune.name,
            x=round(_MARGIN + (commune.longitude - west) * shrink * unit, 1),
            y=round(_MARGIN + (north - commune.latitude) * unit, 1),
            radius=_radius(commune.population),
        )
        for commune in sorted(communes, key=lambda commune: -commune.population)
    ]
    return Plan(WIDTH, math.ceil(2 * _MARGIN + (north - south) * unit), tuple(circles))


def _range(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _radius(population: int) -> float:
    return round(max(_SMALL_RADIUS, _LARGE_RADIUS * math.sqrt(population / 100_000)), 1)
