"""One value a day of each KPI and of each key of its dimensions: added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ...core.kpi.computed import Computed, PlainNumber, plain
from .tables import snapshot

TOTAL = ""


@dataclass(frozen=True)
class Snapshot:
    """What was said of a KPI on a day; `reason` is set when the row corrects an earlier one."""

    kpi_id: str
    version: int
    dimension: str
    day: date
    value: PlainNumber
    of_value: PlainNumber
    source_date: str | None
    ids_count: int | None
    ids_sha256: str | None
    computed_at: datetime
    reason: str | None


def take(connection: Any, values: Iterable[Computed], day: date) -> None:
    """Add the rows of a day; what this day already has stays as it is. A KPI whose computation failed has a gap."""
    rows = [row for computed in values if not computed.failed_at for row in _rows(computed, day)]
    if rows:
        connection.execute(insert(snapshot).on_conflict_do_nothing(), rows)


def taken(session: Any, day: date) -> set[str]:
    """The KPIs that have a snapshot of this day."""
    query = sa.select(snapshot.c.kpi_id).where(snapshot.c.day == day, snapshot.c.dimension == TOTAL)
    return set(session.execute(query).scalars())


def history(session: Any, kpi_id: str, dimension: str, since: date, until: date) -> list[Snapshot]:
    """The snapshots of a KPI, or of one key of it (`theme:ENVI`), by day; a correction follows what it corrects."""
    query = (
        _select()
        .where(snapshot.c.kpi_id == kpi_id, snapshot.c.dimension == dimension, snapshot.c.day.between(since, until))
        .order_by(snapshot.c.day, snapshot.c.id)
    )
    return [_snapshot(row) for row in session.execute(query)]


def values_at(session: Any, kpi_ids: Iterable[str], day: date) -> dict[str, Snapshot]:
    """For each KPI the last snapshot up to `day`, as corrected since."""
    found = {}
    for kpi_id in kpi_ids:
        query = (
            _select()
            .where(snapshot.c.kpi_id == kpi_id, snapshot.c.dimension == TOTAL, snapshot.c.day <= day)
            .order_by(snapshot.c.day.desc(), snapshot.c.id.desc())
            .limit(1)
        )
        row = session.execute(query).first()
        if row:
            found[kpi_id] = _snapshot(row)
    return found


def _select() -> Any:
    return sa.select(*(snapshot.c[name] for name in Snapshot.__dataclass_fields__))


def _snapshot(row: Any) -> Snapshot:
    values = dict(row._mapping)
    return Snapshot(**values | {"value": plain(row.value), "of_value": plain(row.of_value)})


def _rows(computed: Computed, day: date) -> list[dict[str, Any]]:
    common = {
        "kpi_id": computed.kpi_id,
        "version": computed.version,
        "day": day,
        "computed_at": computed.computed_at,
        "source_date": computed.source_date,
    }
    total = {
        "dimension": TOTAL,
        "value": computed.value,
        "of_value": computed.of_value,
        "ids_count": computed.ids_count,
        "ids_sha256": computed.ids_sha256,
    }
    parts = [
        {"dimension": f"{name}:{key}", "value": value, "of_value": None, "ids_count": None, "ids_sha256": None}
        for name, values in computed.by.items()
        for key, value in values.items()
    ]
    return [common | row for row in (total, *parts)]
