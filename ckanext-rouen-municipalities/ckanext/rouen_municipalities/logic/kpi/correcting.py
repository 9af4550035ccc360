"""Corrections: a new row beside what was said, with a reason and an author; nothing that was said is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ckan import model

from ...core.kpi.computed import PlainNumber
from ...core.kpi.history import Correction, Said
from ...store.kpi import snapshots
from ...store.kpi.snapshots import TOTAL
from ..clock import today
from . import series
from .registry import find


class NothingSaid(LookupError):
    """There is no snapshot of that day: a gap stays one."""


@dataclass(frozen=True)
class Statement:
    """What is to be said now about a day; `version` None is the last definition that was in use on that day."""

    kpi_id: str
    dimension: str | None
    day: date
    version: int | None
    value: PlainNumber
    of_value: PlainNumber
    reason: str


def correct(statement: Statement, author: str) -> dict[str, Any]:
    """Add a correction within the session's transaction; give the day as the history shows it.

    Raises UnknownKpi, NothingSaid.
    """
    find(statement.kpi_id)
    said = _said(statement)
    correction = Correction(statement.value, statement.of_value, statement.reason, today())
    snapshots.correct(model.Session, said.snapshot, correction, author)
    return series.row(_said(statement))


def _said(statement: Statement) -> Said:
    day = statement.day
    found = snapshots.history(model.Session, statement.kpi_id, statement.dimension or TOTAL, day, day)
    of_version = [said for said in found if statement.version in (None, said.snapshot.version)]
    if not of_version:
        raise NothingSaid(day.isoformat())
    return of_version[-1]
