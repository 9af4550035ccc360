"""Which building each meter serves, with which share, from which day to which: as tables say, else as officers said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.assignment import Assignment
from ...core.building_month import NOT_CONSUMED
from ...core.factors import GAS, NET
from ..indicators.tables import all_of

METER = ("id_compteur", "id_batiment", "part", "vecteur", "reseau", "usage", "debut", "fin", "pouvoir_calorifique")
#: bounds of a period that has none
EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Serving:
    """What tables and officers say of meters.

    `estate`: known buildings; `shares`: meter × known building; `apart`: meters that consume nothing; `net`: meters of
    gas whose energy is told as PCI.
    """

    estate: Any
    shares: Any
    apart: Any
    net: Any


def serving(
    connection: Connection, buildings: Sequence[str], meters: Sequence[str], assigned: Sequence[Assignment]
) -> Serving:
    """From the public tables of buildings, the tables of meters, newest first, and what officers said."""
    known = all_of(connection, buildings, ("id_batiment",)).subquery()
    estate = sa.select(known.c.id_batiment).distinct().cte("estate")
    said = _said(connection, meters)
    told = _as_told(said, estate)
    shares = sa.union_all(sa.select(told), _as_assigned(assigned, said, told, estate)).cte("shares")
    return Serving(estate, shares, _apart(said), _net(said))


def _said(connection: Connection, meters: Sequence[str]) -> Any:
    if meters:
        return all_of(connection, meters, METER).cte("said")
    types = {"part": sa.Numeric, "debut": sa.Date, "fin": sa.Date}
    nothing = [sa.cast(sa.null(), types.get(name, sa.Text)).label(name) for name in METER]
    return sa.select(*nothing, sa.literal(0).label("rank")).where(sa.false()).cte("said")


def _consumes(said: Any) -> Any:
    return sa.func.coalesce(said.c.usage, "").not_in(NOT_CONSUMED)


def _apart(said: Any) -> Any:
    """Meters of which every table says that they consume nothing."""
    every = sa.not_(sa.func.bool_or(_consumes(said)))
    return sa.select(said.c.id_compteur).group_by(said.c.id_compteur).having(every).cte("apart")


def _net(said: Any) -> Any:
    return sa.select(said.c.id_compteur).where(said.c.vecteur == GAS, said.c.pouvoir_calorifique == NET).cte("net")


def _as_told(said: Any, estate: Any) -> Any:
    """What the newest table says that names a known building for the meter."""
    newest = sa.func.min(said.c.rank).over(partition_by=said.c.id_compteur).label("newest")
    found = (
        sa.select(*said.c, newest)
        .join(estate, estate.c.id_batiment == said.c.id_batiment)
        .where(_consumes(said))
        .subquery()
    )
    return (
        sa.select(
            found.c.id_compteur,
            found.c.id_batiment,
            sa.func.coalesce(found.c.part, 1).label("share"),
            found.c.vecteur,
            found.c.reseau,
            sa.func.coalesce(found.c.debut, EVER).label("first"),
            sa.func.coalesce(found.c.fin, NEVER).label("end"),
        )
        .where(found.c.rank == found.c.newest)
        .cte("told")
    )


def _as_assigned(assigned: Sequence[Assignment], said: Any, told: Any, estate: Any) -> Any:
    """What officers said of meters for which no table names a known building; their carrier is that of a table."""
    given = _values(assigned)
    carrier = (
        sa.select(said.c.vecteur, said.c.reseau)
        .where(said.c.id_compteur == given.c.id_compteur)
        .order_by(said.c.rank)
        .limit(1)
        .lateral("carrier")
    )
    return (
        sa.select(
            given.c.id_compteur,
            given.c.id_batiment,
            given.c.share,
            sa.func.coalesce(carrier.c.vecteur, given.c.vecteur).label("vecteur"),
            carrier.c.reseau,
            given.c.first,
            given.c.end,
        )
        .select_from(given.join(estate, estate.c.id_batiment == given.c.id_batiment).outerjoin(carrier, sa.true()))
        .where(given.c.id_compteur.not_in(sa.select(told.c.id_compteur)))
    )


def _values(assigned: Sequence[Assignment]) -> Any:
    columns = (
        sa.column("id_compteur", sa.Text),
        sa.column("id_batiment", sa.Text),
        sa.column("share", sa.Numeric),
        sa.column("first", sa.Date),
        sa.column("end", sa.Date),
        sa.column("vecteur", sa.Text),
    )
    if not assigned:
        nothing = [sa.cast(sa.null(), column.type).label(column.name) for column in columns]
        return sa.select(*nothing).where(sa.false()).subquery("given")
    rows = [
        (one.meter, one.building, one.share, one.valid_from or EVER, one.valid_to or NEVER, one.carrier)
        for one in assigned
    ]
    values = sa.values(*columns, name="values").data(rows)
    return sa.select(*(sa.cast(values.c[column.name], column.type).label(column.name) for column in columns)).subquery(
        "given"
    )
