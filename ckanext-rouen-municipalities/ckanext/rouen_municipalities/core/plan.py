"""A plan of the communes: their contours where they are known, else circles whose surface is their population."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .contours import Kind, Line, Shape
from .territory import Commune

#: Size of a square tile of a background, in degrees of longitude at zoom 0, and the zoom that suits the territory.
_WORLD, _ZOOM = 360.0, 10

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
class Outline:
    """The contour of a commune (`insee`), or the course of a river (none), as SVG's path data."""

    insee: str
    name: str
    path: str


@dataclass(frozen=True)
class Tile:
    """A square of a background that the site has declared: its address and where it lies."""

    url: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Plan:
    """The circles, largest first so that no small one is hidden, and the size of the drawing.

    A commune that has an outline is drawn by it; its circle says where its name stands.
    """

    width: int
    height: int
    circles: tuple[Circle, ...]
    outlines: tuple[Outline, ...] = ()
    rivers: tuple[Outline, ...] = ()
    tiles: tuple[Tile, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def outlined(self) -> frozenset[str]:
        """The communes that have an outline."""
        return frozenset(outline.insee for outline in self.outlines)

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


@dataclass(frozen=True)
class _Frame:
    """Where a place lies on the drawing (equirectangular at the mean latitude: exact enough for 40 km)."""

    west: float
    north: float
    shrink: float
    unit: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = _MARGIN + (longitude - self.west) * self.shrink * self.unit
        return round(x, 1), round(_MARGIN + (self.north - latitude) * self.unit, 1)

    def path(self, lines: Sequence[Line], end: str) -> str:
        drawn = (" L".join("{} {}".format(*self.at(*point)) for point in line) for line in lines)
        return " ".join(f"M{line}{end}" for line in drawn)


def plan_of(
    communes: Sequence[Commune], shapes: Sequence[Shape] = (), *, tiles: str = "", sources: Sequence[str] = ()
) -> Plan:
    """The plan of some communes, with the shapes that are known of them and of the rivers.

    `tiles` is the address of a background's tiles, with {z}, {x} and {y} (Web Mercator, 256 pixels).
    """
    if not communes:
        return Plan(WIDTH, 0, ())
    contours = {shape.code: shape for shape in shapes if shape.kind is Kind.COMMUNE}
    frame, height = _frame(communes, contours.values())
    named = sorted(communes, key=lambda commune: -commune.population)
    return Plan(
        width=WIDTH,
        height=height,
        circles=tuple(_circle(commune, frame) for commune in named),
        outlines=tuple(
            Outline(commune.insee, commune.name, frame.path(contours[commune.insee].lines, "Z"))
            for commune in named
            if commune.insee in contours
        ),
        rivers=tuple(Outline("", "", frame.path(shape.lines, "")) for shape in shapes if shape.kind is Kind.RIVER),
        tiles=tuple(_tiles(tiles, frame, height)) if tiles else (),
        sources=tuple(sources),
    )


def _frame(communes: Sequence[Commune], contours: Iterable[Shape]) -> tuple[_Frame, int]:
    """The frame that holds the centres and the contours, and the height of the drawing."""
    points = [point for shape in contours for line in shape.lines for point in line]
    points += [(commune.longitude, commune.latitude) for commune in communes]
    west, east = _range([x for x, _ in points])
    south, north = _range([y for _, y in points])
    shrink = math.cos(math.radians((south + north) / 2))
    unit = (WIDTH - 2 * _MARGIN) / max((east - west) * shrink, north - south, 1e-9)
    return _Frame(west, north, shrink, unit), math.ceil(2 * _MARGIN + (north - south) * unit)


def _circle(commune: Commune, frame: _Frame) -> Circle:
    x, y = frame.at(commune.longitude, commune.latitude)
    return Circle(commune.insee, commune.name, x, y, _radius(commune.population))


def _tiles(address: str, frame: _Frame, height: int) -> Iterator[Tile]:
    """The tiles that cover the drawing."""
    size = _WORLD / 2**_ZOOM
    east = frame.west + WIDTH / (frame.shrink * frame.unit)
    south = frame.north - height / frame.unit
    north = frame.north + _MARGIN / frame.unit
    for row in range(_row(north), _row(south) + 1):
        for column in range(int((frame.west + _WORLD / 2) // size), int((east + _WORLD / 2) // size) + 1):
            left, top = frame.at(column * size - _WORLD / 2, _latitude(row))
            right, bottom = frame.at((column + 1) * size - _WORLD / 2, _latitude(row + 1))
            url = address.replace("{z}", str(_ZOOM)).replace("{x}", str(column)).replace("{y}", str(row))
            yield Tile(url, left, top, round(right - left, 1), round(bottom - top, 1))


def _row(latitude: float) -> int:
    """The row of tiles that a latitude lies in (Web Mercator)."""
    mercator = math.asinh(math.tan(math.radians(latitude))) / math.pi
    return int((1 - mercator) / 2 * 2**_ZOOM)


def _latitude(row: int) -> float:
    """The northern edge of a row of tiles."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**_ZOOM))))


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
