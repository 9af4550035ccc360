"""What each meter used each day, and how warm each day was: what the saving of works is computed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..core.factors import gross_per_net
from ..core.impact.assessment import Meter
from ..core.impact.bills import Bill
from ..core.impact.days import Days, Span, Weather
from ..core.metering.units import MILLI_WH_PER_KWH
from ..core.saved import Billed, Served
from .indicators.bills import ACTUAL, CREDIT, bills
from .indicators.tables import all_of
from .warehouse.building_month import Inputs
from .warehouse.serving import Serving, serving
from .warehouse.tables import SCHEMA

TEMPERATURE = ("station", "date", "tn", "tx")
_METERS_AT_ONCE = 50
_EPOCH, _A_DAY = date(2000, 1, 1), timedelta(days=1)
_NAN = sa.cast(sa.literal("NaN"), sa.Float(53))
_source = sa.table("source", *map(sa.column, ("resource_id", "owner", "filled")), schema=SCHEMA)
_meter = sa.table("meter", *map(sa.column, ("meter", "resource_id", "id_compteur")), schema=SCHEMA)
_NUMBERS = ("meter", "milli_wh", "estimated_milli_wh", "suspected", "covered")
_day = sa.table("meter_day", sa.column("day", sa.Date), *map(sa.column, _NUMBERS), schema=SCHEMA)


def weather(connection: Connection, resources: Sequence[str]) -> Weather | None:
    """The days of the station that has most of them; of two tables that say a day, the first named counts."""
    if not resources:
        return None
    said = all_of(connection, resources, TEMPERATURE).subquery()
    days = sa.func.count(said.c.date.distinct())
    by_station = sa.select(said.c.station).group_by(said.c.station).order_by(days.desc(), said.c.station).limit(1)
    query = (
        sa.select(said.c.date, said.c.tn, said.c.tx)
        .where(said.c.station == by_station.scalar_subquery())
        .distinct(said.c.date)
        .order_by(said.c.date, said.c.rank)
    )
    rows = connection.execute(query).all()
    if not rows:
        return None
    first = rows[0].date
    lowest, highest = ([(row.date, getattr(row, name)) for row in rows] for name in ("tn", "tx"))
    return Weather(first, _days(first, lowest).values, _days(first, highest).values)


def meters(connection: Connection, inputs: Inputs, buildings: Sequence[str], days: Span) -> Iterator[Served]:
    """The meters that serve some buildings, by building and meter; NaN on days not covered, estimated or suspected.

    The database makes one row of each meter, some of which are held at once: an estate has hundreds of meters and
    years of days.
    """
    if not inputs.buildings:
        return
    served = serving(connection, inputs.buildings, inputs.meters, inputs.assigned)
    within = sa.and_(_day.c.day >= days.first, _day.c.day < days.end)
    query = _by_meter(_kwh_by_day(inputs.owner, served, buildings).where(within).subquery())
    for row in connection.execute(query.execution_options(stream_results=True, max_row_buffer=_METERS_AT_ONCE)):
        ranks = np.array(row.ranks)
        first = int(ranks.min())
        kwh = np.full(int(ranks.max()) - first + 1, np.nan)
        kwh[ranks - first] = row.kwh
        yield Served(row.id_batiment, row.carrier or "", Meter(row.id_compteur, Days(_EPOCH + first * _A_DAY, kwh)))


def billed(connection: Connection, consumption: Sequence[str], building: str) -> list[Billed]:
    """The actual bills and their credit notes of a building by carrier, without those that contradict each other."""
    if not consumption:
        return []
    said = bills(connection, consumption, building)
    is_of_actual = sa.and_(said.c.nature.in_((ACTUAL, CREDIT)), sa.not_(said.c.of_estimate))
    wanted = sa.and_(is_of_actual, said.c.kwh.is_not(None), sa.not_(said.c.overlaps))
    rows = connection.execute(sa.select(said).where(wanted).order_by(said.c.vecteur, said.c.debut))
    return [
        _billed(building, carrier, list(group)) for carrier, group in groupby(rows, key=lambda row: str(row.vecteur))
    ]


def filled(connection: Connection, owner: str) -> list[list[str]]:
    """What of the readings of an organisation the warehouse has: a fingerprint of each table of them."""
    rows = connection.exec_driver_sql(
        f"""SELECT resource_id, publication_id, last_row::text, last_replaced::text FROM {SCHEMA}.source
        WHERE owner = %(owner)s ORDER BY resource_id""",  # noqa: S608
        {"owner": owner},
    )
    return [[str(value) for value in row] for row in rows]


def _billed(building: str, carrier: str, rows: list[Any]) -> Billed:
    actual, credited = (
        tuple(Bill(Span(row.debut, row.fin), float(row.kwh)) for row in rows if row.nature == nature)
        for nature in (ACTUAL, CREDIT)
    )
    return Billed(building, carrier, actual, credited)


def _by_meter(read: Any) -> Any:
    """A row of each meter: its days, counted from `_EPOCH` on, and the kWh of each."""
    key = (read.c.id_batiment, read.c.id_compteur)
    return (
        sa.select(
            *key,
            sa.func.max(read.c.carrier).label("carrier"),
            sa.func.array_agg(read.c.day - sa.literal(_EPOCH, sa.Date)).label("ranks"),
            sa.func.array_agg(read.c.kwh).label("kwh"),
        )
        .group_by(*key)
        .order_by(*key)
    )


def _kwh_by_day(owner: str, served: Serving, buildings: Sequence[str]) -> Any:
    """Of a day that two tables of readings have, the one that covers it; then the one read last."""
    shares = served.shares
    serves = sa.and_(
        shares.c.id_compteur == _meter.c.id_compteur, shares.c.first <= _day.c.day, shares.c.end > _day.c.day
    )
    is_net = _meter.c.id_compteur.in_(sa.select(served.net.c.id_compteur))
    factor = sa.cast(shares.c.share * sa.case((is_net, sa.literal(gross_per_net(), sa.Numeric)), else_=1), sa.Float(53))
    kwh = sa.cast(_day.c.milli_wh, sa.Float(53)) / MILLI_WH_PER_KWH * factor
    is_known = sa.and_(_day.c.covered, _day.c.estimated_milli_wh == 0, _day.c.suspected == 0)
    key = (shares.c.id_batiment, _meter.c.id_compteur, _day.c.day)
    return (
        sa.select(
            *key,
            shares.c.vecteur.label("carrier"),
            sa.case((is_known, kwh), else_=_NAN).label("kwh"),
        )
        .select_from(
            _source.join(_meter, _meter.c.resource_id == _source.c.resource_id)
            .join(_day, _day.c.meter == _meter.c.meter)
            .join(shares, serves)
        )
        .where(_source.c.owner == owner, shares.c.id_batiment.in_(list(buildings)))
        .distinct(*key)
        .order_by(*key, _day.c.covered.desc(), _source.c.filled.desc(), _source.c.resource_id)
    )


def _days(first: date, known: Iterable[tuple[date, Any]]) -> Days:
    """Values by day, in order; NaN on days that are not told."""
    found = list(known)
    values = np.full((found[-1][0] - first).days + 1, np.nan)
    for day, value in found:
        if value is not None:
            values[(day - first).days] = float(value)
    return Days(first, values)
