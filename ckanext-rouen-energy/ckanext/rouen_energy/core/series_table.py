"""The points of a series as rows of a table: which of them hold a reading that looks wrong."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Row:
    """A point: from when, its kWh (None where nothing was read), and how many readings in it look wrong."""

    start: str
    kwh: float | None
    suspected: int


def rows(points: Sequence[Sequence[Any]], outliers: Sequence[Mapping[str, Any]]) -> list[Row]:
    """One row a point; a reading that looks wrong is told in the point that it lies in."""
    starts = [datetime.fromisoformat(start) for start, _ in points]
    suspected = [0] * len(points)
    for outlier in outliers:
        place = bisect_right(starts, datetime.fromisoformat(outlier["start"])) - 1
        if place >= 0:
            suspected[place] += 1
    return [Row(start, kwh, count) for (start, kwh), count in zip(points, suspected, strict=True)]


def total(points: Sequence[Sequence[Any]]) -> float | None:
    """kWh of all points; None when there is none."""
    known = [kwh for _, kwh in points if kwh is not None]
    return sum(known) if known else None
