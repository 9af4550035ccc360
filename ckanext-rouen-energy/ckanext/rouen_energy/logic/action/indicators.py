"""Actions of the annual indicators."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.rouen_municipalities.core.territory import all_communes

from ...store import sources
from .. import indicators

__all__ = ["rouen_energy_dashboard"]

FIRST_YEAR, LAST_YEAR = 1900, 2200


@tk.side_effect_free
def rouen_energy_dashboard(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What the buildings used in a year, computed from public tables; anyone may ask, by GET too.

    Energy is delivered kWh (gross calorific value for gas), areas are m², `intensity` and `kwh_per_m2` are kWh/m² of
    the buildings whose floor area is known, `share` is a percentage of the total.

    :param year: calendar year; the latest that has data when absent
    :param owner: name or id of an organisation; all of them when absent
    :param commune: INSEE code; all of them when absent

    :returns: `{year, owner, commune, total_kwh, buildings: {with_data, all}, by_type: [{type, label, subject, kwh,
        share, buildings, buildings_all, area_m2, kwh_per_m2}], by_carrier: [{carrier, label, kwh, share}],
        outside_totals (water, waste, street lighting, as by_type), intensity, area_m2, co2e, change, reasons: {field:
        why it is null}, left_out: [{reason, buildings, kwh}], synthetic, sources: [{resource_id, sha256, profile,
        dataset, title, synthetic}], indicators: [{owner, resource_id, sha256, dataset, title}], formula,
        formula_version, computed_at, years, communes, units}`.
        `co2e` and `change` are null until their inputs are there.
    :raises ValidationError: not a year, not one of the 71 communes
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_dashboard", context, data_dict)
    owner = _owner(data_dict)
    figures = indicators.dashboard(_year(data_dict), owner.id if owner else None, _commune(data_dict))
    return {**figures, "owner": owner.name if owner else None}


def _year(data_dict: DataDict) -> int | None:
    value = str(data_dict.get("year") or "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and FIRST_YEAR <= int(value) <= LAST_YEAR):
        raise tk.ValidationError({"year": [tk._("Année attendue, par exemple 2021.")]})
    return int(value)


def _owner(data_dict: DataDict) -> sources.Organization | None:
    value = str(data_dict.get("owner") or "").strip()
    if not value:
        return None
    organization = sources.organization(value)
    if organization is None:
        raise tk.ObjectNotFound(tk._("Organisation introuvable."))
    return organization


def _commune(data_dict: DataDict) -> str | None:
    value = str(data_dict.get("commune") or "").strip()
    if value and value not in all_communes():
        raise tk.ValidationError({"commune": [tk._("Code INSEE d'une commune de la Métropole attendu.")]})
    return value or None
