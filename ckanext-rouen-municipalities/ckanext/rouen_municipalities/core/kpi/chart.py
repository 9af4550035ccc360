"""A line chart as numbers: left to right in hundredths of its width, downwards in pixels.

Only its width stretches, so that its words keep their size on a phone; a page draws it without a script.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .timeline import Reading, gaps, new_versions, runs

#: Pixels above the plot, where names of versions stand, and of the plot.
TOP, PLOT = 24, 216
#: Units of the width of the paths, which are stretched over the plot.
WIDTH = 1000
_HEADROOM = 1.08
#: A small chart does not make a mountain of a step: its lowest height stands for this share of the highest at most.
_LEAST_SPAN = 0.8
_STEPS = (1, 2, 2.5, 5, 10)
_LINES = 4
_MOST_DAYS = 7
_HUNDRED = 100
#: So near to an edge a day is written inwards.
_EDGE = 14
_ONE_DAY = timedelta(days=1)
_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60)


Days = tuple[date, date]


@dataclass(frozen=True)
class Goal:
    """A target between two days: from when it was set until another replaced it, or it is due."""

    first: date
    last: date
    value: float
    in_force: bool


@dataclass(frozen=True)
class Line:
    """A horizontal line; `start` and `end` in hundredths of the width."""

    y: float
    value: float
    start: float = 0
    end: float = _HUNDRED
    in_force: bool = True


@dataclass(frozen=True)
class Band:
    """Some days, from left to right in hundredths of the width."""

    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A point, or a day, with what it says."""

    x: float
    day: date
    y: float = 0
    version: int = 0
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """What is drawn of the history of a KPI."""

    paths: tuple[str, ...]
    lone: tuple[Mark, ...]
    corrected: tuple[Mark, ...]
    last: Mark | None
    grid: tuple[Line, ...]
    days: tuple[Mark, ...]
    gaps: tuple[Band, ...]
    versions: tuple[Mark, ...]
    goals: tuple[Line, ...]
    frozen: tuple[Band, ...]


@dataclass(frozen=True)
class _Frame:
    """Where a day and a value lie."""

    first: date
    last: date
    highest: float

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(min(1, max(0, share)) * _HUNDRED, 2)

    def y(self, value: float) -> float:
        return round(PLOT * (1 - value / self.highest), 1)

    def mark(self, reading: Reading) -> Mark:
        return Mark(self.x(reading.day), reading.day, TOP + self.y(reading.value or 0), reading.version)

    def band(self, first: date, last: date) -> Band:
        return Band(self.x(first), round(self.x(last) - self.x(first), 2))


def draw(
    readings: Sequence[Reading], first: date, last: date, goals: Sequence[Goal] = (), frozen: Sequence[Days] = ()
) -> Chart:
    """The chart of readings, one a day, between two days, with the targets and the frozen quarters of that time."""
    step, highest = _scale([reading.value or 0 for reading in readings] + [goal.value for goal in goals])
    frame = _Frame(first, last, highest)
    parts = runs(readings)
    return Chart(
        paths=tuple(_path(part, frame) for part in parts if len(part) > 1),
        lone=tuple(frame.mark(part[0]) for part in parts if len(part) == 1),
        corrected=tuple(frame.mark(reading) for reading in readings if reading.corrected and reading.value is not None),
        last=frame.mark(parts[-1][-1]) if parts else None,
        grid=tuple(Line(TOP + frame.y(value), value) for value in _marks(step, highest)),
        days=tuple(_days(frame)),
        gaps=tuple(frame.band(gap.first - _ONE_DAY, gap.last + _ONE_DAY) for gap in gaps(readings)),
        versions=tuple(frame.mark(reading) for reading in new_versions(readings)),
        goals=tuple(
            Line(TOP + frame.y(goal.value), goal.value, frame.x(goal.first), frame.x(goal.last), goal.in_force)
            for goal in goals
        ),
        frozen=tuple(frame.band(*days) for days in frozen),
    )


def sparkline(readings: Sequence[Reading], first: date, last: date, height: int = 32) -> tuple[str, ...]:
    """The paths of a small chart without axes, `WIDTH` × `height`; a lone reading is a short dash."""
    values = [reading.value for reading in readings if reading.value is not None]
    if not values:
        return ()
    low, high = min(*values, max(values) * _LEAST_SPAN), max(values)
    span = max(1, (last - first).days)

    def point(reading: Reading) -> tuple[float, float]:
        share = ((reading.value or 0) - low) / (high - low) if high > low else 0.5
        x = (reading.day - first).days / span * WIDTH
        return round(x, 1), round(2 + (height - 4) * (1 - share), 1)

    return tuple(_joined([point(reading) for reading in part], WIDTH / span) for part in runs(readings))


def _path(part: Sequence[Reading], frame: _Frame) -> str:
    points = [(round(frame.x(reading.day) * WIDTH / _HUNDRED, 1), frame.y(reading.value or 0)) for reading in part]
    return _joined(points, 0)


def _joined(points: Sequence[tuple[float, float]], dash: float) -> str:
    """A line as SVG's path data; points between two of the same height say nothing and are left out."""
    if len(points) == 1:
        x, y = points[0]
        return f"M{max(0, x - dash):g} {y:g}H{x:g}"
    kept = [
        point
        for index, point in enumerate(points)
        if index in (0, len(points) - 1) or not points[index - 1][1] == point[1] == points[index + 1][1]
    ]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept)


def _scale(values: Sequence[float]) -> tuple[float, float]:
    """The step between two lines of the grid and the highest value of the axis, which begins at nought."""
    most = max([1, *values]) * _HEADROOM
    power = 10 ** math.floor(math.log10(most / _LINES))
    step = next(size * power for size in _STEPS if size * power * _LINES >= most)
    step = max(1, math.ceil(step)) if most > _LINES else step
    return step, step * math.ceil(most / step)


def _marks(step: float, highest: float) -> list[float]:
    return [round(index * step, 6) for index in range(round(highest / step) + 1)]


def _days(frame: _Frame) -> Iterator[Mark]:
    """Days to write under the axis: firsts of months, as many as fit; a phone shows every other one."""
    months = _firsts_of_months(frame.first, frame.last)
    every = next((size for size in _MONTHS if len(months) <= size * _MOST_DAYS), _MONTHS[-1])
    wanted = [month for month in months if (month.year * 12 + month.month - 1) % every == 0]
    if len(wanted) <= 1:
        wanted = [frame.first, frame.last]
    for day in wanted:
        x = frame.x(day)
        yield Mark(x, day, anchor="start" if x < _EDGE else "end" if x > _HUNDRED - _EDGE else "middle")


def _firsts_of_months(first: date, last: date) -> list[date]:
    found, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    return found
