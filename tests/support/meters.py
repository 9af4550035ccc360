"""Files of interval readings of many meters, as a network manager exports them: half-hours, mean power in W."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PROFILE = "energy/readings"
COLUMNS = ("id_compteur", "horodate", "valeur", "unite", "coefficient", "qualite")
TYPES = "id_compteur text, horodate timestamptz, valeur numeric, unite text, coefficient numeric, qualite text"
SEPARATOR = ";"
METERS, A_DAY = 600, 48
FIRST = date(2025, 1, 1)
_PARIS, _UTC = ZoneInfo("Europe/Paris"), ZoneInfo("UTC")


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
        datetime(day.year, day.month, day.day, tzinfo=_PARIS).astimezone(_UTC)
        for day in (first, first + timedelta(days=days))
    )
    count = (end - start) // timedelta(minutes=30)
    return [(start + timedelta(minutes=30 * step)).astimezone(_PARIS).isoformat() for step in range(count)]


def meter_name(meter: int) -> str:
    """The fourteen digits of a meter."""
    return f"300014{meter:08d}"


def watts(meter: int, step: int, version: int) -> int:
    """A power that differs from one half-hour to the next."""
    return 500 + (meter * 7919 + step * 104_729 + version) % 9000
