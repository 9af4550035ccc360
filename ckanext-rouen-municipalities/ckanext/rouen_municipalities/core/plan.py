"""A plan of the communes: circles at their centres, whose surface is their population, without any map background."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .territory import Commune

#: Units of the drawing.
WIDTH = 600
_MARGIN = 24
#: Radius of a commune of a hundred thousand inhabitants, and of the smallest ones.
_LARGE_RADIUS = 24.0
_SMALL_RADIUS = 3.0
#: Height of a line of text, width of a letter, and room between a circle and its name.
_LINE, _LETTER, _GAP = 15.0, 8.0, 5.0


@dataclass(frozen=True)
class Circle:
    """A commune on the plan; the origin is at the north-west."""

    insee: str
    name: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Label:
    """A name beside its circle; `anchor` as SVG's text-anchor."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Plan:
    """The circles, largest first so that no small one is hidden, and the size of the drawing."""

    width: int
    height: int
    circles: tuple[Circle, ...]

    def labels(self, named: Collection[str]) -> list[Label]:
        """The names of some communes (INSEE codes), largest first; one that would cover another name is left out.

        A name stands where it covers the fewest circles, above all none of those that have a name too: it would be
        taken for theirs.
        """
        placed: list[Label] = []
        for circle in self.circles:
            free = [label for label in _places(circle) if self._has_room(label, placed)]
            if circle.insee in named and free:
                placed.append(min(free, key=lambda label: self._covered(label, circle, named)))
        return placed

    def _covered(self, label: Label, own: Circle, named: Collection[str]) -> tuple[int, int]:
        """How many circles a name would cover: of those that have a name, and of all."""
        covered = [circle.insee for circle in self.circles if circle != own and _touches(label, circle)]
        return sum(insee in named for insee in covered), len(covered)

    def _has_room(self, label: Label, placed: Sequence[Label]) -> bool:
        left, right = _span(label)
        if left < 0 or right > self.width or not _LINE < label.y < self.height:
            return False
        return all(
            abs(label.y - other.y) >= _LINE or right < _span(other)[0] or left > _span(other)[1] for other in placed
        )


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


def _places(circle: Circle) -> list[Label]:
    """Where a name may stand: to the right, to the left, below, above."""
    beside, middle = circle.radius + _GAP, circle.y + _LINE / 4
    return [
        Label(circle.name, circle.x + beside, middle, "start"),
        Label(circle.name, circle.x - beside, middle, "end"),
        Label(circle.name, circle.x, circle.y + circle.radius + _LINE, "middle"),
        Label(circle.name, circle.x, circle.y - beside, "middle"),
    ]


def _span(label: Label) -> tuple[float, float]:
    """From where to where a name goes, as wide letters as there may be."""
    width = len(label.text) * _LETTER
    left = {"start": label.x, "end": label.x - width, "middle": label.x - width / 2}[label.anchor]
    return left, left + width


def _touches(label: Label, circle: Circle) -> bool:
    """Whether a name lies on a circle."""
    left, right = _span(label)
    nearest_x = min(max(circle.x, left), right)
    nearest_y = min(max(circle.y, label.y - _LINE), label.y)
    return math.hypot(circle.x - nearest_x, circle.y - nearest_y) <= circle.radius


def _range(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _radius(population: int) -> float:
    return round(max(_SMALL_RADIUS, _LARGE_RADIUS * math.sqrt(population / 100_000)), 1)
