"""Curves of a few meters: each day's use spread over its steps, with the faults that meters have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ..metering.stamps import PARIS
from .seeded import noise
from .truths import ELECTRICITY, FIRST, GAPS, SPIKES, STUCK, UNKNOWN_METER
from .use import Use, daily, use_of
from .weather import weather

#: Hours at which buildings are open, what they use at night beside that, and the deviation of a step.
_OPEN, _NIGHT, _DEVIATION = range(8, 20), 0.35, 0.06
_MINUTES_A_DAY = 24 * 60
_HALF_HOUR, _HOUR = 30, 60


@dataclass(frozen=True)
class Curve:
    """A meter that is read every so many minutes, or each day, from a day on: W are mean power, kWh energy."""

    meter: str
    minutes: int
    unit: str
    first: date = FIRST


@dataclass(frozen=True)
class Reading:
    """What a meter said of the step that began at `start` (local, with its offset)."""

    meter: str
    start: datetime
    value: int | float
    unit: str


CURVES = (
    Curve("DEMO-E-003", _HALF_HOUR, "W", date(2023, 1, 1)),
    Curve("DEMO-E-010", _HOUR, "kWh", date(2024, 1, 1)),
    Curve("DEMO-C-001", _MINUTES_A_DAY, "kWh"),
    Curve("DEMO-G-004", _MINUTES_A_DAY, "kWh"),
    Curve("DEMO-G-005", _MINUTES_A_DAY, "kWh"),
    Curve(UNKNOWN_METER, _MINUTES_A_DAY, "kWh", date(2025, 1, 1)),
)

#: What the meter that no table names counts.
_UNKNOWN_USE = Use("DEMO-999", "autre", ELECTRICITY, 60_000)


def readings(curve: Curve) -> Iterator[Reading]:
    """What a meter said, in order, its faults included."""
    return with_faults(measured(curve))


def measured(curve: Curve) -> Iterator[Reading]:
    """What a meter without faults would have said, in order."""
    use = _UNKNOWN_USE if curve.meter == UNKNOWN_METER else use_of(curve.meter)
    chance = noise(f"{curve.meter} steps")
    for day, kwh in zip(weather(), daily(use), strict=True):
        if day.date >= curve.first:
            yield from _day(curve, day.date, kwh, chance)


def with_faults(said: Iterable[Reading]) -> Iterator[Reading]:
    """The same without the gaps, frozen where the meter was stuck, too high where it jumped."""
    for reading in said:
        if not any(gap.meter == reading.meter and gap.start <= reading.start < gap.end for gap in GAPS):
            yield _as_said(reading)


def steps(day: date, minutes: int) -> list[datetime]:
    """The starts of a local day's steps: 23 or 25 hours of them when the clocks change."""
    start, end = (datetime.combine(one, time(), PARIS).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    if minutes == _MINUTES_A_DAY:
        return [start.astimezone(PARIS)]
    count = int((end - start) / timedelta(minutes=minutes))
    return [(start + timedelta(minutes=minutes * step)).astimezone(PARIS) for step in range(count)]


def _day(curve: Curve, day: date, kwh: float, chance: Callable[[], float]) -> Iterator[Reading]:
    starts = steps(day, curve.minutes)
    weights = [(1.0 if start.hour in _OPEN else _NIGHT) * (1 + _DEVIATION * chance()) for start in starts]
    kwh_by_weight = kwh / sum(weights)
    for start, weight in zip(starts, weights, strict=True):
        yield Reading(curve.meter, start, _value(curve, weight * kwh_by_weight), curve.unit)


def _value(curve: Curve, kwh: float) -> int | float:
    if curve.unit == "W":
        return round(kwh * 1000 * _HOUR / curve.minutes)
    return round(kwh, 2)


def _as_said(reading: Reading) -> Reading:
    for stuck in STUCK:
        if stuck.meter == reading.meter and stuck.first <= reading.start.date() < stuck.end:
            return Reading(reading.meter, reading.start, stuck.value, reading.unit)
    for spike in SPIKES:
        if (spike.meter, spike.start) == (reading.meter, reading.start.astimezone(UTC)):
            return Reading(reading.meter, reading.start, reading.value * spike.times, reading.unit)
    return reading
