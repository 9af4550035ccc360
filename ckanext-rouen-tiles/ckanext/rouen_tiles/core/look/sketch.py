"""A plan of the items of a tile: their places, the communes around and a scale, without a background from elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .items import Entry, geometry_of, title_of

Point = Sequence[float]
Line = Sequence[Point]

#: Units of the drawing.
WIDTH = 320
_LEAST_HEIGHT, _MOST_HEIGHT, _MARGIN = 160, 320, 16
#: A plan is never of less than this many metres: one place alone has no extent.
_LEAST_METRES = 1_000.0
_METRES_OF_DEGREE = 111_195.0
#: What a scale may say, in metres, and how much of the drawing it may take.
_SCALES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
_MOST_OF_WIDTH = 0.4


@dataclass(frozen=True)
class Mark:
    """A place on the plan."""

    x: float
    y: float
    title: str


@dataclass(frozen=True)
class Trace:
    """A line or, when `filled`, a surface, as SVG's path data."""

    path: str
    title: str = ""
    filled: bool = False


@dataclass(frozen=True)
class Scale:
    """A bar that is so many units long and stands for so many metres."""

    length: float
    metres: int


@dataclass(frozen=True)
class Sketch:
    """What is drawn, from below: the other communes, this one, rivers, lines, places."""

    width: int
    height: int
    around: tuple[Trace, ...]
    here: Trace | None
    rivers: tuple[Trace, ...]
    lines: tuple[Trace, ...]
    marks: tuple[Mark, ...]
    scale: Scale


@dataclass(frozen=True)
class Ground:
    """What lies under the places: the rings of this commune, those of each other one, the rivers; any may be empty."""

    here: Sequence[Line] = ()
    around: Sequence[Sequence[Line]] = ()
    rivers: Sequence[Sequence[Line]] = ()


@dataclass(frozen=True)
class _Box:
    west: float
    south: float
    east: float
    north: float

    def meets(self, other: _Box) -> bool:
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


@dataclass(frozen=True)
class _Frame:
    """Where a place lies on the drawing (equirectangular at the mean latitude: exact enough for 40 km)."""

    box: _Box
    shrink: float
    unit: float
    height: int

    def at(self, point: Point) -> tuple[float, float]:
        middle_x, middle_y = (self.box.west + self.box.east) / 2, (self.box.south + self.box.north) / 2
        x = WIDTH / 2 + (point[0] - middle_x) * self.shrink * self.unit
        return round(x, 1), round(self.height / 2 + (middle_y - point[1]) * self.unit, 1)

    def trace(self, lines: Iterable[Line], end: str, title: str = "") -> Trace:
        drawn = (" L".join("{} {}".format(*self.at(point)) for point in line) for line in lines)
        return Trace(" ".join(f"M{line}{end}" for line in drawn), title, filled=bool(end))

    def scale(self) -> Scale:
        unit = self.unit / _METRES_OF_DEGREE
        metres = max((each for each in _SCALES if each * unit <= WIDTH * _MOST_OF_WIDTH), default=_SCALES[0])
        return Scale(round(metres * unit, 1), metres)

    def seen(self) -> _Box:
        """All that the drawing shows, its margins included."""
        half_x, half_y = WIDTH / 2 / self.unit / self.shrink, self.height / 2 / self.unit
        x, y = (self.box.west + self.box.east) / 2, (self.box.south + self.box.north) / 2
        return _Box(x - half_x, y - half_y, x + half_x, y + half_y)


def sketch_of(items: Sequence[Entry], ground: Ground) -> Sketch | None:
    """The plan of these items; None when none of them says where it is."""
    placed = [(title_of(item), geometry) for item in items if (geometry := geometry_of(item))]
    points = [point for _, geometry in placed for point in _points(geometry["coordinates"])]
    if not points:
        return None
    frame = _frame([*points, *(point for line in ground.here for point in line)])
    seen = frame.seen()
    return Sketch(
        width=WIDTH,
        height=frame.height,
        around=tuple(frame.trace(lines, "Z") for lines in ground.around if _is_seen(lines, seen)),
        here=frame.trace(ground.here, "Z") if ground.here else None,
        rivers=tuple(frame.trace(lines, "") for lines in ground.rivers if _is_seen(lines, seen)),
        lines=tuple(trace for title, geometry in placed for trace in _traces(frame, title, geometry)),
        marks=tuple(mark for title, geometry in placed for mark in _marks(frame, title, geometry)),
        scale=frame.scale(),
    )


def _frame(points: Sequence[Point]) -> _Frame:
    """The frame that holds these points, and is of some extent even when they are one."""
    box = _box(points)
    shrink = math.cos(math.radians((box.south + box.north) / 2))
    least = _LEAST_METRES / _METRES_OF_DEGREE
    wide, high = max((box.east - box.west) * shrink, least), max(box.north - box.south, least)
    unit = min((WIDTH - 2 * _MARGIN) / wide, (_MOST_HEIGHT - 2 * _MARGIN) / high)
    return _Frame(box, shrink, unit, max(_LEAST_HEIGHT, math.ceil(high * unit + 2 * _MARGIN)))


def _traces(frame: _Frame, title: str, geometry: Entry) -> Iterator[Trace]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind in ("LineString", "MultiLineString"):
        yield frame.trace([coordinates] if kind == "LineString" else coordinates, "", title)
    if kind in ("Polygon", "MultiPolygon"):
        polygons = [coordinates] if kind == "Polygon" else coordinates
        yield frame.trace([ring for polygon in polygons for ring in polygon], "Z", title)


def _marks(frame: _Frame, title: str, geometry: Entry) -> Iterator[Mark]:
    if geometry["type"] in ("Point", "MultiPoint"):
        for point in _points(geometry["coordinates"]):
            yield Mark(*frame.at(point), title)


def _points(coordinates: Any) -> Iterator[Point]:
    """The positions of a geometry, however deep."""
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from _points(part)


def _is_seen(lines: Sequence[Line], seen: _Box) -> bool:
    return bool(lines) and _box([point for line in lines for point in line]).meets(seen)


def _box(points: Sequence[Point]) -> _Box:
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return _Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
