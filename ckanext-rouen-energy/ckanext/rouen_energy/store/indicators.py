"""Annual figures in SQL: from published tables of buildings and consumption, and from the published indicator.

A period that crosses a year is shared between its years in proportion to days. kWh are rounded to the Wh once, per
building, year and carrier: all that is summed afterwards is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..core.estate import types_outside_totals
from ..core.indicators import Computed, LeftOut, TypeFigures
from ..core.metering import KWH_PER_UNIT, carriers

BUILDING = ("id_batiment", "code_insee", "type", "surface_m2", "annee_construction")
BILL = ("id_batiment", "id_compteur", "vecteur", "debut", "fin", "valeur", "unite")
SERIES = ("id_batiment", "id_compteur", "vecteur")
GROUP = ("annee", "code_insee", "type")
WATT_HOUR = 3


def compute(connection: Connection, buildings: Sequence[str], consumption: Sequence[str]) -> Computed:
    """The indicator of one owner; of two tables that say the same thing, the first named counts."""
    estate = _estate(buildings)
    used = _building_years(_yearly(_bills(consumption)))
    rows = [dict(row._mapping) for row in connection.execute(_indicator(estate, used))]
    left_out = [LeftOut(**row._mapping) for row in connection.execute(_left_out(estate, used))]
    return Computed(rows, left_out)


def years(connection: Connection, indicators: Sequence[str]) -> list[int]:
    """Years for which a building has data, the latest first."""
    if not indicators:
        return []
    cube = _all_of(indicators, ("annee", "batiments_avec_donnees")).subquery()
    query = sa.select(cube.c.annee).where(cube.c.batiments_avec_donnees > 0).distinct().order_by(cube.c.annee.desc())
    return [int(row.annee) for row in connection.execute(query)]


def communes(connection: Connection, indicators: Sequence[str]) -> list[str]:
    """INSEE codes of the communes where there is a building."""
    if not indicators:
        return []
    cube = _all_of(indicators, ("code_insee",)).subquery()
    query = sa.select(cube.c.code_insee).distinct().order_by(cube.c.code_insee)
    return [row.code_insee for row in connection.execute(query)]


def figures(connection: Connection, indicators: Sequence[str], year: int, commune: str | None) -> list[TypeFigures]:
    """Figures by building type of one year, over the published indicators of several owners."""
    if not indicators:
        return []
    measures = _measures()
    cube = _all_of(indicators, (*GROUP, "dans_total", *measures)).subquery()
    query = (
        sa.select(cube.c.type, cube.c.dans_total, *(sa.func.sum(cube.c[name]).label(name) for name in measures))
        .where(cube.c.annee == year)
        .group_by(cube.c.type, cube.c.dans_total)
    )
    if commune:
        query = query.where(cube.c.code_insee == commune)
    return [_type_figures(row) for row in connection.execute(query)]


def _type_figures(row: Any) -> TypeFigures:
    return TypeFigures(
        type=row.type,
        in_totals=row.dans_total,
        buildings=int(row.batiments),
        with_data=int(row.batiments_avec_donnees),
        area_m2=row.surface_m2,
        kwh=row.kwh,
        kwh_with_area=row.kwh_avec_surface,
        by_carrier={name: row._mapping[carrier.column] for name, carrier in carriers().items()},
    )


def _measures() -> list[str]:
    columns = [carrier.column for carrier in carriers().values()]
    return ["batiments", "batiments_avec_donnees", "surface_m2", "kwh", "kwh_avec_surface", *columns]


def _all_of(resources: Sequence[str], columns: Sequence[str]) -> Any:
    """The rows of several datastore tables, each with the rank of its table."""
    parts = []
    for rank, resource_id in enumerate(resources):
        source = sa.table(resource_id, *(sa.column(name) for name in columns))
        parts.append(sa.select(*(source.c[name] for name in columns), sa.literal(rank).label("rank")))
    return sa.union_all(*parts)


def _estate(buildings: Sequence[str]) -> Any:
    known = _all_of(buildings, BUILDING).subquery()
    query = sa.select(*(known.c[name] for name in BUILDING)).distinct(known.c.id_batiment)
    return query.order_by(known.c.id_batiment, known.c.rank).cte("estate")


def _bills(consumption: Sequence[str]) -> Any:
    """Each bill once, in kWh, told whether its period overlaps the one before or after in its series."""
    said = _all_of(consumption, BILL).subquery()
    period = [said.c[name] for name in (*SERIES, "debut", "fin")]
    once = sa.select(*period, said.c.valeur, said.c.unite).distinct(*period).order_by(*period, said.c.rank).subquery()
    units = _units()
    in_series = {"partition_by": [once.c[name] for name in SERIES], "order_by": [once.c.debut, once.c.fin]}
    overlaps = sa.or_(
        sa.func.lag(once.c.fin).over(**in_series) > once.c.debut,
        sa.func.lead(once.c.debut).over(**in_series) < once.c.fin,
    )
    return (
        sa.select(
            once.c.id_batiment,
            once.c.vecteur,
            once.c.debut,
            once.c.fin,
            (once.c.valeur * units.c.kwh).label("kwh"),
            sa.func.coalesce(overlaps, sa.false()).label("overlaps"),
        )
        .join(units, units.c.unite == once.c.unite)
        .where(once.c.fin > once.c.debut)
        .cte("bills")
    )


def _units() -> Any:
    columns = (sa.column("unite", sa.Text), sa.column("kwh", sa.Numeric))
    return sa.values(*columns, name="units").data(list(KWH_PER_UNIT.items()))


def _years(bills: Any) -> Any:
    first = sa.func.min(sa.func.date_part("year", bills.c.debut))
    last = sa.func.max(sa.func.date_part("year", bills.c.fin - 1))
    series = sa.func.generate_series(sa.cast(first, sa.Integer), sa.cast(last, sa.Integer))
    return sa.select(series.label("annee")).select_from(bills).cte("years")


def _yearly(bills: Any) -> tuple[Any, Any]:
    """kWh of each building, carrier and year; and the years."""
    all_years = _years(bills)
    year_start = sa.func.make_date(all_years.c.annee, 1, 1, type_=sa.Date)
    year_end = sa.func.make_date(all_years.c.annee + 1, 1, 1, type_=sa.Date)
    days = sa.func.least(bills.c.fin, year_end) - sa.func.greatest(bills.c.debut, year_start)
    in_year = bills.c.kwh * days / (bills.c.fin - bills.c.debut)
    query = (
        sa.select(
            bills.c.id_batiment,
            all_years.c.annee,
            bills.c.vecteur,
            sa.func.round(sa.func.sum(in_year), WATT_HOUR).label("kwh"),
            sa.func.bool_or(bills.c.overlaps).label("overlaps"),
        )
        .join(all_years, sa.and_(bills.c.debut < year_end, bills.c.fin > year_start))
        .group_by(bills.c.id_batiment, all_years.c.annee, bills.c.vecteur)
    )
    return query.cte("yearly"), all_years


def _building_years(yearly_and_years: tuple[Any, Any]) -> tuple[Any, Any]:
    """One row per building and year that has a bill, a column per carrier; and the years."""
    yearly, all_years = yearly_and_years
    by_carrier = [
        sa.func.coalesce(sa.func.sum(yearly.c.kwh).filter(yearly.c.vecteur == name), 0).label(carrier.column)
        for name, carrier in carriers().items()
    ]
    query = sa.select(
        yearly.c.id_batiment,
        yearly.c.annee,
        sa.func.sum(yearly.c.kwh).label("kwh"),
        sa.func.bool_or(yearly.c.overlaps).label("overlaps"),
        *by_carrier,
    ).group_by(yearly.c.id_batiment, yearly.c.annee)
    return query.cte("used"), all_years


def _indicator(estate: Any, used_and_years: tuple[Any, Any]) -> Any:
    used, all_years = used_and_years
    same = sa.and_(used.c.id_batiment == estate.c.id_batiment, used.c.annee == all_years.c.annee)
    counted = sa.and_(same, sa.not_(used.c.overlaps))
    built = sa.or_(
        estate.c.annee_construction.is_(None),
        estate.c.annee_construction <= all_years.c.annee,
        used.c.kwh.is_not(None),
    )
    columns = (all_years.c.annee, estate.c.code_insee, estate.c.type)
    return (
        sa.select(
            *columns,
            estate.c.type.not_in(types_outside_totals()).label("dans_total"),
            *_sums(estate, used),
        )
        .select_from(all_years.join(estate, sa.true()).outerjoin(used, counted))
        .where(built)
        .group_by(*columns)
        .order_by(all_years.c.annee, estate.c.code_insee, estate.c.type.collate("C"))
    )


def _sums(estate: Any, used: Any) -> list[Any]:
    has_data = used.c.kwh.is_not(None)
    has_area = sa.func.coalesce(estate.c.surface_m2, 0) > 0
    sums = {
        "surface_m2": sa.func.sum(estate.c.surface_m2).filter(has_data),
        "kwh": sa.func.sum(used.c.kwh),
        "kwh_avec_surface": sa.func.sum(used.c.kwh).filter(has_area),
        **{carrier.column: sa.func.sum(used.c[carrier.column]) for carrier in carriers().values()},
    }
    return [
        sa.func.count().label("batiments"),
        sa.func.count(used.c.kwh).label("batiments_avec_donnees"),
        *(sa.func.coalesce(total, 0).label(name) for name, total in sums.items()),
    ]


def _left_out(estate: Any, used_and_years: tuple[Any, Any]) -> Any:
    used, _ = used_and_years
    reason = sa.case(
        (used.c.id_batiment.is_(None), "no-building"),
        (estate.c.id_batiment.is_(None), "unknown-building"),
        else_="overlap",
    ).label("reason")
    return (
        sa.select(
            used.c.annee.label("year"),
            reason,
            sa.func.count(used.c.id_batiment).label("buildings"),
            sa.func.sum(used.c.kwh).label("kwh"),
        )
        .select_from(used.outerjoin(estate, estate.c.id_batiment == used.c.id_batiment))
        .where(sa.or_(estate.c.id_batiment.is_(None), used.c.overlaps))
        .group_by(used.c.annee, reason)
        .order_by(used.c.annee, reason)
    )
