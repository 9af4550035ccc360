"""Odd readings that follow each other, told as one: a meter that is stuck for a week is one thing to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

#: Readings further apart are two things to look at, even those of a meter that is read once a day.
_APART = timedelta(hours=26)
#: of a kWh: the warehouse counts in mWh; a sum of floats has more, which nobody measured
_DECIMALS = 6
_SAME = ("resource_id", "meter", "status", "unit")


@dataclass
class Run:
    """Readings of one meter that look wrong for one reason, the latest first, as `rouen_energy_quality` tells them."""

    readings: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def latest(self) -> Mapping[str, Any]:
        """The last of them in time: it has what they share."""
        return self.readings[0]

    @property
    def first(self) -> Mapping[str, Any]:
        """The first of them in time."""
        return self.readings[-1]

    @property
    def values(self) -> tuple[float, float]:
        """The least and the greatest value that the file says."""
        said = [reading["value"] for reading in self.readings]
        return min(said), max(said)

    @property
    def kwh(self) -> float | None:
        """The energy of all; None when one of them has none."""
        found = [reading["kwh"] for reading in self.readings]
        return None if None in found else round(sum(found), _DECIMALS)


def runs(suspected: Iterable[Mapping[str, Any]]) -> list[Run]:
    """Odd readings joined where they follow each other, the latest first."""
    found: list[Run] = []
    last: dict[tuple[Any, ...], Run] = {}
    for reading in sorted(suspected, key=_start, reverse=True):
        key = tuple(reading[name] for name in _SAME)
        run = last.get(key)
        if run is None or _start(run.first) - _start(reading) > _APART:
            run = last[key] = Run()
            found.append(run)
        run.readings.append(reading)
    return found


def _start(reading: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(reading["start"])
