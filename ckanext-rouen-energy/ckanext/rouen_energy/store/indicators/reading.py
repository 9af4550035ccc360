"""Figures of one year, from the published tables by building and year of several owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.indicators import MEDIAN_BUILDINGS, Change, CommuneFigures, Quartiles, TopBuilding, TrendYear, TypeFigures
from ...core.metering import carriers

COLUMNS = (
    "id_batiment",
    "nom",
    "code_insee",
    "type",
    "dans_total",
    "annee",
    "kwh",
    "surface_m2",
    "kwh_reglementaire",
    "kgco2e",
    "kwh_co2e",
    "facteurs_co2e",
    "motif_co2e",
    "cout_eur",
    "kwh_cout",
    "jours_couverts",
)
#: what a row tells of a building whatever the year
OF_A_BUILDING = ("id_batiment", "nom", "code_insee", "type", "dans_total", "surface_m2")
FACTOR = ("reference", "vecteur", "reseau", "valeur", "unite", "pouvoir_calorifique", "diviseur")
FACTOR_TEXT = ("finalite", "valable_du", "valable_au", "texte", "date_texte")
TOP = 10
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Co2Group:
    """Buildings of one year that cite the same factors and lack the same ones, and their kWh by carrier."""

    references: str
    reasons: str
    by_carrier: Mapping[str, Decimal]


class BuildingYears:
    """The published rows of owners (resource by owner, at least one), of one commune or of all."""

    def __init__(self, connection: Connection, tables: Mapping[str, str], commune: str | None = None) -> None:
        self._connection = connection
        published = _rows(tables).cte("published")
        # one owner alone is silent on no year that it tells of
        self._all = _of_every_year(published).cte("rows") if len(tables) > 1 else published
        self._commune = commune

    def years(self) -> list[int]:
        """Years for which a building has data, whatever the commune chosen, the latest first."""
        query = sa.select(self._all.c.annee).where(self._all.c.kwh.is_not(None)).distinct()
        return [int(row.annee) for row in self._run(query.order_by(self._all.c.annee.desc()))]

    def days_by_year(self) -> dict[int, int]:
        """The days that are known of the buildings that count, for each of these years."""
        days = sa.func.coalesce(sa.func.sum(self._all.c.jours_couverts).filter(self._all.c.dans_total), 0)
        query = sa.select(self._all.c.annee, days).where(self._all.c.kwh.is_not(None)).group_by(self._all.c.annee)
        return {int(row[0]): int(row[1]) for row in self._run(query)}

    def trend(self) -> list[TrendYear]:
        """Every year from the first to the last that has data, with its total and its coverage, the first first."""
        rows = [TrendYear(int(row.year), row.kwh, row.with_data, row.buildings) for row in self._run(self._trend())]
        with_data = [row.year for row in rows if row.with_data]
        return [row for row in rows if with_data and with_data[0] <= row.year <= with_data[-1]]

    def communes(self) -> list[str]:
        """INSEE codes of the communes where there is a building, whatever the commune chosen."""
        query = sa.select(self._all.c.code_insee).distinct().order_by(self._all.c.code_insee)
        return [row.code_insee for row in self._run(query)]

    def by_type(self, year: int) -> list[TypeFigures]:
        """Figures of each building type."""
        return [_type_figures(row) for row in self._run(self._types(year))]

    def by_commune(self, year: int) -> list[CommuneFigures]:
        """Figures of each commune, the largest first."""
        return [_commune(row) for row in self._run(self._communes(year))]

    def quartiles(self, year: int) -> Quartiles:
        """kWh/m² of the buildings whose area is known."""
        rows = self._of(year)
        row = self._run(sa.select(*quartiles(rows.c.kwh, rows.c.surface_m2))).one()
        return read_quartiles(row)

    def top(self, year: int) -> list[TopBuilding]:
        """The buildings that use the most."""
        rows = self._of(year)
        order = (rows.c.kwh.desc(), rows.c.owner, rows.c.id_batiment.collate("C"))
        names = ("owner", "id_batiment", "nom", "type", "code_insee", "kwh", "surface_m2")
        query = sa.select(*(rows.c[name] for name in names)).where(rows.c.kwh.is_not(None)).order_by(*order).limit(TOP)
        return [TopBuilding(*row) for row in self._run(query)]

    def change(self, year: int) -> Change:
        """What the same buildings used in this year and the year before, complete and of the same carriers in both."""
        now, before = self._of(year).alias("now"), self._of(year - 1).alias("before")
        same = [now.c.owner == before.c.owner, now.c.id_batiment == before.c.id_batiment]
        same += [now.c[name].is_(None) == before.c[name].is_(None) for name in _carrier_columns()]
        complete = [_is_complete(now), _is_complete(before)]
        sums = [sa.func.coalesce(sa.func.sum(part.c.kwh), 0) for part in (now, before)]
        query = sa.select(sa.func.count(), *sums).select_from(now.join(before, sa.and_(*same))).where(*complete)
        return Change(*self._run(query).one())

    def co2_groups(self, year: int) -> list[Co2Group]:
        """What cites which factors, and what lacks which."""
        rows = self._of(year)
        keys = [sa.func.coalesce(rows.c[name], "") for name in ("facteurs_co2e", "motif_co2e")]
        sums = [sa.func.coalesce(sa.func.sum(rows.c[name]), 0) for name in _carrier_columns()]
        query = sa.select(*keys, *sums).where(rows.c.kwh.is_not(None)).group_by(*keys)
        return [Co2Group(row[0], row[1], dict(zip(carriers(), row[2:], strict=True))) for row in self._run(query)]

    def by_owner_and_carrier(self, year: int) -> dict[tuple[str, str], Decimal]:
        """kWh of each owner and carrier that has any."""
        rows = self._of(year)
        sums = [sa.func.coalesce(sa.func.sum(rows.c[name]), 0) for name in _carrier_columns()]
        found = self._run(sa.select(rows.c.owner, *sums).group_by(rows.c.owner).order_by(rows.c.owner))
        return {(row[0], name): kwh for row in found for name, kwh in zip(carriers(), row[1:], strict=True) if kwh}

    def _run(self, query: Any) -> Any:
        return self._connection.execute(query)

    def _of(self, year: int) -> Any:
        """The rows of a year that count in totals."""
        return self._chosen().where(self._all.c.annee == year, self._all.c.dans_total).subquery()

    def _chosen(self) -> Any:
        query = sa.select(self._all)
        return query.where(self._all.c.code_insee == self._commune) if self._commune else query

    def _trend(self) -> Any:
        rows = self._chosen().where(self._all.c.dans_total).subquery()
        coverage = (sa.func.count(rows.c.kwh).label("with_data"), sa.func.count().label("buildings"))
        columns = (rows.c.annee.label("year"), sa.func.sum(rows.c.kwh).label("kwh"), *coverage)
        return sa.select(*columns).group_by(rows.c.annee).order_by(rows.c.annee)

    def _types(self, year: int) -> Any:
        rows = self._chosen().where(self._all.c.annee == year).subquery()
        return sa.select(
            rows.c.type, rows.c.dans_total, *_sums(rows), *quartiles(rows.c.kwh, rows.c.surface_m2)
        ).group_by(rows.c.type, rows.c.dans_total)

    def _communes(self, year: int) -> Any:
        rows = self._of(year)
        known = (rows.c.kwh.is_not(None), rows.c.surface_m2.is_not(None))
        return (
            sa.select(
                rows.c.code_insee,
                sa.func.sum(rows.c.kwh).label("kwh"),
                sa.func.count(rows.c.kwh).label("with_data"),
                sa.func.count().label("buildings"),
                sa.func.sum(rows.c.surface_m2).filter(*known).label("area"),
                sa.func.sum(rows.c.kwh).filter(*known).label("kwh_with_area"),
            )
            .group_by(rows.c.code_insee)
            .order_by(sa.func.sum(rows.c.kwh).desc().nulls_last(), rows.c.code_insee)
        )


def factors(connection: Connection, tables: list[str], references: set[str]) -> list[dict[str, Any]]:
    """The factors of these references, as the published tables of factors say them."""
    if not tables or not references:
        return []
    names = (*FACTOR, *FACTOR_TEXT)
    parts = [sa.select(*(sa.column(name) for name in names)).select_from(sa.table(table)) for table in tables]
    known = sa.union(*parts).subquery()
    query = sa.select(known).where(known.c.reference.in_(references)).order_by(known.c.reference.collate("C"))
    return [dict(row._mapping) for row in connection.execute(query)]


def quartiles(kwh: Any, area: Any) -> list[Any]:
    """Columns of the quartiles of kWh/m², and of how many buildings they are over."""
    ratio = sa.cast(kwh / area, sa.Float)
    cuts = [
        sa.cast(sa.func.percentile_cont(cut).within_group(ratio), sa.Numeric).label(f"quartile_{place}")
        for place, cut in enumerate(QUARTILES)
    ]
    return [*cuts, sa.func.count(kwh / area).label("with_ratio")]


def read_quartiles(row: Any) -> Quartiles:
    """The quartiles of a row; None of them for too few buildings to tell of the group."""
    if row.with_ratio < MEDIAN_BUILDINGS:
        return Quartiles(row.with_ratio)
    return Quartiles(row.with_ratio, *(round(row._mapping[f"quartile_{place}"], 1) for place in range(3)))


def _rows(tables: Mapping[str, str]) -> Any:
    names = (*COLUMNS, *_carrier_columns())
    parts = []
    for owner, resource_id in sorted(tables.items()):
        source = sa.table(resource_id, *(sa.column(name) for name in names))
        parts.append(sa.select(sa.literal(owner).label("owner"), *(source.c[name] for name in names)))
    return sa.union_all(*parts)


def _of_every_year(known: Any) -> Any:
    """The rows, and one without data for each building in the years that only other owners tell of.

    An owner who is silent on a year had buildings then: those of the nearest year that it tells of.
    """
    years = sa.select(known.c.annee).distinct().subquery()
    each = sa.select(known.c.owner, sa.func.min(known.c.annee).label("first"), sa.func.max(known.c.annee).label("last"))
    told = each.group_by(known.c.owner).subquery()
    nearest = sa.case((years.c.annee < told.c.first, told.c.first), else_=told.c.last)
    silent = sa.not_(years.c.annee.between(told.c.first, told.c.last))
    kept = {name: known.c[name] for name in ("owner", *OF_A_BUILDING)} | {"annee": years.c.annee}
    missing = (
        sa.select(*(kept.get(column.name, sa.null()) for column in known.c))
        .select_from(known.join(told, told.c.owner == known.c.owner).join(years, silent))
        .where(known.c.annee == nearest)
    )
    return sa.union_all(sa.select(known), missing)


def _carrier_columns() -> list[str]:
    return [carrier.column for carrier in carriers().values()]


def _is_complete(rows: Any) -> Any:
    in_year = sa.func.make_date(rows.c.annee + 1, 1, 1) - sa.func.make_date(rows.c.annee, 1, 1)
    return rows.c.jours_couverts == in_year


def _sums(rows: Any) -> list[Any]:
    has_data, has_area = rows.c.kwh.is_not(None), rows.c.surface_m2.is_not(None)
    sums = {
        "area_m2": sa.func.sum(rows.c.surface_m2).filter(has_data),
        "kwh": sa.func.sum(rows.c.kwh),
        "kwh_with_area": sa.func.sum(rows.c.kwh).filter(has_area),
        "regulatory_kwh": sa.func.sum(rows.c.kwh_reglementaire),
        "kwh_without_rule": sa.func.sum(rows.c.kwh).filter(rows.c.kwh_reglementaire.is_(None)),
        "co2_kg": sa.func.sum(rows.c.kgco2e),
        "kwh_with_co2": sa.func.sum(rows.c.kwh_co2e),
        "cost_eur": sa.func.sum(rows.c.cout_eur),
        "kwh_with_cost": sa.func.sum(rows.c.kwh_cout),
        **{name: sa.func.sum(rows.c[name]) for name in _carrier_columns()},
    }
    return [
        sa.func.count().label("buildings"),
        sa.func.count(rows.c.kwh).label("with_data"),
        *(sa.func.coalesce(total, 0).label(name) for name, total in sums.items()),
    ]


def _type_figures(row: Any) -> TypeFigures:
    values = row._mapping
    return TypeFigures(
        type=row.type,
        in_totals=row.dans_total,
        buildings=row.buildings,
        with_data=row.with_data,
        area_m2=row.area_m2,
        kwh=row.kwh,
        kwh_with_area=row.kwh_with_area,
        by_carrier={name: values[carrier.column] for name, carrier in carriers().items()},
        regulatory_kwh=row.regulatory_kwh,
        kwh_without_rule=row.kwh_without_rule,
        co2_kg=row.co2_kg,
        kwh_with_co2=row.kwh_with_co2,
        cost_eur=row.cost_eur,
        kwh_with_cost=row.kwh_with_cost,
        median_kwh_per_m2=read_quartiles(row).median,
    )


def _commune(row: Any) -> CommuneFigures:
    return CommuneFigures(
        row.code_insee, row.kwh, row.with_data, row.buildings, row.area or Decimal(0), row.kwh_with_area or Decimal(0)
    )
