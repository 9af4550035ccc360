"""Daily use and weather as the impact method takes them: from public files, and made with a truth that is known."""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from ckanext.rouen_energy.core.impact.assessment import Meter
from ckanext.rouen_energy.core.impact.bills import Bill
from ckanext.rouen_energy.core.impact.days import Days, Floats, Span, Weather
from ckanext.rouen_energy.core.impact.periods import Declaration, around
from mapped import REAL_DATA

SIMULATED = REAL_DATA / "opendsm"
DAY = timedelta(days=1)
FAR = date(2100, 1, 1)
#: hours of a day that must be there: the clock takes one in spring
HOURS = 23
KINDS = ("electricity-cdd-hdd", "gas-intercept-only", "electricity-cdd-only", "gas-hdd-only")


def span(first: str, end: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(end))


def days_of(values: Mapping[date, float]) -> Days:
    first = min(values)
    found = np.full((max(values) - first).days + 1, np.nan)
    for day, value in values.items():
        found[(day - first).days] = value
    return Days(first, found)


def celsius(fahrenheit: float) -> float:
    return (fahrenheit - 32) / 1.8


def weather_of(temperatures: Iterable[tuple[date, float]]) -> Weather:
    """The lowest and the highest of the hours of each day that has them all."""
    hours: dict[date, list[float]] = defaultdict(list)
    for day, value in temperatures:
        hours[day].append(value)
    whole = {day: values for day, values in hours.items() if len(values) >= HOURS}
    lowest = days_of({day: min(values) for day, values in whole.items()})
    return Weather(lowest.first, lowest.values, days_of({day: max(values) for day, values in whole.items()}).values)


# the simulated meters of opendsm


@cache
def simulated_meters() -> Mapping[str, Mapping[str, Any]]:
    with (SIMULATED / "metadata.json").open(encoding="utf-8") as content:
        rows = json.load(content)
    return {name: row for name, row in rows.items() if (SIMULATED / row["meter_data_filename"]).exists()}


@cache
def simulated_weather() -> Weather:
    rows = _packed("il-tempF.csv.gz")
    return weather_of((date.fromisoformat(row["dt"][:10]), celsius(float(row["tempF"]))) for row in rows)


def simulated_meter(kind: str, frequency: str) -> Meter:
    """A meter that is read each hour or each day, by day."""
    values: dict[date, list[float]] = defaultdict(list)
    for row in _packed(f"il-{kind}-{frequency}.csv.gz"):
        values[date.fromisoformat(row["start"][:10])].append(float(row["value"]))
    least = HOURS if frequency == "hourly" else 1
    sums = {day: sum(each) for day, each in values.items() if len(each) >= least}
    return Meter(f"{kind}-{frequency}", days_of(sums))


def simulated_bills(kind: str, frequency: str) -> tuple[Bill, ...]:
    """The bills of a meter: each lasts until the next, the last says when that one ends."""
    rows = [(date.fromisoformat(row["start"][:10]), row["value"]) for row in _packed(f"il-{kind}-{frequency}.csv.gz")]
    return tuple(Bill(Span(day, end), float(kwh)) for (day, kwh), (end, _) in pairwise(rows))


def intervention(kind: str, frequency: str) -> Declaration:
    """A year before, and a year after, the days on which nobody knows what was done."""
    row = simulated_meters()[f"il-{kind}-{frequency}"]
    first, last = (date.fromisoformat(row[f"blackout_{side}_date"]) for side in ("start", "end"))
    return around(Span(first, last + DAY), FAR)


def known_percent(kind: str, frequency: str) -> float:
    row = simulated_meters()[f"il-{kind}-{frequency}"]
    return 100 * (1 - row["annual_reporting_total_load"] / row["annual_baseline_total_load"])


def _packed(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(SIMULATED / name, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


# the measured buildings of OpenEIS and MAVE


@cache
def measured(name: str) -> tuple[Days, Days]:
    """Daily use and mean temperature (°C) of a measured building: whole days alone."""
    rows = list(_openeis(name) if name.startswith("openeis") else _mave(name))
    steps = HOURS if name.startswith("openeis") else 4 * HOURS
    use, warmth = defaultdict(list), defaultdict(list)
    for stamp, kwh, fahrenheit in rows:
        use[stamp.date()].append(kwh)
        warmth[stamp.date()].append(celsius(fahrenheit))
    whole = [day for day, values in use.items() if len(values) >= steps]
    return days_of({day: sum(use[day]) for day in whole}), days_of({day: float(np.mean(warmth[day])) for day in whole})


def _openeis(name: str) -> Iterator[tuple[datetime, float, float]]:
    column = "Main Meter [kW]" if name == "openeis power" else "Boiler Gas [kBtu/hr]"
    with (REAL_DATA / "openeis_test_4year.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            stamp = datetime.strptime(row["Date"], "%m/%d/%Y %H:%M")
            if row[column] and row["Hillside OAT [F]"] and float(row[column]) >= 0:
                yield stamp, float(row[column]), float(row["Hillside OAT [F]"])


def _mave(name: str) -> Iterator[tuple[datetime, float, float]]:
    seen = set()
    for line in (REAL_DATA / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[4:]:
        text, kwh, fahrenheit = line.split(",")[:3]
        stamp = datetime.strptime(text, "%m/%d/%Y %H:%M")
        values = tuple(float(cell) if cell.strip() else math.nan for cell in (kwh, fahrenheit))
        if stamp not in seen and values[0] >= 0 and values[1] > -90:
            seen.add(stamp)
            yield stamp, *values


# meters with a known truth


def made_weather(chance: np.random.Generator, years: int, first: date = date(2021, 1, 1)) -> Weather:
    """A temperate climate, whose days follow each other."""
    count = 365 * years
    departure = np.zeros(count)
    for day in range(1, count):
        departure[day] = 0.8 * departure[day - 1] + 1.8 * chance.standard_normal()
    mean = 11 - 7 * np.cos(2 * np.pi * (np.arange(count) - 17) / 365) + departure
    half = 3 + chance.random(count) * 2
    return Weather(first, mean - half, mean + half)


def wandering(chance: np.random.Generator, count: int, memory: float) -> Floats:
    """Departures with a deviation of 1, of which `memory` is left the day after."""
    steps = chance.standard_normal(count)
    found = np.empty(count)
    found[0] = steps[0]
    for day in range(1, count):
        found[day] = memory * found[day - 1] + math.sqrt(1 - memory**2) * steps[day]
    return found


def heated(temperature: Floats, base: float = 40.0, slope: float = 10.0, below: float = 15.5) -> Floats:
    return base + slope * np.maximum(below - temperature, 0.0)
