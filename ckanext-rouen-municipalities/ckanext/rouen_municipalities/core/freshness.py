"""Freshness: how the last accepted data of a dataset stands to how often it says that it is updated (KPI K5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .catalogue import Frequency, frequencies


class State(StrEnum):
    """What can be said of the data of a dataset; what cannot be assessed is never called fresh."""

    FRESH = "fresh"
    STALE = "stale"
    NOT_ASSESSABLE = "not-assessable"


@dataclass(frozen=True)
class Freshness:
    """How a dataset stands on a day.

    `last_data` is the day of its last accepted data; `due` the last day on which it is up to date without an update,
    its grace included, None when that cannot be assessed.
    """

    state: State
    days_late: int = 0
    last_data: date | None = None
    due: date | None = None

    @property
    def assessable(self) -> bool:
        """Whether the dataset has data and a fixed frequency."""
        return self.state is not State.NOT_ASSESSABLE


def freshness(frequency: str | None, last_data: date | None, day: date) -> Freshness:
    """Last accepted data + frequency + grace against `day`; without a fixed frequency nothing can be said."""
    due = due_day(frequencies().get(frequency or ""), last_data)
    if due is None:
        return Freshness(State.NOT_ASSESSABLE, last_data=last_data)
    late = max(0, (day - due).days)
    return Freshness(State.STALE if late else State.FRESH, late, last_data, due)


def due_day(frequency: Frequency | None, last_data: date | None) -> date | None:
    """The last day on which data of `last_data` is up to date; None when there is none or no fixed frequency."""
    if not frequency or frequency.days is None or frequency.grace_days is None or not last_data:
        return None
    return last_data + timedelta(days=frequency.days + frequency.grace_days)


def changed_in_time(frequency: str | None, changed: date | None, day: date) -> bool:
    """Whether the content last changed no longer ago than the frequency says, without grace; never if not fixed."""
    known = frequencies().get(frequency or "")
    if not known or known.days is None or changed is None:
        return False
    return day <= changed + timedelta(days=known.days)
