"""Dates of the demo's tables that follow the day on which it is loaded."""

from __future__ import annotations

import re
from datetime import date, timedelta

_TOKEN = re.compile(r"\{(w?)([+-]\d{1,4})\}", re.ASCII)
_SATURDAY = 5


def dated(text: str, today: date) -> str:
    """The text with `{+3}` as the day three days from today, `{w+3}` as the third working day from today on."""
    return _TOKEN.sub(lambda match: _day(today, int(match[2]), bool(match[1])).isoformat(), text)


def _day(today: date, days: int, working: bool) -> date:
    if not working:
        return today + timedelta(days=days)
    day = today
    while True:
        if day.weekday() < _SATURDAY:
            days -= 1
            if days < 0:
                return day
        day += timedelta(days=1)
