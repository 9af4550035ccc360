"""The series of one meter of a published table of readings, as fine as the points that are asked for allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from sqlalchemy.engine import Connection

from ..core.metering.statuses import statuses
from ..core.metering.units import MILLI_WH_PER_KWH
from ..core.series import Gap, Point, Remark, Replaced, Span, step_for
from ..store.warehouse import series as store
from ..store.warehouse import tables
from .language import language

_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Asked:
    """What is asked: a table of readings, one of its meters (the first when None), days (the last excluded), points."""

    resource_id: str
    meter: str | None
    first: date | None
    end: date | None
    points: int


def series(asked: Asked) -> dict[str, Any]:
    """The answer of `rouen_energy_series`, which documents it. Raises ObjectNotFound for an unknown meter."""
    with tables.reading() as connection:
        names = store.meters(connection, asked.resource_id)
        name = asked.meter or next(iter(names), None)
        meter = store.meter(connection, asked.resource_id, name) if name else None
        if name and meter is None:
            raise tk.ObjectNotFound(tk._("Compteur introuvable dans cette table."))
        found = _drawn(connection, asked, meter) if meter else _nothing(asked)
    return {"resource_id": asked.resource_id, "meter": name, "meters": names, "unit": "kWh", **found}


def _drawn(connection: Connection, asked: Asked, meter: store.Meter) -> dict[str, Any]:
    extent = store.extent(connection, meter)
    if extent is None:
        return _nothing(asked)
    span = Span(asked.first or extent.first, asked.end or extent.end)
    step = step_for(span.length, meter.seconds, asked.points)
    read = Span(max(span.first, extent.first), min(span.end, extent.end))
    if read.end <= read.first:
        return {**_nothing(asked), **_bounds(span), "step": step, "extent": _bounds(extent)}
    return {
        **_bounds(span),
        "step": step,
        "points": _points(store.points(connection, meter, read, step)),
        "gaps": [_gap(one) for one in store.gaps(connection, meter, read, step)],
        "outliers": [_remark(one) for one in store.suspected(connection, meter, read)],
        "replaced": [_replaced(one) for one in store.replaced(connection, asked.resource_id, meter, read)],
        "extent": _bounds(extent),
    }


def _nothing(asked: Asked) -> dict[str, Any]:
    bounds = {"from": _midnight(asked.first), "to": _midnight(asked.end)}
    return {**bounds, "step": None, "points": [], "gaps": [], "outliers": [], "replaced": [], "extent": None}


def _bounds(span: Span) -> dict[str, Any]:
    return {"from": _midnight(span.first), "to": _midnight(span.end)}


def _points(found: Sequence[Point]) -> list[list[Any]]:
    return [[_local(one.start), _kwh(one.milli_wh)] for one in found]


def _gap(one: Gap) -> dict[str, Any]:
    return {"from": _local(one.start), "to": _local(one.end), "hours": round(one.hours, 2)}


def _remark(one: Remark) -> dict[str, Any]:
    words = statuses()[one.status]
    return {
        "start": _local(one.start),
        "kwh": _kwh(one.milli_wh),
        "status": words.name,
        "label": words.label(language()),
    }


def _replaced(one: Replaced) -> dict[str, Any]:
    return {
        "start": _local(one.start),
        "kwh": _kwh(one.milli_wh),
        "was_kwh": _kwh(one.was_milli_wh),
        "replaced_at": _local(one.replaced_at),
    }


def _kwh(milli_wh: int | None) -> float | None:
    return None if milli_wh is None else milli_wh / MILLI_WH_PER_KWH


def _local(moment: datetime) -> str:
    return moment.astimezone(_PARIS).isoformat(timespec="seconds")


def _midnight(day: date | None) -> str | None:
    return _local(datetime(day.year, day.month, day.day, tzinfo=_PARIS)) if day else None
