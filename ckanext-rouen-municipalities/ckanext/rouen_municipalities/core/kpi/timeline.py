"""What the snapshots of a KPI say over time: where they run on, where days lack, where the definition changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reading:
    """What is said of a KPI on a day; `value` is None when it could not be computed on it."""

    day: date
    value: float | None
    version: int
    corrected: bool = False


@dataclass(frozen=True)
class Gap:
    """Days without a value between two that have one, the first and the last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days lack."""
        return (self.last - self.first).days + 1


def as_it_stands(readings: Iterable[Reading]) -> list[Reading]:
    """One reading a day, oldest first: of several of a day the last, which corrects those before it."""
    return [reading for _, reading in sorted({reading.day: reading for reading in readings}.items())]


def runs(readings: Sequence[Reading]) -> list[list[Reading]]:
    """The readings with a value that follow each other day by day under one definition; `readings` has one a day."""
    found: list[list[Reading]] = []
    for reading in readings:
        if reading.value is None:
            continue
        if found and _follows(reading, found[-1][-1]):
            found[-1].append(reading)
        else:
            found.append([reading])
    return found


def gaps(readings: Sequence[Reading]) -> list[Gap]:
    """The days without a value between the first and the last that have one."""
    days = [reading.day for reading in readings if reading.value is not None]
    return [
        Gap(before + _ONE_DAY, after - _ONE_DAY)
        for before, after in pairwise(days)
        if after - before > _ONE_DAY
    ]


def new_versions(readings: Sequence[Reading]) -> list[Reading]:
    """The first reading of each later version of the definition."""
    return [after for before, after in pairwise(readings) if after.version != before.version]


def span(readings: Sequence[Reading]) -> tuple[Reading, Reading] | None:
    """The first and the last reading of the latest definition, which alone compare; None without two of them."""
    known = [reading for reading in readings if reading.value is not None]
    same = [reading for reading in known if reading.version == known[-1].version]
    return (same[0], same[-1]) if len(same) > 1 else None


def _follows(reading: Reading, earlier: Reading) -> bool:
    return reading.version == earlier.version and reading.day - earlier.day == _ONE_DAY
