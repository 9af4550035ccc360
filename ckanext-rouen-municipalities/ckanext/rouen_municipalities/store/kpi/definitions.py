"""What each version of a KPI meant: recorded with its first snapshot, so that an old value keeps its definition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ...core.kpi import KpiDefinition, Text
from .tables import definition


def record(connection: Any, definitions: Iterable[KpiDefinition]) -> None:
    """Record the definitions whose version is new; those already recorded stay as they are."""
    rows = [
        {
            "kpi_id": kpi.id,
            "version": kpi.version,
            "label": dict(kpi.label),
            "definition": dict(kpi.definition),
            "unit": kpi.unit,
        }
        for kpi in definitions
    ]
    if rows:
        connection.execute(insert(definition).on_conflict_do_nothing(), rows)


def texts(session: Any, kpi_id: str) -> dict[int, Text]:
    """What each recorded version of a KPI meant."""
    query = sa.select(definition.c.version, definition.c.definition).where(definition.c.kpi_id == kpi_id)
    return {row.version: row.definition for row in session.execute(query)}
