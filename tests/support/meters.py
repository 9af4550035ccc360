"""Files of interval readings of many meters, as a network manager exports them: half-hours, mean power in W."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PROFILE = "energy/readings"
COLUMNS = ("id_compteur", "horodate", "valeur", "unite", "coefficient", "qualite")
TYPES = "id_compteur text, horodate timestamptz, valeur numeric, unite text, coefficient numeric, qualite text"
SEPARATOR = ";"
METERS, A_DAY = 600, 48
FIRST = date(2025, 1, 1)
PARIS, _UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")
HALF_HOUR = timedelta(minutes=30)


def write(path: Path, first: date, days: int, version: int = 0) -> int:
    """A file of every meter's half-hours of so many days, meter by meter; its number of rows."""
    stamps = half_hours(first, days)
    with path.open("w", encoding="utf-8") as file:
        file.write(SEPARATOR.join(COLUMNS) + "\n")
        for meter in range(METERS):
            name = meter_name(meter)
            file.writelines(
                f"{name};{stamp};{watts(meter, step, version)};W;;\n" for step, stamp in enumerate(stamps)
            )
    return METERS * len(stamps)


def half_hours(first: date, days: int) -> list[str]:
    """The stamps of days of Paris, with their offset."""
    start, end = (
        datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(_UTC)
        for day in (first, first + timedelta(days=days))
    )
    count = (end - start) // HALF_HOUR
    return [(start + HALF_HOUR * step).astimezone(PARIS).isoformat() for step in range(count)]


def meter_name(meter: int) -> str:
    """The fourteen digits of a meter."""
    return f"300014{meter:08d}"


def watts(meter: int, step: int, version: int) -> int:
    """A power that differs from one half-hour to the next."""
    return 500 + (meter * 7919 + step * 104_729 + version) % 9000


def stamps(first: datetime, count: int, step: timedelta = HALF_HOUR) -> Iterator[str]:
    """Stamps with their offset in Paris, one after each step."""
    start = first.astimezone(_UTC)
    return ((start + number * step).astimezone(PARIS).isoformat() for number in range(count))


def lines(meter: str, first: datetime, values: list[object], unit: str = "W") -> list[str]:
    """Lines of half-hours of one meter."""
    moments = stamps(first, len(values))
    return [f"{meter};{stamp};{value};{unit};;" for stamp, value in zip(moments, values, strict=True)]


def days(meter: str, first: datetime, count: int, watts: Callable[[int], int]) -> list[str]:
    """Lines of the half-hours of whole days in winter."""
    return lines(meter, first, [watts(number) for number in range(48 * count)])
