"""Actions of energy management: the path of the tertiary decree, the months to come, where to look first."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ...store import sources
from .. import management
from .parameters import owner_of, whole_number, year_of

__all__ = [
    "rouen_energy_compare",
    "rouen_energy_forecast",
    "rouen_energy_monday",
    "rouen_energy_operat",
    "rouen_energy_trajectory",
]

ITEMS, MOST_ITEMS = 10, 100


@tk.side_effect_free
def rouen_energy_trajectory(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Where buildings stand on the path of the tertiary decree, computed from public tables; anyone may ask, by GET.

    `kwh` of a path are final energy as the decree counts it, corrected for the climate when `is_corrected`;
    `delivered_kwh` beside them are what was delivered: the two are never added.

    :param owner: name or id of an organisation; all of them together when absent
    :param id: identifier of a building of the owner; all its buildings when absent

    :returns: `{owner: {id, name, title} | null, buildings: [{id, owner (its name), name, type, type_label, site,
        subject: {is_subject: true|false|null (a missing area decides), reason, text, area_m2, site_m2, site_buildings,
        threshold_m2, assumed},
        path: {origin: declared|proposed, is_corrected, shares: declared|estimated|null (the parts that heat and cool:
            by the table energy/tertiary, or by the months), change_percent, stopped: [carrier], text,
            reference and current: {from, to (excluded), kwh, regulatory_kwh (not corrected), delivered_kwh,
            by_carrier: {carrier: delivered kWh}, climate: {heating_kwh, cooling_kwh, heating_degree_days,
            cooling_degree_days, normal_heating_degree_days, normal_cooling_degree_days, normal_years: [year],
            is_official} | null, climate_text (why null, else null), factors: [reference]},
            milestones: [{year, reduction (percent), relative_kwh, absolute_kwh | null, absolute_kwh_per_m2 | null,
            absolute_text (why null, else `180 kWh/m²`), target_kwh, way: relative|absolute, current_kwh,
            distance_kwh, distance_percent, is_reached, text}]} | null,
        refusal: {reason, text} | null (why there is no path)}],
        sites: [{id, owner, buildings: [id], reference_kwh, current_kwh, reference_delivered_kwh, current_delivered_kwh,
            milestones: [{year, target_kwh, current_kwh, distance_kwh, text}], left_out: [{id, reason, text}]}],
        together: {buildings (how many), figures and milestones as of a site} | null (the subject buildings that have a
            path), counts: {all, subject, not_subject, undetermined, with_path} (with_path: of
            the subject ones),
        weather: {from, to} | null, rules: [{name, year, value, text}], carriers: {carrier: label},
        sources: [{resource_id, sha256, profile, dataset, title, synthetic}], synthetic}`.
        `text` are sentences in the caller's language, without a full stop.
    :raises ValidationError: id without owner
    :raises ObjectNotFound: no such organisation, or no such building in a public table
    """
    tk.check_access("rouen_energy_trajectory", context, data_dict)
    return _told(management.trajectory, data_dict)


@tk.side_effect_free
def rouen_energy_operat(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Rows of a file prepared for OPERAT, one for each subject building and twelve months; anyone may ask, by GET too.

    :param owner: name or id of an organisation

    :returns: `{owner: {id, name, title}, titles: [column], rows: [{column: text}], left_out: [{id, name, reason,
        text}] (subject buildings without a row), sources, synthetic}`
    :raises ValidationError: owner absent
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_operat", context, data_dict)
    return management.prepared(owner_of(data_dict))


@tk.side_effect_free
def rouen_energy_forecast(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The next twelve months, computed from public tables; anyone may ask, by GET too. Delivered kWh.

    :param owner: name or id of an organisation; all of them together when absent
    :param id: identifier of a building of the owner; all its buildings together when absent

    :returns: `{owner: {id, name, title} | null, building: {id, name} | null, buildings (that the months are of),
        months: [{month: "2026-01", kwh, low, high}] (90 % intervals; empty when hidden), kwh, low, high (of the twelve
        together; null when hidden), known: [{month, kwh | null}] (up to the last known month, null where not wholly
        known), follows: {month, heating, cooling} (booleans: what the model has) | null, is_shown, reason: null|
        few-months|not-scored|no-better|no-month, text (the sentence, or why nothing is shown),
        score: {origins, months, error, naive_error (kWh a month), gain_percent, inside_percent, widening} | null,
        weather: {from, to} | null, sources, synthetic}`
    :raises ValidationError: id without owner
    :raises ObjectNotFound: no such organisation, or no such building in a public table
    """
    tk.check_access("rouen_energy_forecast", context, data_dict)
    return _told(management.forecasting, data_dict)


@tk.side_effect_free
def rouen_energy_compare(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """A building beside others of its type, beside what OPERAT knows, beside its last year; anyone may ask, by GET too.

    All but the load at night and at the week-end comes from public tables; that is for who may edit the owner's
    datasets, null for others.

    :param owner: name or id of an organisation
    :param id: identifier of a building
    :param year: calendar year of the comparison; the latest that is wholly known when absent

    :returns: `{owner: {id, name, title}, building: {id, name, type, type_label}, year,
        peers: {intensity, rank (1 uses the most), buildings, quarter (1 uses the least), q1, median, q3,
            above_median_kwh, above_q1_kwh, type, type_label, text} | null (buildings of this type of all owners, whose
            year is wholly known; kWh/m²),
        national: {year, kwh_per_m2, above_kwh, area_m2, q1, median, q3, text} | null (regulatory kWh),
        drift: {used_kwh, expected_kwh, excess_kwh, percent, is_corrected, carriers, left_out} | null (the year beside
            the year before),
        loads: [{meter, carrier, night: {night_kw, day_kw, share_percent, base_kwh, base_share_percent} | null,
            night_text, weekend: {weekend_kwh, weekday_kwh, share_percent} | null, weekend_text}] | null,
        reasons: {peers|national|drift|loads: why null}, carriers: {carrier: label}, sources, synthetic}`
    :raises ValidationError: owner or id absent, not a year
    :raises ObjectNotFound: no such organisation, or no such building in a public table
    """
    tk.check_access("rouen_energy_compare", context, data_dict)
    owner, building = owner_of(data_dict), _id(data_dict)
    if building is None:
        raise tk.ValidationError({"id": [tk._("Propriétaire et identifiant du bâtiment attendus.")]})
    return management.compared(owner, building, year_of(data_dict), str(context.get("user") or ""))


@tk.side_effect_free
def rouen_energy_monday(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The buildings to look at first, by what one reason alone is worth; for who may edit the owner's datasets, by GET.

    Reasons overlap: they are never added.

    :param owner: name or id of an organisation
    :param year: calendar year; the latest that is wholly known when absent
    :param limit: how many buildings, 1 to 100; 10 when absent

    :returns: `{owner: {id, name, title}, year, years: [that could be asked for], items: [{id, name, type, type_label,
        kwh (a year, the largest reason), findings: [{kind: drift|peers|night|weekend, kwh, figure (percent for
        drift, kWh/m² for peers, else percent of the day), is_corrected, text}]}], looked_at: {drift, peers, night,
        weekend} (buildings that could be),
        weather: {from, to} | null, sources, synthetic}`
    :raises ValidationError: owner absent, not a year, not a limit
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_monday", context, data_dict)
    return management.listed(owner_of(data_dict), year_of(data_dict), _limit(data_dict))


def _told(by: management.Telling, data_dict: DataDict) -> dict[str, Any]:
    """Of one owner, or of all of them."""
    if str(data_dict.get("owner") or "").strip():
        return by.of_owner(owner_of(data_dict), _id(data_dict))
    if _id(data_dict):
        raise tk.ValidationError({"owner": [tk._("Propriétaire et identifiant du bâtiment attendus.")]})
    return by.of_owners(sources.organizations(sources.owners()))


def _id(data_dict: DataDict) -> str | None:
    return str(data_dict.get("id") or "").strip() or None


def _limit(data_dict: DataDict) -> int:
    value = str(data_dict.get("limit") or ITEMS).strip()
    limit = whole_number(value, 1, MOST_ITEMS)
    if limit is None:
        raise tk.ValidationError({"limit": [tk._("Nombre attendu, de 1 à 100.")]})
    return limit
