"""What people state about KPIs: targets and declared values. A new one supersedes; none is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ...core.kpi import Text
from ...core.kpi.computed import PlainNumber, plain
from .tables import declared, target


@dataclass(frozen=True)
class Target:
    """A value to be reached on a day; `dimension` is empty for the KPI as a whole."""

    kpi_id: str
    dimension: str
    value: PlainNumber
    due: date
    rationale: str
    set_at: datetime


@dataclass(frozen=True)
class Declared:
    """A figure of a document. `beside` names the KPI that it is shown next to; `period` is a year, a month or a day."""

    declared_id: str
    beside: str | None
    initiative: str
    label: Text
    value: PlainNumber
    unit: str
    period: str
    source: str
    source_url: str | None
    declared_at: datetime | None = None


def add_target(session: Any, values: dict[str, Any]) -> None:
    """Set a target within the caller's transaction."""
    session.execute(sa.insert(target).values(**values))


def targets(session: Any) -> dict[str, list[Target]]:
    """Every target that was ever set, by KPI, in the order in which they were set."""
    query = sa.select(*(target.c[name] for name in Target.__dataclass_fields__)).order_by(target.c.id)
    found: dict[str, list[Target]] = {}
    for row in session.execute(query):
        found.setdefault(row.kpi_id, []).append(_target(row))
    return found


def target_history(session: Any, kpi_id: str) -> list[Target]:
    """Every target that was ever set for a KPI, in the order in which they were set."""
    query = sa.select(*(target.c[name] for name in Target.__dataclass_fields__))
    rows = session.execute(query.where(target.c.kpi_id == kpi_id).order_by(target.c.id))
    return [_target(row) for row in rows]


def add_declared(session: Any, value: Declared, author: str) -> None:
    """Record a declared value within the caller's transaction."""
    values = {name: getattr(value, name) for name in Declared.__dataclass_fields__ if name != "declared_at"}
    session.execute(sa.insert(declared).values(declared_by=author, **values))


def declared_values(session: Any) -> list[Declared]:
    """For each declared figure the last statement about its last period."""
    query = _statements().distinct(declared.c.declared_id)
    rows = session.execute(query.order_by(declared.c.declared_id, declared.c.period.desc(), declared.c.id.desc()))
    return [_declared(row) for row in rows]


def declared_history(session: Any) -> list[Declared]:
    """Every statement, in the order in which they were made."""
    return [_declared(row) for row in session.execute(_statements().order_by(declared.c.id))]


def _statements() -> Any:
    return sa.select(*(declared.c[name] for name in Declared.__dataclass_fields__))


def _declared(row: Any) -> Declared:
    return Declared(**dict(row._mapping) | {"value": plain(row.value)})


def _target(row: Any) -> Target:
    return Target(**dict(row._mapping) | {"value": plain(row.value)})
