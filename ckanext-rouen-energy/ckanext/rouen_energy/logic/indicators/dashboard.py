"""The figures of one year, read from the published indicators: what the API, the page and the previews show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.territory import all_communes, communes_at
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.store.datastore import reading

from ...core import indicators as core
from ...core.estate import building_types
from ...core.indicators import Change, Quartiles, Summary, number, per_inhabitant, share, summarise
from ...core.metering import carriers
from ...store import sources
from ...store.indicators.reading import BuildingYears, Co2Group, factors
from ..language import language
from . import emissions, feed, provenance
from .provenance import Shown

KWH_PER_MWH = 1000
UNITS = {
    "energy": "kWh",
    "area": "m2",
    "intensity": "kWh/m2",
    "share": "%",
    "percent": "%",
    "co2e": "kgCO2e",
    "cost": "EUR",
}


@dataclass(frozen=True)
class Year:
    """What the published tables say of one year, and which years and communes can be chosen."""

    year: int | None
    years: list[int] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    by_type: list[core.TypeFigures] = field(default_factory=list)
    by_commune: list[core.CommuneFigures] = field(default_factory=list)
    trend: list[core.TrendYear] = field(default_factory=list)
    top: list[core.TopBuilding] = field(default_factory=list)
    quartiles: Quartiles = field(default_factory=lambda: Quartiles(0))
    change: Change = field(default_factory=lambda: Change(0, Decimal(0), Decimal(0)))
    co2_groups: list[Co2Group] = field(default_factory=list)
    cited: list[dict[str, Any]] = field(default_factory=list)


def dashboard(year: int | None = None, owner: str | None = None, commune: str | None = None) -> dict[str, Any]:
    """The dashboard of a year (the usual one by default), of one owner and one commune or of all. kWh, m², kWh/m²."""
    shown = provenance.shown(owner)
    found = _read(shown, year, commune)
    summary = summarise(found.by_type)
    answer = {
        "year": found.year,
        "owner": owner,
        "commune": commune,
        **_totals(summary),
        "co2e": emissions.co2e(summary, found.co2_groups, found.cited),
        "change": _change(found),
        "quartiles": _quartiles(found.quartiles),
        "by_commune": [_commune(row) for row in found.by_commune],
        "top": _top(found.top, summary),
        "trend": [_trend(row) for row in found.trend],
        **_cost(summary),
        "territoire_engage": _territoire_engage(summary, _population(owner, commune)),
    }
    reasons = _reasons(answer, found)
    if found.year is None:
        reasons["total_kwh"] = _why_nothing(shown, owner)
    return {
        **answer,
        "reasons": reasons,
        **provenance.described(shown, found.year),
        "years": found.years,
        "communes": found.communes,
        "units": UNITS,
    }


def owners() -> list[sources.Organization]:
    """The organisations that have a published indicator, by title."""
    return sources.organizations(sorted(feed.by_owner(core.READ)))


def used_by_carrier() -> tuple[int | None, dict[tuple[str, str], Decimal]]:
    """The usual year, and its kWh by owner and carrier."""
    shown = provenance.shown()
    if not shown:
        return None, {}
    with reading() as connection:
        rows = BuildingYears(connection, {one.owner: one.table.resource_id for one in shown})
        year = _usual(rows)
        return year, {} if year is None else rows.by_owner_and_carrier(year)


def _read(shown: Sequence[Shown], year: int | None, commune: str | None) -> Year:
    if not shown:
        return Year(year)
    with reading() as connection:
        rows = BuildingYears(connection, {one.owner: one.table.resource_id for one in shown}, commune)
        years = rows.years()
        chosen = year if year is not None else _usual(rows)
        if chosen is None:
            return Year(None, years, rows.communes())
        groups = rows.co2_groups(chosen)
        tables = [table for one in shown if (table := one.of(core.FACTOR))]
        return Year(
            year=chosen,
            years=years,
            communes=rows.communes(),
            by_type=rows.by_type(chosen),
            by_commune=rows.by_commune(chosen),
            trend=rows.trend(),
            top=rows.top(chosen),
            quartiles=rows.quartiles(chosen),
            change=rows.change(chosen),
            co2_groups=groups,
            cited=factors(connection, tables, emissions.references(groups)),
        )


def _usual(rows: BuildingYears) -> int | None:
    return core.usual_year(rows.days_by_year(), today().year)


def _totals(summary: Summary) -> dict[str, Any]:
    has_data = summary.with_data > 0
    whole = has_data and summary.sum_of("kwh_without_rule") == 0
    return {
        "total_kwh": number(summary.total_kwh) if has_data else None,
        "buildings": {"with_data": summary.with_data, "all": summary.buildings},
        "by_type": [_type(row, summary) for row in summary.by_type],
        "by_carrier": [_carrier(name, kwh, summary) for name, kwh in summary.by_carrier],
        "outside_totals": [_type(row, summary) for row in summary.outside],
        "intensity": _number(summary.intensity),
        "area_m2": number(summary.area_m2),
        "regulatory_kwh": number(summary.sum_of("regulatory_kwh")) if whole else None,
    }


def _type(row: core.TypeFigures, summary: Summary) -> dict[str, Any]:
    words = building_types()[row.type]
    return {
        "type": row.type,
        "label": words.label(language()),
        "subject": words.subject(language()),
        "kwh": number(row.kwh) if row.with_data else None,
        "share": _number(share(row.kwh, summary.total_kwh)) if row.in_totals and row.with_data else None,
        "buildings": row.with_data,
        "buildings_all": row.buildings,
        "area_m2": number(row.area_m2),
        "kwh_per_m2": _number(core.intensity(row.kwh_with_area, row.area_m2)),
        "median_kwh_per_m2": _number(row.median_kwh_per_m2),
    }


def _carrier(name: str, kwh: Decimal, summary: Summary) -> dict[str, Any]:
    return {
        "carrier": name,
        "label": carriers()[name].label(language()),
        "kwh": number(kwh),
        "share": _number(share(kwh, summary.total_kwh)),
    }


def _change(found: Year) -> dict[str, Any] | None:
    percent = found.change.percent
    if found.year is None or percent is None:
        return None
    return {
        "previous_year": found.year - 1,
        "kwh": number(found.change.kwh),
        "previous_kwh": number(found.change.previous_kwh),
        "percent": number(percent),
        "buildings": found.change.buildings,
    }


def _quartiles(found: Quartiles) -> dict[str, Any] | None:
    if found.median is None:
        return None
    values = {"q1": found.q1, "median": found.median, "q3": found.q3}
    return {**{name: _number(value) for name, value in values.items()}, "buildings": found.buildings}


def _commune(row: core.CommuneFigures) -> dict[str, Any]:
    commune = all_communes()[row.insee]
    return {
        "insee": row.insee,
        "name": commune.name,
        "kwh": _number(row.kwh),
        "buildings": row.with_data,
        "buildings_all": row.buildings,
        "population": commune.population,
        "kwh_per_inhabitant": _number(per_inhabitant(row.kwh, commune.population)),
        "kwh_per_m2": _number(core.intensity(row.kwh_with_area, row.area_m2)),
    }


def _top(rows: Sequence[core.TopBuilding], summary: Summary) -> list[dict[str, Any]]:
    names = {one.id: one.name for one in sources.organizations(sorted({row.owner for row in rows}))}
    return [
        {
            "owner": names.get(row.owner),
            "id": row.id,
            "name": row.name,
            "type": row.type,
            "type_label": building_types()[row.type].label(language()),
            "commune": row.insee,
            "commune_name": all_communes()[row.insee].name,
            "kwh": number(row.kwh),
            "share": _number(share(row.kwh, summary.total_kwh)),
            "kwh_per_m2": _number(core.intensity(row.kwh, row.area_m2 or Decimal(0))),
        }
        for row in rows
    ]


def _trend(row: core.TrendYear) -> dict[str, Any]:
    return {"year": row.year, "kwh": _number(row.kwh), "with_data": row.with_data, "all": row.buildings}


def _cost(summary: Summary) -> dict[str, Any]:
    about = summary.sum_of("kwh_with_cost")
    return {"cost_eur": number(summary.sum_of("cost_eur")) if about else None, "cost_kwh": number(about)}


def _territoire_engage(summary: Summary, population: int) -> dict[str, Any]:
    """Indicators 14a (MWh), 14b (kWh per inhabitant) and 14c (kWh/m²) of the programme Territoire Engagé."""
    total = summary.total_kwh if summary.with_data else None
    return {
        "mwh": None if total is None else number(total / KWH_PER_MWH),
        "kwh_per_inhabitant": _number(per_inhabitant(total, population)),
        "kwh_per_m2": _number(summary.intensity),
        "population": population,
    }


def _population(owner: str | None, commune: str | None) -> int:
    """Inhabitants that the figures are related to: those of the commune asked for, or that owns; else all of them."""
    insee = commune or (sources.commune_of(owner) if owner else None)
    known = [all_communes()[insee]] if insee in all_communes() else communes_at(today())
    return sum(one.population for one in known)


def _reasons(answer: dict[str, Any], found: Year) -> dict[str, str]:
    """Why a figure of the dashboard is null."""
    possible = {
        "total_kwh": tk._("Aucune donnée publiée pour ce choix."),
        "intensity": tk._("Non calculée : aucune surface connue."),
        "regulatory_kwh": tk._("Non calculée : aucune règle de conversion pour l'un des vecteurs."),
        "co2e": tk._("Non calculé : aucun facteur d'émission utilisable pour les vecteurs de cette année."),
        "change": tk._("Non calculé : aucun bâtiment n'a de données complètes cette année et la précédente."),
        "quartiles": tk._("Moins de 3 bâtiments de surface connue : non affiché."),
        "cost_eur": tk._("Aucun coût n'est renseigné dans les tables publiques."),
    }
    return {name: text for name, text in possible.items() if answer[name] is None}


def _why_nothing(shown: Sequence[Shown], owner: str | None) -> str:
    """Why there is no year to show."""
    left_out = sum((item.kwh for one in shown for item in one.computation.left_out), Decimal(0))
    if left_out:
        said = tk._("Les {kwh} kWh publiés sont de bâtiments qui ne figurent dans aucune table de bâtiments publique.")
        return said.format(kwh=tk.h.rouen_number(number(left_out)))
    if any(owner in (None, one.owner_org) for one in sources.input_tables() if one.profile == core.CONSUMPTION):
        return tk._("Des consommations sont publiées, mais aucune table de bâtiments publique ne dit desquels.")
    return tk._("Aucune table de consommations n'est publiée.")


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else number(value)
