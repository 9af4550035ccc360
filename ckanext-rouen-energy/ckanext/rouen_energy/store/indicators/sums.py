"""The published indicators that sum the one by building and year: by building type, and by commune."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.core.territory import all_communes

from ...core.metering import carriers

MEASURES = ("kwh_reglementaire", "kgco2e", "kwh_co2e")


def by_type(connection: Connection, building_year: str) -> list[dict[str, Any]]:
    """Rows of energy/indicator-type-year from the published table by building and year."""
    rows = _table(building_year)
    keys = (rows.c.annee, rows.c.code_insee, rows.c.type)
    columns = [carrier.column for carrier in carriers().values()]
    query = (
        sa.select(
            *keys,
            rows.c.dans_total,
            *_coverage(rows),
            _area(rows),
            sa.func.sum(rows.c.kwh).label("kwh"),
            _with_area(rows),
            *(_of_carrier(rows, name) for name in columns),
            *_measures(rows),
        )
        .group_by(*keys, rows.c.dans_total)
        .order_by(rows.c.annee, rows.c.code_insee, rows.c.type.collate("C"))
    )
    return [dict(row._mapping) for row in connection.execute(query)]


def by_commune(connection: Connection, building_year: str) -> list[dict[str, Any]]:
    """Rows of energy/commune-year, of the buildings that count in totals."""
    rows = _table(building_year)
    keys = (rows.c.code_insee, rows.c.annee)
    summed = (
        sa.select(*keys, *_coverage(rows), sa.func.sum(rows.c.kwh).label("kwh"), _area(rows), _with_area(rows))
        .add_columns(*_measures(rows))
        .where(rows.c.dans_total)
        .group_by(*keys)
        .subquery()
    )
    people = _population()
    query = (
        sa.select(
            summed.c.code_insee,
            summed.c.annee,
            summed.c.batiments,
            summed.c.batiments_avec_donnees,
            summed.c.kwh,
            people.c.population,
            sa.func.round(summed.c.kwh / sa.func.nullif(people.c.population, 0), 1).label("kwh_par_habitant"),
            summed.c.surface_m2,
            summed.c.kwh_avec_surface,
            sa.func.round(summed.c.kwh_avec_surface / sa.func.nullif(summed.c.surface_m2, 0), 1).label("kwh_par_m2"),
            *(summed.c[name] for name in MEASURES),
        )
        .select_from(summed.outerjoin(people, people.c.code_insee == summed.c.code_insee))
        .order_by(summed.c.annee, summed.c.code_insee)
    )
    return [dict(row._mapping) for row in connection.execute(query)]


def _table(resource_id: str) -> Any:
    names = ("annee", "code_insee", "type", "dans_total", "kwh", "surface_m2", *MEASURES)
    columns = [*names, *(carrier.column for carrier in carriers().values())]
    return sa.table(resource_id, *(sa.column(name) for name in columns))


def _coverage(rows: Any) -> tuple[Any, Any]:
    return sa.func.count().label("batiments"), sa.func.count(rows.c.kwh).label("batiments_avec_donnees")


def _area(rows: Any) -> Any:
    with_data = sa.func.sum(rows.c.surface_m2).filter(rows.c.kwh.is_not(None))
    return sa.func.coalesce(with_data, 0).label("surface_m2")


def _of_carrier(rows: Any, name: str) -> Any:
    """What is known of a carrier; nothing where nothing is known of any."""
    used = sa.func.coalesce(sa.func.sum(rows.c[name]), 0)
    return sa.case((sa.func.count(rows.c.kwh) > 0, used)).label(name)


def _with_area(rows: Any) -> Any:
    known = sa.func.sum(rows.c.kwh).filter(rows.c.surface_m2.is_not(None))
    return sa.func.coalesce(known, 0).label("kwh_avec_surface")


def _measures(rows: Any) -> list[Any]:
    """Regulatory energy only where every building with data has it: a part of it would look like all of it."""
    whole = sa.func.count(rows.c.kwh) == sa.func.count(rows.c.kwh_reglementaire)
    return [
        sa.case((whole, sa.func.sum(rows.c.kwh_reglementaire))).label("kwh_reglementaire"),
        sa.func.sum(rows.c.kgco2e).label("kgco2e"),
        sa.func.coalesce(sa.func.sum(rows.c.kwh_co2e), 0).label("kwh_co2e"),
    ]


def _population() -> Any:
    columns = (sa.column("code_insee", sa.Text), sa.column("population", sa.Integer))
    return sa.values(*columns, name="people").data([(one.insee, one.population) for one in all_communes().values()])
