"""What one building used: the sheet of a building."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.core.territory import all_communes
from ckanext.rouen_municipalities.store.datastore import reading
from ckanext.rouen_municipalities.store.publication import published_tables

from ...core import indicators as core
from ...core.estate import building_types
from ...core.indicators import Quartiles, Source, number
from ...core.metering import carriers
from ...core.monthly import Month
from ...store import sources
from ...store.indicators import one_building as store
from ...store.indicators.monthly import monthly
from ..language import language
from . import emissions, provenance, words
from .dashboard import UNITS
from .provenance import Shown

METERS = "energy/meters"
MOST_METERS = 200
DAYS_OF_A_YEAR, DAYS_OF_A_LEAP_YEAR = 365, 366


@dataclass(frozen=True)
class Sheet:
    """What the store holds of a building."""

    identity: dict[str, Any]
    years: list[dict[str, Any]]
    months: list[Month]
    year: int | None
    beside: Quartiles | None


def building(owner: sources.Organization, building_id: str, year: int | None, user: str) -> dict[str, Any]:
    """The sheet of a building; `rouen_energy_building_show` documents the keys. Raises ObjectNotFound."""
    everything = provenance.shown()
    own = [one for one in everything if one.owner == owner.id]
    sheet = _read(sources.inputs_of(owner.id), everything, own, building_id, year)
    meters = _meters(owner.id, building_id, user)
    answer = {
        "owner": {"id": owner.id, "name": owner.name, "title": owner.title},
        "building": _identity(sheet.identity),
        "year": sheet.year,
        "years": [_year(row) for row in sheet.years],
        "months": [_month(row) for row in sheet.months],
        "beside": _beside(sheet),
        "meters": meters,
        "carriers": {name: carrier.label(language()) for name, carrier in carriers().items()},
    }
    # What is left out is told of the owner: nothing says that it is of this building.
    origin = {name: told for name, told in provenance.described(own, sheet.year).items() if name != "left_out"}
    return {**answer, "reasons": _reasons(answer, sheet), **origin, "units": UNITS}


def _read(
    inputs: Sequence[Source], everything: Sequence[Shown], own: Sequence[Shown], building_id: str, year: int | None
) -> Sheet:
    tables = {profile: [one.resource_id for one in inputs if one.profile == profile] for profile in core.INPUTS}
    with reading() as connection:
        identity = store.identity(connection, tables[core.BUILDINGS], building_id)
        if identity is None:
            raise tk.ObjectNotFound(tk._("Bâtiment introuvable dans une table publique."))
        years = [row for one in own for row in store.years(connection, one.table.resource_id, building_id)]
        with_data = [row["annee"] for row in years if row["kwh"] is not None]
        chosen = year if year is not None else next(reversed(with_data), None)
        known = monthly(connection, tables[core.CONSUMPTION], tables[core.BUILDING_MONTH], building_id)
        published = [one.table.resource_id for one in everything]
        beside = None
        if chosen is not None and published:
            beside = store.beside(connection, published, identity["type"], chosen)
    return Sheet(identity, years, known.get(building_id, []) if own else [], chosen, beside)


def _identity(row: Mapping[str, Any]) -> dict[str, Any]:
    commune = all_communes().get(row["code_insee"])
    return {
        "id": row["id_batiment"],
        "name": row["nom"],
        "type": row["type"],
        "type_label": building_types()[row["type"]].label(language()),
        "commune": {"insee": row["code_insee"], "name": commune.name if commune else None},
        "area_m2": _number(row["surface_m2"]),
        "area_kind": row["nature_surface"],
        "area_kind_label": words.area_kind(row["nature_surface"]),
        "built": row["annee_construction"],
        "protection": row["protection"],
        "latitude": _number(row["latitude"]),
        "longitude": _number(row["longitude"]),
        "address": row["adresse"],
    }


def _year(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "year": row["annee"],
        "kwh": _number(row["kwh"]),
        "by_carrier": {name: number(kwh) for name, kwh in row["by_carrier"].items()},
        "kwh_per_m2": _number(row["kwh_par_m2"]),
        "regulatory_kwh": _number(row["kwh_reglementaire"]),
        "co2e_kg": _number(row["kgco2e"]),
        "co2e_kwh": _number(row["kwh_co2e"]),
        "co2e_factors": (row["facteurs_co2e"] or "").split(),
        "co2e_reason": _co2e_reason(row["motif_co2e"]),
        "cost_eur": _number(row["cout_eur"]),
        "days_covered": row["jours_couverts"],
        "days": DAYS_OF_A_LEAP_YEAR if calendar.isleap(row["annee"]) else DAYS_OF_A_YEAR,
    }


def _co2e_reason(reasons: str | None) -> str | None:
    """What has no usable factor and why, in words; None when everything has one."""
    parts = [
        tk._("{carrier} : {reason}").format(carrier=carriers()[name].label(language()), reason=words.no_factor(why))
        for name, why in emissions.pairs(reasons)
    ]
    return tk._(" ; ").join(parts) or None


def _month(row: Month) -> dict[str, Any]:
    days = calendar.monthrange(row.month.year, row.month.month)[1]
    return {
        "month": f"{row.month:%Y-%m}",
        "carrier": row.carrier,
        "kwh": number(row.kwh),
        "days_covered": min(int(row.days_covered), days),
        "days": days,
        "estimated_kwh": number(row.estimated_kwh),
        "origin": row.origin,
    }


def _beside(sheet: Sheet) -> dict[str, Any] | None:
    if sheet.beside is None:
        return None
    kind = sheet.identity["type"]
    return {
        "type": kind,
        "type_label": building_types()[kind].label(language()),
        "year": sheet.year,
        "buildings": sheet.beside.buildings,
        "q1": _number(sheet.beside.q1),
        "median": _number(sheet.beside.median),
        "q3": _number(sheet.beside.q3),
    }


def _meters(owner: str, building_id: str, user: str) -> list[dict[str, Any]] | None:
    """The building's meters in the tables that the user may read; None when there is no such table."""
    found: list[dict[str, Any]] = []
    readable = False
    for table in published_tables(METERS):
        if table.owner_org == owner:
            asked = {"resource_id": table.resource_id, "filters": {"id_batiment": building_id}, "limit": MOST_METERS}
            try:
                records = tk.get_action("datastore_search")({"user": user}, asked)["records"]
            except (tk.NotAuthorized, tk.ObjectNotFound):
                continue
            readable = True
            found += [_meter(record) for record in records]
    return found if readable else None


def _meter(record: Mapping[str, Any]) -> dict[str, Any]:
    share = record.get("part")
    return {
        "id": record["id_compteur"],
        "carrier": record["vecteur"],
        "share": None if share is None else float(share),
        "use": record.get("usage"),
        "use_label": words.use(record.get("usage")),
        "from": record.get("debut"),
        "to": record.get("fin"),
        "supplier": record.get("fournisseur"),
        "network": record.get("reseau"),
    }


def _reasons(answer: Mapping[str, Any], sheet: Sheet) -> dict[str, str]:
    """Why a figure of the sheet is null."""
    reasons = {}
    if not sheet.identity["surface_m2"]:
        reasons["kwh_per_m2"] = tk._("Surface nulle ou inconnue : intensité non calculée.")
    if sheet.year is None:
        reasons["years"] = tk._("Aucune donnée publiée pour ce bâtiment.")
    if sheet.beside is None or sheet.beside.median is None:
        reasons["beside"] = tk._("Moins de 3 bâtiments de surface connue : non affiché.")
    if answer["meters"] is None:
        reasons["meters"] = tk._("Les compteurs ne sont montrés qu'à qui peut lire la table des compteurs.")
    return reasons


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else number(value)
