"""Actions of the annual indicators."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.rouen_municipalities.core.territory import all_communes

from .. import indicators
from .parameters import owner_if_any, year_of

__all__ = [
    "rouen_energy_building_show",
    "rouen_energy_dashboard",
    "rouen_energy_factor_list",
    "rouen_energy_indicator_show",
]


@tk.side_effect_free
def rouen_energy_dashboard(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What the buildings used in a year, computed from public tables; anyone may ask, by GET too.

    Energy is delivered kWh (gross calorific value for gas), areas are m², `intensity` and `kwh_per_m2` are kWh/m² of
    the buildings whose floor area is known, `share` and `percent` are percentages. `kwh` is null where no building has
    data. Medians and quartiles are over buildings whose area is known, and null for fewer than three of them.
    `regulatory_kwh` is another quantity: it is never added to a kWh of the others.

    :param year: calendar year; when absent, the latest that is over and known half as well as the best known
    :param owner: name or id of an organisation; all of them when absent
    :param commune: INSEE code; all of them when absent

    :returns: `{year, owner, commune, total_kwh, buildings: {with_data, all}, by_type: [{type, label, subject, kwh,
        share, buildings, buildings_all, area_m2, kwh_per_m2, median_kwh_per_m2}], by_carrier: [{carrier, label, kwh,
        share}], outside_totals (water, waste, street lighting, as by_type), intensity, area_m2, regulatory_kwh,
        co2e: {kg, kwh (that kg is about), share (of the total kWh), purpose, network_content: direct|life-cycle,
        factors: [{reference, carrier, label, network, value, unit, heating_value, divisor, text, valid_from,
        valid_until}], not_computed: [{carrier, label, kwh, reason, text}]} | null,
        change: {previous_year, kwh, previous_kwh, percent, buildings} | null (the same buildings, with the same
        carriers, complete in both years),
        quartiles: {q1, median, q3, buildings} | null (kWh/m²),
        by_commune: [{insee, name, kwh, buildings, buildings_all, population, kwh_per_inhabitant, kwh_per_m2}],
        top: [{owner, id, name, type, type_label, commune, commune_name, kwh, share, kwh_per_m2}] (the ten largest),
        trend: [{year, kwh, with_data, all}] (every year, the first one first),
        cost_eur | null, cost_kwh (that cost_eur is about),
        territoire_engage: {mwh, kwh_per_inhabitant, kwh_per_m2, population} (indicators 14a, 14b, 14c; inhabitants of
        the commune asked for, or that owns, else of the Métropole),
        reasons: {field: why it is null}, left_out: [{reason, text, buildings, kwh}], synthetic,
        sources: [{resource_id, sha256, profile, dataset, title, synthetic}],
        indicators: [{owner, profile, label, resource_id, sha256, dataset, title}], formula, formula_version,
        computed_at, years, communes, units}`.
    :raises ValidationError: not a year, not one of the 71 communes
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_dashboard", context, data_dict)
    owner = owner_if_any(data_dict)
    figures = indicators.dashboard(year_of(data_dict), owner.id if owner else None, _commune(data_dict))
    return {**figures, "owner": owner.name if owner else None}


@tk.side_effect_free
def rouen_energy_building_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What one building used, by year, month and carrier, from public tables; anyone may ask, by GET too.

    Energy is delivered kWh (gross calorific value for gas), areas are m², intensities kWh/m², `co2e_kg` kgCO2e.

    :param owner: name or id of the organisation that owns the building
    :param id: identifier of the building, unique with its owner
    :param year: year of `beside`; the latest with data when absent

    :returns: `{owner: {id, name, title}, building: {id, name, type, type_label, commune: {insee, name}, area_m2,
        area_kind, area_kind_label, built, protection, latitude, longitude, address}, year,
        years: [{year, kwh, by_carrier: {carrier: kwh}, kwh_per_m2, regulatory_kwh, co2e_kg, co2e_kwh, co2e_factors:
        [reference], co2e_reason, cost_eur, days_covered, days}] (the first one first; kwh null without data),
        months: [{month: "2021-01", carrier, kwh, days_covered, days, estimated_kwh, origin}],
        beside: {type, type_label, year, buildings, q1, median, q3} | null (kWh/m² of the buildings of its type, of
        all owners; q1, median and q3 null for fewer than three),
        meters: [{id, carrier, share, use, use_label, from, to, supplier, network}] for who may read the table of
        meters, else null, carriers: {carrier: label}, reasons: {field: why it is null}, sources, indicators, synthetic,
        formula, formula_version, computed_at, units}`
    :raises ValidationError: owner or id absent, not a year
    :raises ObjectNotFound: no such building in a public table
    """
    tk.check_access("rouen_energy_building_show", context, data_dict)
    owner = owner_if_any(data_dict)
    if owner is None or not str(data_dict.get("id") or "").strip():
        raise tk.ValidationError({"id": [tk._("Propriétaire et identifiant du bâtiment attendus.")]})
    return indicators.building(owner, str(data_dict["id"]).strip(), year_of(data_dict), str(context.get("user") or ""))


@tk.side_effect_free
def rouen_energy_indicator_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What a published indicator was computed from; anyone may ask, by GET too.

    :param resource_id: a resource of a dataset “Indicateurs énergie”

    :returns: `{resource_id, owner: {id, name, title}, profile, sha256, rows, formula, formula_version, inputs:
        [{resource_id, sha256, profile, dataset, title, synthetic}], private_inputs, left_out: [{year, reason, text,
        buildings, kwh}], computed_at}`; `sha256` is that of the published file, those of `inputs` are those of the
        files read. The months of buildings come from tables of meters, which are not public: `private_inputs` counts
        them, and what of them is left out is for those who keep them (`rouen_energy_quality`).
    :raises ValidationError: resource_id absent
    :raises ObjectNotFound: not a published indicator
    """
    tk.check_access("rouen_energy_indicator_show", context, data_dict)
    return indicators.indicator(tk.get_or_bust(data_dict, "resource_id"))


@tk.side_effect_free
def rouen_energy_factor_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The factors that the portal knows, with their texts; anyone may ask, by GET too.

    :param year: only those in force on 31 December of this year

    :returns: `{purpose, network_content: direct|life-cycle, factors: [{reference, quantity: co2e|final|primary,
        purpose, carrier, label, use, value, unit, heating_value, divisor, valid_from, valid_until, text, text_date}],
        networks: [{edition, year, id, name, direct, life_cycle}]}`: delivered kWh ÷ divisor × value gives the
        quantity. Networks are in kgCO2e per delivered kWh.
    :raises ValidationError: not a year
    """
    tk.check_access("rouen_energy_factor_list", context, data_dict)
    return indicators.factor_list(year_of(data_dict))


def _commune(data_dict: DataDict) -> str | None:
    value = str(data_dict.get("commune") or "").strip()
    if value and value not in all_communes():
        raise tk.ValidationError({"commune": [tk._("Code INSEE d'une commune de la Métropole attendu.")]})
    return value or None
