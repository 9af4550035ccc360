"""Each building's months, summed from the readings in the warehouse and from bills by meter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.assignment import Assignment
from ...core.building_month import BILLS, READINGS, BuildingMonth, BuildingMonths, MetersLeftOut
from ...core.factors import gross_per_net
from .parts import month_after, parts, year_of
from .serving import Serving, serving

WATT_HOUR = 3


@dataclass(frozen=True)
class Inputs:
    """What an owner (its id) publishes, newest first: public buildings, any meters and bills; what officers said."""

    owner: str
    buildings: Sequence[str]
    meters: Sequence[str]
    consumption: Sequence[str]
    assigned: Sequence[Assignment]


def compute(connection: Connection, inputs: Inputs) -> BuildingMonths:
    """The months of every public building of an owner, and the energy of meters that none of them counts."""
    if not inputs.buildings:
        return BuildingMonths((), ())
    # Tables that were just swapped in have no statistics: with them in mind the planner walks bills × bills.
    connection.execute(sa.text("SET LOCAL enable_nestloop TO off"))
    served = serving(connection, inputs.buildings, inputs.meters, inputs.assigned)
    judged = _judged(connection, inputs, served)
    rows = connection.execute(_rows(judged, served.shares))
    left_out = connection.execute(_left_out(judged))
    return BuildingMonths(
        tuple(BuildingMonth(**row._mapping) for row in rows),
        tuple(MetersLeftOut(**row._mapping) for row in left_out),
    )


def _judged(connection: Connection, inputs: Inputs, served: Serving) -> Any:
    """Each part of a meter's energy, with the building it serves; `reason`: why it does not count, else null."""
    said = parts(connection, inputs.owner, inputs.consumption, served.shares)
    return _with_reason(_with_building(said, served), served, _chosen(said))


def _chosen(said: Any) -> Any:
    """Of each meter and year, the source that covers more days; at equal days the readings."""
    days = [
        sa.func.coalesce(sa.func.sum(said.c.days).filter(said.c.origin == origin, sa.not_(said.c.overlaps)), -1)
        for origin in (READINGS, BILLS)
    ]
    return (
        sa.select(
            said.c.id_compteur,
            year_of(said.c.period).label("year"),
            sa.case((days[0] >= days[1], READINGS), else_=BILLS).label("origin"),
        )
        .group_by(said.c.id_compteur, year_of(said.c.period))
        .cte("chosen")
    )


def _with_building(said: Any, served: Serving) -> Any:
    """Each part beside each building that it goes to: the one its bill names, else those that its meter serves."""
    named = sa.select(served.estate.c.id_batiment)
    is_named = sa.func.coalesce(said.c.billed_to.in_(named), sa.false())
    shares = served.shares
    serves = sa.and_(
        sa.not_(is_named),
        shares.c.id_compteur == said.c.id_compteur,
        shares.c.first <= said.c.period,
        shares.c.end > said.c.period,
    )
    part = sa.func.coalesce(shares.c.share, 1) * _gross(said, served)
    return (
        sa.select(
            *(said.c[name] for name in ("id_compteur", "period", "origin", "days", "replaced", "overlaps")),
            sa.func.date_trunc("month", sa.cast(said.c.period, sa.DateTime)).label("month"),
            sa.case((is_named, said.c.billed_to), else_=shares.c.id_batiment).label("building"),
            sa.func.coalesce(said.c.vecteur, shares.c.vecteur).label("carrier"),
            sa.func.coalesce(sa.func.nullif(said.c.reseau, ""), shares.c.reseau).label("network"),
            (said.c.kwh * part).label("kwh"),
            (said.c.estimated * part).label("estimated"),
        )
        .select_from(said.outerjoin(shares, serves))
        .cte("attributed")
    )


def _gross(said: Any, served: Serving) -> Any:
    """What takes the energy of a part to PCS, as all gas is summed."""
    is_net = said.c.id_compteur.in_(sa.select(served.net.c.id_compteur))
    return sa.case((is_net, sa.literal(gross_per_net(), sa.Numeric)), else_=1)


def _with_reason(given: Any, served: Serving, chosen: Any) -> Any:
    apart = given.c.id_compteur.in_(sa.select(served.apart.c.id_compteur))
    reason = sa.case(
        (given.c.overlaps, "overlap"),
        (given.c.origin != chosen.c.origin, "other-source"),
        (apart, "not-consumption"),
        (given.c.building.is_(None), "no-building"),
        (given.c.carrier.is_(None), "unknown-carrier"),
    ).label("reason")
    same = sa.and_(chosen.c.id_compteur == given.c.id_compteur, chosen.c.year == year_of(given.c.period))
    return sa.select(*given.c, reason).select_from(given.join(chosen, same)).cte("judged")


def _rows(judged: Any, shares: Any) -> Any:
    known = _known(judged)
    one, covered = known.c, _covered(known, shares)
    month = sa.cast(one.month, sa.Date)
    days = month_after(one.month) - month
    key = (one.building, one.month, one.carrier)
    named = sa.func.nullif(sa.func.min(one.least), "")
    known_days = sa.func.least(sa.func.coalesce(sa.func.min(covered.c.days), 0), days)
    return (
        sa.select(
            one.building.label("id_batiment"),
            month.label("mois"),
            one.carrier.label("vecteur"),
            sa.func.round(sa.func.sum(one.kwh), WATT_HOUR).label("kwh"),
            days.label("jours"),
            sa.cast(known_days, sa.Integer).label("jours_couverts"),
            sa.case((sa.func.bool_and(one.is_read), READINGS), else_=BILLS).label("origine"),
            sa.func.round(sa.func.sum(one.estimated), WATT_HOUR).label("kwh_estimes"),
            sa.case((sa.func.min(one.least) == sa.func.max(one.most), named)).label("reseau"),
        )
        .select_from(known.outerjoin(covered, _same(known, covered, "building", "carrier", "month")))
        .group_by(*key)
        .order_by(one.building.collate("C"), one.month, one.carrier.collate("C"))
    )


def _known(judged: Any) -> Any:
    """What counts, by building, carrier, meter and period."""
    c = judged.c
    key = (c.building, c.carrier, c.id_compteur, c.month, c.period)
    return (
        sa.select(
            *key,
            sa.func.sum(c.kwh).label("kwh"),
            sa.func.sum(c.estimated).label("estimated"),
            sa.func.sum(c.days).label("days"),
            sa.func.bool_and(c.origin == READINGS).label("is_read"),
            sa.func.min(sa.func.coalesce(c.network, "")).label("least"),
            sa.func.max(sa.func.coalesce(c.network, "")).label("most"),
        )
        .where(c.reason.is_(None))
        .group_by(*key)
        .cte("known")
    )


def _covered(known: Any, shares: Any) -> Any:
    """Days of a month on which every meter that serves then is known: of each period, those of the one with fewest."""
    life, told = _lives(known), known.alias("of_life")
    period = sa.select(*(known.c[name] for name in ("building", "carrier", "month", "period"))).distinct().cte("period")
    alive = sa.and_(
        _same(life, period, "building", "carrier"), period.c.period >= life.c.first, period.c.month <= life.c.last
    )
    of_meter = sa.and_(_same(told, period, "building", "carrier", "period"), _same(told, life, "id_compteur"))
    to_building = sa.and_(shares.c.id_batiment == life.c.building, _same(shares, life, "id_compteur"))
    within = sa.and_(shares.c.first <= period.c.period, shares.c.end > period.c.period)
    fewest = (
        sa.select(*period.c, sa.func.min(sa.func.coalesce(told.c.days, 0)).label("days"))
        .select_from(period.join(life, alive).outerjoin(told, of_meter).outerjoin(shares, to_building))
        .where(sa.or_(told.c.days > 0, shares.c.id_compteur.is_(None), within))
        .group_by(*period.c)
        .subquery()
    )
    key = (fewest.c.building, fewest.c.carrier, fewest.c.month)
    return sa.select(*key, sa.func.sum(fewest.c.days).label("days")).group_by(*key).cte("covered_days")


def _lives(known: Any) -> Any:
    """From when to when each meter of a building counts: from its first known period to its last known month.

    One that ends less than a year before the others is late, as in `core.monthly`: its bills are still to come.
    """
    key = (known.c.building, known.c.carrier, known.c.id_compteur)
    own = sa.func.max(known.c.month)
    last = sa.func.max(own).over(partition_by=key[:2])
    late = last < own + sa.cast("1 year", sa.Interval)
    return (
        sa.select(*key, sa.func.min(known.c.period).label("first"), sa.case((late, last), else_=own).label("last"))
        .where(known.c.days > 0)
        .group_by(*key)
        .cte("lives")
    )


def _same(one: Any, other: Any, *names: str) -> Any:
    return sa.and_(*(one.c[name] == other.c[name] for name in names))


def _left_out(judged: Any) -> Any:
    """By year and reason; what an actual bill replaced is told beside what does not count at all."""
    c = judged.c
    year = year_of(c.period).label("year")
    not_counted = sa.select(year, c.reason, c.id_compteur, c.kwh).where(c.reason.is_not(None))
    replaced = sa.select(year, sa.literal("replaced"), c.id_compteur, c.replaced).where(
        c.reason.is_(None), c.replaced != 0
    )
    every = sa.union_all(not_counted, replaced).subquery()
    return (
        sa.select(
            every.c.year,
            every.c.reason,
            sa.func.count(every.c.id_compteur.distinct()).label("meters"),
            sa.func.round(sa.func.sum(every.c.kwh), WATT_HOUR).label("kwh"),
        )
        .group_by(every.c.year, every.c.reason)
        .order_by(every.c.year, every.c.reason)
    )
