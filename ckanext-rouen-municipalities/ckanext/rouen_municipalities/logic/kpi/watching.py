"""What makes the KPIs due: changes of the catalogue and newly published tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...signals import table_published
from ...store.kpi import due

#: The day for which this process has asked for a computation.
_asked: set[date] = set()


def listen() -> None:
    """Mark the KPIs due whenever something that they count changes (called once, at start)."""
    due.watch()
    table_published.connect(_on_table_published)


def mark_due() -> None:
    """Ask for a recomputation within a minute."""
    due.mark()


def mark_due_within(session: Any) -> None:
    """Ask for it within the caller's transaction: a computation that comes before its end would not see the change."""
    due.mark_within(session)


def mark_due_on_a_new_day(day: date) -> None:
    """Ask for a recomputation once a day: agreements take effect and data gets late at midnight, without any change."""
    if day not in _asked:
        _asked.clear()
        _asked.add(day)
        mark_due()


def _on_table_published(resource_id: str, **publication: Any) -> None:
    mark_due()
