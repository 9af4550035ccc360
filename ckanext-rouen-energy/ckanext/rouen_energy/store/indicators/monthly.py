"""Months of buildings: each carrier and year of each building from the source that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.monthly import Month
from .bills import ESTIMATED, bills, pieces
from .periods import months
from .yearly import FROM_BILLS, FROM_MONTHS, WATT_HOUR, months_of, yearly

BILLS_ORIGIN = "factures"
Told = Iterator[tuple[str, int, Month]]


def monthly(
    connection: Connection, consumption: Sequence[str], feeds: Sequence[str], building: str | None = None
) -> dict[str, list[Month]]:
    """The months of each building (or of one) by month and carrier."""
    if not consumption and not feeds:
        return {}
    counted = _counted(connection, consumption, feeds, building)
    found: dict[str, list[Month]] = defaultdict(list)
    for told in (_from_bills(connection, consumption, building), _from_feeds(connection, feeds, building)):
        for name, source, month in told:
            if counted.get((name, month.carrier, month.month.year)) == source:
                found[name].append(month)
    return {name: sorted(known, key=lambda one: (one.month, one.carrier)) for name, known in found.items()}


def _counted(
    connection: Connection, consumption: Sequence[str], feeds: Sequence[str], building: str | None
) -> dict[tuple[str, str, int], int]:
    known = yearly(connection, consumption, feeds, building).known
    keys = (known.c.id_batiment, known.c.vecteur, known.c.period)
    query = sa.select(*keys, known.c.source).where(known.c.counts, sa.not_(known.c.overlaps))
    return {(row.id_batiment, row.vecteur, row.period): row.source for row in connection.execute(query)}


def _from_bills(connection: Connection, consumption: Sequence[str], building: str | None) -> Told:
    if not consumption:
        return
    known = bills(connection, consumption, building)
    first, last = sa.select(sa.func.min(known.c.debut)), sa.select(sa.func.max(known.c.fin - 1))
    part = pieces(known, months(first.scalar_subquery(), last.scalar_subquery()))
    estimated = sa.func.coalesce(sa.func.sum(part.c.kwh).filter(part.c.nature == ESTIMATED), 0)
    keys = (part.c.id_batiment, part.c.period, part.c.vecteur)
    query = sa.select(
        *keys,
        sa.func.round(sa.func.sum(part.c.kwh), WATT_HOUR),
        sa.func.sum(part.c.days),
        sa.func.round(estimated, WATT_HOUR),
    ).group_by(*keys)
    for name, *values in connection.execute(query):
        yield name, FROM_BILLS, Month(*values, BILLS_ORIGIN)


def _from_feeds(connection: Connection, feeds: Sequence[str], building: str | None) -> Told:
    if not feeds:
        return
    known = months_of(connection, feeds, building)
    columns = (known.c.mois, known.c.vecteur, known.c.kwh, known.c.jours_couverts)
    query = sa.select(known.c.id_batiment, *columns, sa.func.coalesce(known.c.kwh_estimes, 0), known.c.origine)
    for name, *values in connection.execute(query):
        yield name, FROM_MONTHS, Month(*values)
