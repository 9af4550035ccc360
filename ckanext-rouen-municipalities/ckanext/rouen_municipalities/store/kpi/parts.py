"""What a page needs of the snapshots of many KPIs at once: one query, whatever their number and their age."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...core.kpi.computed import PlainNumber, plain
from .tables import snapshot

Parts = dict[str, dict[str, PlainNumber]]


def parts_at(session: Any, days: Mapping[str, date], dimensions: Collection[str]) -> Parts:
    """The value of each of some keys (`theme:ENVI`) of each KPI in its snapshot of a day, as corrected since."""
    columns = snapshot.c
    query = (
        sa.select(columns.kpi_id, columns.dimension, columns.value)
        .where(
            sa.tuple_(columns.kpi_id, columns.day).in_(list(days.items())),
            columns.dimension.in_(dimensions),
        )
        .order_by(columns.version, columns.id)
    )
    found: Parts = {}
    for row in session.execute(query):
        found.setdefault(row.kpi_id, {})[row.dimension] = plain(row.value)
    return found
