"""The published indicator by building and year, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.engine import Connection

from ...core.estate import types_outside_totals
from ...core.factors import Factor, Missing, Need, NetworkContent, network_content
from ...core.indicators import LeftOut
from ...core.indicators import provenance as why
from ...core.metering import carriers
from .tables import all_of, join_by_hash
from .yearly import WATT_HOUR, Yearly, yearly

BUILDING = ("id_batiment", "nom", "code_insee", "type", "surface_m2", "annee_construction")
#: Between the networks of one need, where they are one text.
SEPARATOR = "\x1f"
NETWORK = ("edition", "id_reseau", "reseau", "co2_direct", "co2_acv")


@dataclass(frozen=True)
class Inputs:
    """The public tables of an owner; of two that say the same thing, the first named counts."""

    buildings: Sequence[str]
    consumption: Sequence[str]
    monthly: Sequence[str]
    networks: Sequence[str]

    @property
    def suffices(self) -> bool:
        """Whether there are buildings, and something that says what they used."""
        return bool(self.buildings and (self.consumption or self.monthly))


@dataclass(frozen=True)
class Applied:
    """The factor, or the lack of one, for a need: of greenhouse gases and of regulatory final energy."""

    need: Need
    co2: Factor | Missing
    final: Factor | Missing


def networks(connection: Connection, resources: Sequence[str]) -> list[NetworkContent]:
    """What the owner's tables say of heat and cold networks."""
    if not resources:
        return []
    known = all_of(connection, resources, NETWORK).subquery()
    rows = connection.execute(sa.select(known).order_by(known.c.rank))
    return [network_content(dict(row._mapping)) for row in rows]


class BuildingYears:
    """The computation of one owner over one connection: what it needs of factors, then its rows."""

    def __init__(self, connection: Connection, inputs: Inputs) -> None:
        self._connection = connection
        join_by_hash(connection)
        self._estate = _estate(connection, inputs.buildings)
        self._yearly = yearly(connection, inputs.consumption, inputs.monthly)

    def needs(self) -> list[Need]:
        """Each year × carrier × network that is used."""
        known = self._yearly.known
        query = sa.select(known.c.period, known.c.vecteur, known.c.networks).where(known.c.counts).distinct()
        rows = self._connection.execute(query)
        return list(dict.fromkeys(Need(row.period, row.vecteur, _named(row.networks)) for row in rows))

    def rows(self, applied: Sequence[Applied]) -> list[dict[str, Any]]:
        """One row per known building and year, by year and building; none when nothing was used at all."""
        if not applied:
            return []
        used = _used(_converted(self._yearly.known, applied))
        query = _indicator(self._estate, used, self._yearly.years)
        return [dict(row._mapping) for row in self._connection.execute(query)]

    def left_out(self) -> list[LeftOut]:
        """Consumption that no row counts, by year and reason."""
        query = _left_out(self._estate, self._yearly)
        return [LeftOut(**row._mapping) for row in self._connection.execute(query)]


def _named(networks_of: Sequence[str]) -> tuple[str, ...]:
    """The networks of a need: one that is not named beside one that is leaves the need without one."""
    return () if "" in networks_of else tuple(networks_of)


def _estate(connection: Connection, buildings: Sequence[str]) -> Any:
    known = all_of(connection, buildings, BUILDING).subquery()
    query = sa.select(*(known.c[name] for name in BUILDING)).distinct(known.c.id_batiment)
    return query.order_by(known.c.id_batiment, known.c.rank).cte("estate")


def _factors(applied: Sequence[Applied]) -> Any:
    columns = (
        sa.column("period", sa.Integer),
        sa.column("vecteur", sa.Text),
        sa.column("networks", sa.Text),
        sa.column("reference", sa.Text),
        sa.column("reason", sa.Text),
        sa.column("co2", sa.Numeric),
        sa.column("co2_divisor", sa.Numeric),
        sa.column("final", sa.Numeric),
        sa.column("final_divisor", sa.Numeric),
    )
    return sa.values(*columns, name="factors").data([_values(one) for one in applied])


def _values(one: Applied) -> tuple[Any, ...]:
    need = (one.need.year, one.need.carrier, SEPARATOR.join(one.need.networks))
    co2: tuple[Any, ...] = (
        (None, one.co2.reason, None, None)
        if isinstance(one.co2, Missing)
        else (
            one.co2.reference,
            None,
            one.co2.value,
            one.co2.divisor,
        )
    )
    final = (None, None) if isinstance(one.final, Missing) else (one.final.value, one.final.divisor)
    return (*need, *co2, *final)


def _converted(known: Any, applied: Sequence[Applied]) -> Any:
    """Each building × carrier × year that counts, with its greenhouse gases and its regulatory energy."""
    table = _factors(applied)
    unnamed = sa.literal("") == sa.any_(known.c.networks)
    key = sa.case((unnamed, ""), else_=sa.func.array_to_string(known.c.networks, SEPARATOR))
    return (
        sa.select(
            known.c.id_batiment,
            known.c.period,
            known.c.vecteur,
            known.c.kwh,
            known.c.days,
            known.c.overlaps,
            known.c.cost,
            known.c.kwh_with_cost,
            table.c.reference,
            table.c.reason,
            _by_factor(known.c.kwh, table.c.co2_divisor, table.c.co2).label("kg"),
            _by_factor(known.c.kwh, table.c.final_divisor, table.c.final).label("final"),
        )
        .join(
            table,
            sa.and_(
                table.c.period == known.c.period,
                table.c.vecteur == known.c.vecteur,
                table.c.networks == key,
            ),
        )
        .where(known.c.counts)
        .cte("converted")
    )


def _by_factor(kwh: Any, divisor: Any, value: Any) -> Any:
    return sa.func.round(kwh / sa.cast(divisor, sa.Numeric) * sa.cast(value, sa.Numeric), WATT_HOUR)


def _used(converted: Any) -> Any:
    """One row per building and year that has data, a column per carrier (null: no data of it)."""
    c = converted.c
    by_carrier = [
        sa.func.sum(c.kwh).filter(c.vecteur == name).label(carrier.column) for name, carrier in carriers().items()
    ]
    ordered = c.vecteur.collate("C")
    has_factor, used = c.reference.is_not(None), c.kwh != 0
    return (
        sa.select(
            c.id_batiment,
            c.period,
            sa.func.sum(c.kwh).label("kwh"),
            *by_carrier,
            sa.case((sa.func.bool_and(c.final.is_not(None)), sa.func.sum(c.final))).label("kwh_reglementaire"),
            sa.func.sum(c.kg).label("kgco2e"),
            sa.func.coalesce(sa.func.sum(c.kwh).filter(has_factor), 0).label("kwh_co2e"),
            sa.func.string_agg(c.reference, aggregate_order_by(sa.literal(" "), ordered)).label("facteurs_co2e"),
            sa.func.string_agg(c.vecteur + "=" + c.reason, aggregate_order_by(sa.literal(";"), ordered))
            .filter(used)
            .label("motif_co2e"),
            sa.func.sum(c.cost).label("cout_eur"),
            sa.func.sum(c.kwh_with_cost).label("kwh_cout"),
            sa.func.min(c.days).label("jours_couverts"),
            sa.func.bool_or(c.overlaps).label("overlaps"),
        )
        .group_by(c.id_batiment, c.period)
        .cte("used")
    )


def _indicator(estate: Any, used: Any, all_years: Any) -> Any:
    same = sa.and_(used.c.id_batiment == estate.c.id_batiment, used.c.period == all_years.c.period)
    built = sa.or_(
        estate.c.annee_construction.is_(None),
        estate.c.annee_construction <= all_years.c.period,
        used.c.kwh.is_not(None),
    )
    area = sa.func.nullif(estate.c.surface_m2, 0)
    after = ("kwh_reglementaire", "kgco2e", "kwh_co2e", "facteurs_co2e", "motif_co2e", "cout_eur", "kwh_cout")
    return (
        sa.select(
            estate.c.id_batiment,
            estate.c.nom,
            estate.c.code_insee,
            estate.c.type,
            estate.c.type.not_in(types_outside_totals()).label("dans_total"),
            all_years.c.period.label("annee"),
            used.c.kwh,
            *(used.c[carrier.column] for carrier in carriers().values()),
            area.label("surface_m2"),
            sa.func.round(used.c.kwh / area, 1).label("kwh_par_m2"),
            *(used.c[name] for name in after),
            used.c.jours_couverts,
        )
        .select_from(all_years.join(estate, sa.true()).outerjoin(used, sa.and_(same, sa.not_(used.c.overlaps))))
        .where(built)
        .order_by(all_years.c.period, estate.c.id_batiment.collate("C"))
    )


def _left_out(estate: Any, both: Yearly) -> Any:
    """Rows of year, reason, number of buildings, kWh."""
    known = both.known
    per_building = (
        sa.select(
            known.c.id_batiment,
            known.c.period,
            sa.func.sum(known.c.kwh).label("kwh"),
            sa.func.bool_or(known.c.overlaps).label("overlaps"),
        )
        .where(known.c.counts)
        .group_by(known.c.id_batiment, known.c.period)
        .subquery()
    )
    unknown = estate.c.id_batiment.is_(None)
    reason = sa.case(
        (per_building.c.id_batiment == "", why.NO_BUILDING), (unknown, why.UNKNOWN_BUILDING), else_=why.OVERLAP
    )
    parts = sa.union_all(
        sa.select(per_building.c.period, reason.label("reason"), per_building.c.id_batiment, per_building.c.kwh)
        .outerjoin(estate, estate.c.id_batiment == per_building.c.id_batiment)
        .where(sa.or_(unknown, per_building.c.overlaps)),
        sa.select(known.c.period, sa.literal(why.OTHER_SOURCE), known.c.id_batiment, known.c.kwh).where(
            sa.not_(known.c.counts)
        ),
        sa.select(known.c.period, sa.literal(why.REPLACED), known.c.id_batiment, known.c.replaced_kwh).where(
            known.c.replaced_kwh != 0
        ),
    ).subquery()
    buildings = sa.func.count(sa.distinct(sa.func.nullif(parts.c.id_batiment, "")))
    return (
        sa.select(
            parts.c.period.label("year"),
            parts.c.reason,
            buildings.label("buildings"),
            sa.func.sum(parts.c.kwh).label("kwh"),
        )
        .group_by(parts.c.period, parts.c.reason)
        .order_by(parts.c.period, parts.c.reason)
    )
