"""One building: what its owner's table says of it, its years, its months, and the buildings of its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.indicators import Quartiles
from ...core.metering import carriers
from .bills import ESTIMATED, bills, pieces
from .periods import months
from .reading import quartiles, read_quartiles
from .tables import all_of
from .yearly import FROM_BILLS, FROM_MONTHS, WATT_HOUR, months_of, yearly

IDENTITY = (
    "id_batiment",
    "nom",
    "code_insee",
    "adresse",
    "type",
    "surface_m2",
    "nature_surface",
    "annee_construction",
    "protection",
    "latitude",
    "longitude",
)
YEAR = (
    "annee",
    "kwh",
    "kwh_par_m2",
    "kwh_reglementaire",
    "kgco2e",
    "kwh_co2e",
    "facteurs_co2e",
    "motif_co2e",
    "cout_eur",
    "jours_couverts",
)
BILLS_ORIGIN = "factures"


@dataclass(frozen=True)
class Month:
    """What a building used of a carrier in a month; `origin`: relevés or factures."""

    month: date
    carrier: str
    kwh: Decimal
    days_covered: int
    estimated_kwh: Decimal
    origin: str


def identity(connection: Connection, buildings: Sequence[str], building: str) -> dict[str, Any] | None:
    """What the public tables of buildings say of one; None when they do not know it."""
    if not buildings:
        return None
    known = all_of(connection, buildings, IDENTITY).subquery()
    query = sa.select(known).where(known.c.id_batiment == building).order_by(known.c.rank).limit(1)
    row = connection.execute(query).first()
    return dict(row._mapping) if row else None


def years(connection: Connection, building_year: str, building: str) -> list[dict[str, Any]]:
    """Rows of the published indicator, the first year first, with `by_carrier`."""
    columns = {name: carrier.column for name, carrier in carriers().items()}
    source = sa.table(building_year, *(sa.column(name) for name in ("id_batiment", *YEAR, *columns.values())))
    query = sa.select(source).where(source.c.id_batiment == building).order_by(source.c.annee)
    found = []
    for row in connection.execute(query):
        values = row._mapping
        used = {name: values[column] for name, column in columns.items() if values[column] is not None}
        found.append({**{name: values[name] for name in YEAR}, "by_carrier": used})
    return found


def beside(connection: Connection, tables: Sequence[str], building_type: str, year: int) -> Quartiles:
    """kWh/m² in a year of the buildings of a type, over the published tables of several owners."""
    names = ("annee", "type", "kwh", "surface_m2")
    parts = [sa.select(*(sa.column(name) for name in names)).select_from(sa.table(table)) for table in tables]
    rows = sa.union_all(*parts).subquery()
    same = (rows.c.type == building_type, rows.c.annee == year)
    return read_quartiles(connection.execute(sa.select(*quartiles(rows.c.kwh, rows.c.surface_m2)).where(*same)).one())


def monthly(connection: Connection, consumption: Sequence[str], feeds: Sequence[str], building: str) -> list[Month]:
    """The months of a building, each carrier and year from the source that counts, by month and carrier."""
    if not consumption and not feeds:
        return []
    counted = _counted(connection, consumption, feeds, building)
    found = [*_from_bills(connection, consumption, building), *_from_feeds(connection, feeds, building)]
    chosen = [month for source, month in found if counted.get((month.carrier, month.month.year)) == source]
    return sorted(chosen, key=lambda one: (one.month, one.carrier))


def _counted(
    connection: Connection, consumption: Sequence[str], feeds: Sequence[str], building: str
) -> Mapping[tuple[str, int], int]:
    known = yearly(connection, consumption, feeds, building).known
    query = sa.select(known.c.vecteur, known.c.period, known.c.source).where(known.c.counts, sa.not_(known.c.overlaps))
    return {(row.vecteur, row.period): row.source for row in connection.execute(query)}


def _from_bills(connection: Connection, consumption: Sequence[str], building: str) -> list[tuple[int, Month]]:
    if not consumption:
        return []
    known = bills(connection, consumption, building)
    first, last = sa.select(sa.func.min(known.c.debut)), sa.select(sa.func.max(known.c.fin - 1))
    part = pieces(known, months(first.scalar_subquery(), last.scalar_subquery()))
    estimated = sa.func.coalesce(sa.func.sum(part.c.kwh).filter(part.c.nature == ESTIMATED), 0)
    keys = (part.c.period, part.c.vecteur)
    query = sa.select(
        *keys,
        sa.func.round(sa.func.sum(part.c.kwh), WATT_HOUR),
        sa.func.sum(part.c.days),
        sa.func.round(estimated, WATT_HOUR),
    ).group_by(*keys)
    return [(FROM_BILLS, Month(*row, BILLS_ORIGIN)) for row in connection.execute(query)]


def _from_feeds(connection: Connection, feeds: Sequence[str], building: str) -> list[tuple[int, Month]]:
    if not feeds:
        return []
    known = months_of(connection, feeds, building)
    columns = (known.c.mois, known.c.vecteur, known.c.kwh, known.c.jours_couverts)
    query = sa.select(*columns, sa.func.coalesce(known.c.kwh_estimes, 0), known.c.origine)
    return [(FROM_MONTHS, Month(*row)) for row in connection.execute(query)]
