"""One building: what its owner's table says of it, its years, and the buildings of its type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.indicators import Quartiles
from ...core.metering import carriers
from .reading import quartiles, read_quartiles
from .tables import all_of

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
