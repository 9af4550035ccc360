"""What each building used of each carrier in each year, from the one source that counts.

kWh are rounded to the Wh once, per building, carrier and year: all that is summed afterwards is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.engine import Connection

from .bills import bills, pieces
from .periods import years
from .tables import all_of

MONTH = ("id_batiment", "mois", "vecteur", "kwh", "jours_couverts", "origine", "kwh_estimes", "reseau")
WATT_HOUR = 3
FROM_BILLS, FROM_MONTHS = 0, 1


@dataclass(frozen=True)
class Yearly:
    """`known`: building × carrier × year of both sources, `counts` true for the one that counts; `years`: all."""

    known: Any
    years: Any


def yearly(
    connection: Connection, consumption: Sequence[str], monthly: Sequence[str], building: str | None = None
) -> Yearly:
    """What bills by building and the months computed from meters say (at least one table), and which of them counts.

    The one that covers more days counts; of two that cover as many, the bills; one that contradicts itself, last.
    """
    parts, bounds = [], []
    if consumption:
        known = bills(connection, consumption, building)
        bounds.append(_bounds(known.c.debut, known.c.fin - 1))
    if monthly:
        by_month = months_of(connection, monthly, building)
        bounds.append(_bounds(by_month.c.mois, by_month.c.mois))
    span = sa.union_all(*bounds).subquery()
    first, last = (sa.select(end).scalar_subquery() for end in (sa.func.min(span.c.first), sa.func.max(span.c.last)))
    all_years = years(first, last)
    if consumption:
        parts.append(_from_bills(pieces(known, all_years)))
    if monthly:
        parts.append(_from_months(by_month))
    return Yearly(_judged(sa.union_all(*parts).subquery()), all_years)


def _bounds(first: Any, last: Any) -> Any:
    year = [sa.func.date_part("year", bound) for bound in (sa.func.min(first), sa.func.max(last))]
    return sa.select(year[0].label("first"), year[1].label("last"))


def months_of(connection: Connection, monthly: Sequence[str], building: str | None = None) -> Any:
    """The months computed from meters, of all buildings or of one, each once."""
    said = all_of(connection, monthly, MONTH).subquery()
    key = (said.c.id_batiment, said.c.mois, said.c.vecteur)
    query = sa.select(*(said.c[name] for name in MONTH)).distinct(*key).order_by(*key, said.c.rank)
    return (query if building is None else query.where(said.c.id_batiment == building)).cte("by_month")


def _from_bills(part: Any) -> Any:
    with_cost = sa.func.sum(part.c.kwh).filter(part.c.cost.is_not(None))
    keys = (part.c.id_batiment, part.c.period, part.c.vecteur)
    return sa.select(
        *keys,
        sa.literal(FROM_BILLS).label("source"),
        sa.func.round(sa.func.sum(part.c.kwh), WATT_HOUR).label("kwh"),
        sa.func.sum(part.c.days).label("days"),
        _networks(part.c.reseau),
        sa.func.bool_or(part.c.overlaps).label("overlaps"),
        sa.func.round(sa.func.sum(part.c.replaced_kwh), WATT_HOUR).label("replaced_kwh"),
        sa.func.round(sa.func.sum(part.c.cost), 2).label("cost"),
        sa.func.round(with_cost, WATT_HOUR).label("kwh_with_cost"),
    ).group_by(*keys)


def _from_months(by_month: Any) -> Any:
    year = sa.cast(sa.func.date_part("year", by_month.c.mois), sa.Integer)
    keys = (by_month.c.id_batiment, year, by_month.c.vecteur)
    none = sa.cast(sa.null(), sa.Numeric)
    return sa.select(
        by_month.c.id_batiment,
        year.label("period"),
        by_month.c.vecteur,
        sa.literal(FROM_MONTHS).label("source"),
        sa.func.round(sa.func.sum(by_month.c.kwh), WATT_HOUR).label("kwh"),
        sa.func.sum(by_month.c.jours_couverts).label("days"),
        _networks(by_month.c.reseau),
        sa.false().label("overlaps"),
        sa.literal(0).label("replaced_kwh"),
        none.label("cost"),
        none.label("kwh_with_cost"),
    ).group_by(*keys)


def _networks(column: Any) -> Any:
    """The networks named, the empty text among them where one is not."""
    named = sa.func.coalesce(column, "").collate("C")
    return sa.func.array_agg(aggregate_order_by(sa.distinct(named), named)).label("networks")


def _judged(both: Any) -> Any:
    best = sa.func.row_number().over(
        partition_by=(both.c.id_batiment, both.c.period, both.c.vecteur),
        order_by=(both.c.overlaps, both.c.days.desc(), both.c.source),
    )
    in_year = sa.func.make_date(both.c.period + 1, 1, 1) - sa.func.make_date(both.c.period, 1, 1)
    columns = [column for column in both.c if column.name != "days"]
    days = sa.func.least(both.c.days, in_year).label("days")
    return sa.select(*columns, days, (best == 1).label("counts")).cte("known")
