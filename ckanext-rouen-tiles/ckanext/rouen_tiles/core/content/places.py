"""In which commune a point lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

Line = Sequence[Sequence[float]]
_Box = tuple[float, float, float, float]


class Contours:
    """The contours of communes: for each its rings, holes and islands included."""

    def __init__(self, rings: Mapping[str, Sequence[Line]]) -> None:
        self._communes = [(insee, _box(lines), lines) for insee, lines in sorted(rings.items()) if lines]

    def __bool__(self) -> bool:
        return bool(self._communes)

    def commune_of(self, point: Sequence[float]) -> str | None:
        """The INSEE code of the commune around a longitude and a latitude, None outside all."""
        x, y = point[0], point[1]
        for insee, (west, south, east, north), lines in self._communes:
            if west <= x <= east and south <= y <= north and _inside(x, y, lines):
                return insee
        return None


def _box(lines: Sequence[Line]) -> _Box:
    longitudes = [point[0] for line in lines for point in line]
    latitudes = [point[1] for line in lines for point in line]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _inside(x: float, y: float, lines: Sequence[Line]) -> bool:
    """Whether a line to the east crosses the rings an odd number of times: a hole counts twice."""
    crossings = 0
    for line in lines:
        for (x1, y1), (x2, y2) in pairwise(line):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1
