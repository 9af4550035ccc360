"""The figures of one year, read from the published indicators: what the API, the page and the previews show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.store.datastore import reading

from ...core import indicators as core
from ...core.estate import building_types
from ...core.indicators import Summary, TypeFigures, number, share, summarise
from ...core.metering import carriers
from ...store import computation, indicators, sources
from ..language import language
from . import feed


@dataclass(frozen=True)
class Shown:
    """A published indicator and the computation that it came from."""

    owner: str
    resource_id: str
    sha256: str
    computation: computation.Computation


@dataclass(frozen=True)
class Year:
    """What the store holds of one year: figures by type, and which years and communes can be chosen."""

    year: int | None
    figures: list[TypeFigures]
    years: list[int]
    communes: list[str]


def dashboard(year: int | None = None, owner: str | None = None, commune: str | None = None) -> dict[str, Any]:
    """The dashboard of a year (the latest by default), of one owner and one commune or of all. kWh, m², kWh/m²."""
    shown = _shown(owner)
    found = _read(shown, year, commune)
    summary = summarise(found.figures)
    has_data = summary.with_data > 0
    return {
        "year": found.year,
        "owner": owner,
        "commune": commune,
        "total_kwh": number(summary.total_kwh) if has_data else None,
        "buildings": {"with_data": summary.with_data, "all": summary.buildings},
        "by_type": [_type(row, summary) for row in summary.by_type],
        "by_carrier": [_carrier(name, kwh, summary) for name, kwh in summary.by_carrier],
        "outside_totals": [_type(row, summary) for row in summary.outside],
        "intensity": _number(summary.intensity),
        "area_m2": number(summary.area_m2),
        "regulatory_kwh": None,
        "co2e": None,
        "change": None,
        "quartiles": None,
        "by_commune": [],
        "top": [],
        "trend": [],
        "cost_eur": None,
        "cost_kwh": 0,
        "territoire_engage": {"mwh": None, "kwh_per_inhabitant": None, "kwh_per_m2": None, "population": None},
        "reasons": _reasons(summary),
        **_provenance(shown, found.year),
        "years": found.years,
        "communes": found.communes,
        "units": {"energy": "kWh", "area": "m2", "intensity": "kWh/m2", "share": "%"},
    }


def owners() -> list[sources.Organization]:
    """The organisations that have a published indicator, by title."""
    return sources.organizations(sorted(feed.by_owner()))


def _shown(owner: str | None) -> list[Shown]:
    """Published indicators whose sources anyone can still read: the others await their computation."""
    tables = sources.public_tables()
    public = {table.resource_id for table in tables}
    published = {key: table for key, table in feed.by_owner().items() if owner in (None, key)}
    behind = computation.behind({key: table.sha256 for key, table in published.items()})
    return [
        Shown(key, published[key].resource_id, published[key].sha256, one)
        for key, one in sorted(behind.items())
        if all(source.resource_id in public for source in one.inputs)
    ]


def _read(shown: Sequence[Shown], year: int | None, commune: str | None) -> Year:
    resources = [one.resource_id for one in shown]
    with reading() as connection:
        years = indicators.years(connection, resources)
        chosen = year if year is not None else next(iter(years), None)
        figures = indicators.figures(connection, resources, chosen, commune) if chosen is not None else []
        return Year(chosen, figures, years, indicators.communes(connection, resources))


def _type(row: TypeFigures, summary: Summary) -> dict[str, Any]:
    words = building_types()[row.type]
    return {
        "type": row.type,
        "label": words.label(language()),
        "subject": words.subject(language()),
        "kwh": number(row.kwh),
        "share": _number(share(row.kwh, summary.total_kwh)) if row.in_totals else None,
        "buildings": row.with_data,
        "buildings_all": row.buildings,
        "area_m2": number(row.area_m2),
        "kwh_per_m2": _number(core.intensity(row.kwh_with_area, row.area_m2)),
    }


def _carrier(name: str, kwh: Decimal, summary: Summary) -> dict[str, Any]:
    return {
        "carrier": name,
        "label": carriers()[name].label(language()),
        "kwh": number(kwh),
        "share": _number(share(kwh, summary.total_kwh)),
    }


def _reasons(summary: Summary) -> dict[str, str]:
    """Why a figure of the dashboard is null."""
    reasons = {
        "co2e": tk._("Non calculé : aucun facteur d'émission n'est chargé."),
        "change": tk._("Non calculé : la comparaison à périmètre constant n'est pas encore disponible."),
    }
    if not summary.with_data:
        reasons["total_kwh"] = tk._("Aucune donnée publiée pour ce choix.")
    if summary.intensity is None:
        reasons["intensity"] = tk._("Non calculée : aucune surface connue.")
    return reasons


def _provenance(shown: Sequence[Shown], year: int | None) -> dict[str, Any]:
    inputs = [source for one in shown for source in one.computation.inputs]
    left_out = [item for one in shown for item in one.computation.left_out if item.year == year]
    datasets = sources.datasets([one.resource_id for one in [*inputs, *shown]])
    dates = [one.computation.computed_at for one in shown if one.computation.computed_at]
    return {
        "left_out": [
            {"reason": item.reason, "buildings": item.buildings, "kwh": number(item.kwh)} for item in left_out
        ],
        "synthetic": any(source.synthetic for source in inputs),
        "sources": [_source(source, datasets[source.resource_id]) for source in inputs],
        "indicators": [_indicator(one, datasets[one.resource_id]) for one in shown],
        "formula": core.FORMULA[language()],
        "formula_version": core.FORMULA_VERSION,
        "computed_at": max(dates).isoformat() if dates else None,
    }


def _source(source: core.Source, dataset: sources.Dataset) -> dict[str, Any]:
    return {
        "resource_id": source.resource_id,
        "sha256": source.sha256,
        "profile": source.profile,
        "dataset": dataset.name,
        "title": dataset.title,
        "synthetic": source.synthetic,
    }


def _indicator(one: Shown, dataset: sources.Dataset) -> dict[str, Any]:
    return {
        "owner": one.owner,
        "resource_id": one.resource_id,
        "sha256": one.sha256,
        "dataset": dataset.name,
        "title": dataset.title,
    }


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else number(value)
