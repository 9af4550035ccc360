"""When KPIs are computed."""

from __future__ import annotations

from ..core.kpi import KpiDefinition


def definitions() -> list[KpiDefinition]:
    """The KPIs of the base."""
    return []


def listen() -> None:
    """Mark the KPIs due whenever something that they count changes (called once, at start)."""


def mark_due() -> None:
    """Ask for a recomputation within a minute."""
