"""What each meter used in each month, from the warehouse and from bills by meter, as SQL that others build on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.building_month import BILLS, READINGS
from ...core.metering.units import MILLI_WH_PER_KWH
from ..indicators.bills import ESTIMATED, bills, pieces
from .tables import SCHEMA

_DAYS = ("covered", "milli_wh", "estimated_milli_wh")
_MONTHS = ("days_covered", "readings", "milli_wh", "estimated_milli_wh")
_source = sa.table("source", sa.column("resource_id"), sa.column("owner"), sa.column("filled"), schema=SCHEMA)
_meter = sa.table("meter", sa.column("meter"), sa.column("resource_id"), sa.column("id_compteur"), schema=SCHEMA)
_month = sa.table(
    "meter_month", sa.column("meter"), sa.column("month", sa.Date), *map(sa.column, _MONTHS), schema=SCHEMA
)
_day = sa.table("meter_day", sa.column("meter"), sa.column("day", sa.Date), *map(sa.column, _DAYS), schema=SCHEMA)


def parts(connection: Connection, owner: str, consumption: Sequence[str], shares: Any) -> Any:
    """The energy of each meter of an owner in each period, by origin.

    `id_compteur`, `period` (its first day), `origin`, `days` covered, `kwh`, of which `estimated`; `replaced`: what of
    an estimate actual bills replace; `overlaps`: a bill that contradicts another; `billed_to`, `vecteur`, `reseau`:
    what a bill says. A period is a month, or the part of one in which no meter begins or ends to serve a building.
    """
    best = _best(owner)
    billed = bills(connection, consumption) if consumption else None
    periods = _periods(best, billed, shares)
    found = [_of_whole_months(best, periods), _of_days(best, periods)]
    if billed is not None:
        found.append(_of_bills(pieces(billed, periods)))
    return sa.union_all(*found).cte("parts")


def _best(owner: str) -> Any:
    """Of each meter's month, the table of readings that covers more of its days; at equal days the one read last."""
    return (
        sa.select(_meter.c.id_compteur, _month.c.meter, _month.c.month)
        .select_from(_source.join(_meter, _meter.c.resource_id == _source.c.resource_id))
        .join(_month, _month.c.meter == _meter.c.meter)
        .where(_source.c.owner == owner)
        .distinct(_meter.c.id_compteur, _month.c.month)
        .order_by(
            _meter.c.id_compteur,
            _month.c.month,
            _month.c.days_covered.desc(),
            _month.c.readings.desc(),
            _source.c.filled.desc(),
            _source.c.resource_id,
        )
        .cte("best")
    )


def _periods(best: Any, billed: Any, shares: Any) -> Any:
    """Months, cut where a meter begins or ends to serve a building: each is wholly served or not at all."""
    bounds = [sa.select(best.c.month.label("first"), best.c.month.label("last"))]
    if billed is not None:
        bounds.append(sa.select(billed.c.debut, billed.c.fin - 1))
    span = sa.union_all(*bounds).subquery()
    first = sa.func.date_trunc("month", sa.cast(sa.func.min(span.c.first), sa.DateTime))
    last = sa.cast(sa.func.max(span.c.last), sa.DateTime) + _one_month()
    month = sa.cast(sa.func.generate_series(first, last, _one_month()), sa.Date).label("cut")
    months = sa.select(month).select_from(span).cte("month_starts")
    changes = sa.union(sa.select(shares.c.first.label("cut")), sa.select(shares.c.end)).subquery()
    within = changes.c.cut.between(*(sa.select(end(months.c.cut)).scalar_subquery() for end in _ENDS))
    cuts = sa.union(sa.select(months.c.cut), sa.select(changes.c.cut).where(within)).subquery()
    ends = sa.func.lead(cuts.c.cut).over(order_by=cuts.c.cut)
    pairs = sa.select(cuts.c.cut.label("period"), cuts.c.cut.label("starts"), ends.label("ends")).subquery()
    return sa.select(pairs).where(pairs.c.ends.is_not(None)).cte("periods")


_ENDS = (sa.func.min, sa.func.max)


def _one_month() -> Any:
    return sa.cast("1 month", sa.Interval)


def month_after(month: Any) -> Any:
    """The first day of the next month."""
    return sa.cast(month + _one_month(), sa.Date)


def _of_whole_months(best: Any, periods: Any) -> Any:
    whole = sa.and_(periods.c.starts == best.c.month, periods.c.ends == month_after(best.c.month))
    same = sa.and_(_month.c.meter == best.c.meter, _month.c.month == best.c.month)
    return sa.select(*_read(best, periods, _month.c.days_covered, _month)).select_from(
        best.join(periods, whole).join(_month, same)
    )


def _of_days(best: Any, periods: Any) -> Any:
    """The days of months in which a meter begins or ends to serve a building."""
    part = sa.and_(
        periods.c.starts >= best.c.month,
        periods.c.ends <= month_after(best.c.month),
        sa.or_(periods.c.starts > best.c.month, periods.c.ends < month_after(best.c.month)),
    )
    within = sa.and_(_day.c.meter == best.c.meter, _day.c.day >= periods.c.starts, _day.c.day < periods.c.ends)
    days = sa.cast(_day.c.covered, sa.Integer)
    summed = (
        sa.select(
            best.c.id_compteur,
            periods.c.period,
            sa.func.sum(days).label("days"),
            *(sa.func.sum(_day.c[name]).label(name) for name in ("milli_wh", "estimated_milli_wh")),
        )
        .select_from(best.join(periods, part).join(_day, within))
        .group_by(best.c.id_compteur, periods.c.period)
        .subquery()
    )
    return sa.select(*_read(summed, summed, summed.c.days, summed))


def _read(meters: Any, periods: Any, days: Any, energy: Any) -> list[Any]:
    """The columns of a part that readings tell."""
    text, number = (sa.cast(sa.null(), kind) for kind in (sa.Text, sa.Numeric))
    return [
        meters.c.id_compteur,
        text.label("billed_to"),
        text.label("vecteur"),
        text.label("reseau"),
        periods.c.period,
        sa.literal(READINGS).label("origin"),
        days.label("days"),
        _kwh(energy.c.milli_wh).label("kwh"),
        _kwh(energy.c.estimated_milli_wh).label("estimated"),
        sa.func.coalesce(number, 0).label("replaced"),
        sa.false().label("overlaps"),
    ]


def _kwh(milli_wh: Any) -> Any:
    return sa.cast(milli_wh, sa.Numeric) / MILLI_WH_PER_KWH


def _of_bills(part: Any) -> Any:
    return sa.select(
        part.c.id_compteur,
        sa.func.nullif(part.c.id_batiment, "").label("billed_to"),
        part.c.vecteur,
        part.c.reseau,
        part.c.period,
        sa.literal(BILLS).label("origin"),
        part.c.days,
        part.c.kwh,
        sa.case((part.c.nature == ESTIMATED, part.c.kwh), else_=0).label("estimated"),
        part.c.replaced_kwh.label("replaced"),
        part.c.overlaps,
    ).where(part.c.id_compteur != "")


def year_of(period: Any) -> Any:
    """The calendar year of a day."""
    return sa.cast(sa.func.date_part("year", period), sa.Integer)
