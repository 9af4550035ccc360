"""Days from one to another, several in a cell, as DATAtourisme writes them: `2026-12-05<->2026-12-06|2026-12-20`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)(?:<->(\d{4}-\d\d-\d\d))?", re.ASCII)

Period = tuple[date, date]


def periods(value: Any) -> list[Period]:
    """The periods of a cell in the order of time, both days included; none when it holds no two days."""
    if not isinstance(value, str) or not ("<->" in value or "|" in value):
        return []
    matches = (_PERIOD.fullmatch(part.strip()) for part in value.split("|"))
    return sorted(filter(None, (_read(match[1], match[2] or match[1]) for match in matches if match)))


def now_or_next(found: Sequence[Period], today: date) -> Period | None:
    """The first that is not over; the last when all are."""
    return next((period for period in found if period[1] >= today), found[-1] if found else None)


def _read(first: str, last: str) -> Period | None:
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return (start, end) if start <= end else None
