"""Files of counts of any length, as a counter of cycles writes them every quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

PROFILE = "rouen/comptages"
COLUMNS = ("id_compteur", "horodate", "valeur", "unite", "qualite")
SEPARATOR = ";"
PER_COUNTER = 5000
_START = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))


def write(path: Path, rows: int, version: int) -> None:
    """A file of so many rows; files of different versions differ in their values."""
    stamps = [stamp(step) for step in range(PER_COUNTER)]
    with path.open("w", encoding="utf-8") as file:
        file.write(SEPARATOR.join(COLUMNS) + "\n")
        for row in range(0, rows, PER_COUNTER):
            file.writelines(
                f"C{row // PER_COUNTER:04d};{stamp};{value(row + step, version)};passages;{quality(step)}\n"
                for step, stamp in enumerate(stamps[: rows - row])
            )


def write_bytes(path: Path, size: int) -> int:
    """A file of about so many bytes; how many rows it has."""
    write(path, PER_COUNTER, 0)
    rows = size * PER_COUNTER // path.stat().st_size
    write(path, rows, 0)
    return rows


def content(rows: int, version: int) -> bytes:
    """The same for a short file, which names its version on each row."""
    lines = [f"C{row:04d};{_START.isoformat()};{version};passages;mesure" for row in range(rows)]
    return "\n".join([SEPARATOR.join(COLUMNS), *lines, ""]).encode()


def stamp(step: int) -> str:
    """When a counter counted: every quarter of an hour."""
    return (_START + timedelta(minutes=15 * step)).isoformat()


def value(row: int, version: int) -> str:
    """What was counted: a decimal with one digit after the point."""
    return str((row * 7919 + version) % 5000 / 10)


def quality(step: int) -> str:
    """Whether it was counted or estimated."""
    return "mesure" if step % 9 else "estime"
