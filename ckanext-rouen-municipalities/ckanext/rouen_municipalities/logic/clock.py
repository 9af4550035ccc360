"""What day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ..core.display import local_day


def today() -> date:
    """The calendar day in Rouen; the machine's may be another between midnight there and midnight UTC."""
    return local_day(datetime.now(UTC))
