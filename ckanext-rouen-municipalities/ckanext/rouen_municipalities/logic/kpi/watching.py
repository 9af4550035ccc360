"""What makes the KPIs due: changes of the catalogue and newly published tables."""

from __future__ import annotations

from typing import Any

from ...signals import table_published
from ...store.kpi import due


def listen() -> None:
    """Mark the KPIs due whenever something that they count changes (called once, at start)."""
    due.watch()
    table_published.connect(_on_table_published)


def mark_due() -> None:
    """Ask for a recomputation within a minute."""
    due.mark()


def _on_table_published(resource_id: str, **publication: Any) -> None:
    mark_due()
