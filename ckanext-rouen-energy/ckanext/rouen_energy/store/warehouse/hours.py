"""What meters used in each hour of the week: sums of what was read, so that a gap takes nothing away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.comparison.load import Cell
from ...core.impact.days import Span
from ...core.metering.statuses import SUSPECTED
from ...core.metering.units import MILLI_WH_PER_KWH, SECONDS_PER_HOUR
from .building_month import Inputs
from .energy import PARIS
from .serving import serving
from .tables import SCHEMA

_source = sa.table("source", *map(sa.column, ("resource_id", "owner")), schema=SCHEMA)
_meter = sa.table("meter", *map(sa.column, ("meter", "resource_id", "id_compteur")), schema=SCHEMA)
_reading = sa.table(
    "reading", *map(sa.column, ("meter", "day", "start", "seconds", "milli_wh", "status")), schema=SCHEMA
)


@dataclass(frozen=True)
class Hours:
    """A meter that serves one building during a whole period, and what was read of it by hour of the week."""

    building: str
    carrier: str
    meter: str
    cells: tuple[Cell, ...]


def hours(connection: Connection, inputs: Inputs, buildings: Sequence[str], span: Span) -> list[Hours]:
    """The meters read at least each hour; of two tables that read one, that which read it longer."""
    if not inputs.buildings or not buildings:
        return []
    shares = serving(connection, inputs.buildings, inputs.meters, inputs.assigned).shares
    whole = (
        sa.select(shares.c.id_batiment, shares.c.vecteur, shares.c.id_compteur)
        .where(shares.c.first <= span.first, shares.c.end >= span.end, shares.c.id_batiment.in_(list(buildings)))
        .where(shares.c.share == 1)
        .cte("whole")
    )
    summed = _summed(inputs.owner, span, sa.select(whole.c.id_compteur))
    query = sa.select(whole.c.id_batiment, whole.c.vecteur, summed).select_from(
        summed.join(whole, whole.c.id_compteur == summed.c.id_compteur)
    )
    return _longest(connection.execute(query).all())


def _summed(owner: str, span: Span, meters: Any) -> Any:
    local = sa.func.timezone(PARIS, _reading.c.start)
    weekday, hour = (sa.cast(sa.func.date_part(part, local), sa.Integer) for part in ("isodow", "hour"))
    keys = (_meter.c.meter, _meter.c.id_compteur, weekday, hour)
    return (
        sa.select(
            _meter.c.meter,
            _meter.c.id_compteur,
            (weekday - 1).label("weekday"),
            hour.label("hour"),
            sa.func.sum(_reading.c.milli_wh).label("milli_wh"),
            sa.func.sum(_reading.c.seconds).label("seconds"),
        )
        .select_from(
            _source.join(_meter, _meter.c.resource_id == _source.c.resource_id).join(
                _reading, _reading.c.meter == _meter.c.meter
            )
        )
        .where(
            _source.c.owner == owner,
            _meter.c.id_compteur.in_(meters),
            _reading.c.day >= span.first,
            _reading.c.day < span.end,
            _reading.c.seconds <= SECONDS_PER_HOUR,
            _reading.c.milli_wh.is_not(None),
            _reading.c.status.not_in([int(status) for status in SUSPECTED]),
        )
        .group_by(*keys)
        .subquery("summed")
    )


def _longest(rows: Sequence[Any]) -> list[Hours]:
    by_meter: dict[tuple[str, str, str], dict[int, list[Any]]] = {}
    for row in rows:
        key = (row.id_batiment, row.vecteur or "", row.id_compteur)
        by_meter.setdefault(key, {}).setdefault(row.meter, []).append(row)
    return [
        Hours(*key, tuple(_cell(row) for row in max(read.values(), key=lambda one: sum(row.seconds for row in one))))
        for key, read in sorted(by_meter.items())
    ]


def _cell(row: Any) -> Cell:
    return Cell(row.weekday, row.hour, float(row.milli_wh) / MILLI_WH_PER_KWH, float(row.seconds) / SECONDS_PER_HOUR)
