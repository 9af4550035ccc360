"""Actions for those who keep an owner's energy data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ...core.assignment import WHOLE, Assignment
from ...core.metering import carriers
from .. import quality
from .parameters import owner_of, year_of

__all__ = ["rouen_energy_inbox_list", "rouen_energy_meter_assign", "rouen_energy_quality"]


@tk.side_effect_free
def rouen_energy_quality(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What is missing and what looks odd in an owner's energy data, by GET too; for who may edit its datasets.

    :param owner: name or id of an organisation
    :param year: year of the calendar; the latest that has bills or readings when absent

    :returns: `{owner: {id, name, title}, year, years, meters: {all, matched, unmatched}, buildings: {with_data, all},
        calendar: [{source: bills|readings, meter, building, buildings: [{id, name}], carrier, carrier_label,
        resource_id and dataset (of the readings), months: {"2021-01": complete|estimated|partial|missing|zero},
        wanting (months that are not complete), suspected (readings)}] (those that want most first),
        states: {state: label},
        suspected: [{resource_id, dataset, meter, start, seconds, kwh, status, label, value, unit}] (`value` and
        `unit` are what the file says, `start` is in the time of Paris), left_out: [{reason, text, buildings, kwh}],
        synthetic}`. Bills are expected from the first of a meter or building to the latest of the owner; `zero` is a
        month of nothing but zeros when the same month of another year used something.
    :raises ValidationError: owner absent, not a year
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_quality", context, data_dict)
    return quality.report(owner_of(data_dict), year_of(data_dict))


@tk.side_effect_free
def rouen_energy_inbox_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The meters of an owner that match no building, by GET too; for who may edit its datasets.

    :param owner: name or id of an organisation

    :returns: `{owner: {id, name, title}, meters: {all, matched, unmatched}, unmatched: [{id_compteur, carrier,
        carrier_label, reason: unknown-meter|no-building|unknown-building, text, named: [building ids], from, to (days,
        `to` excluded), found_in: [{resource_id, dataset, title}]}], assigned: [{id_compteur, id_batiment,
        building_name, share, carrier, from, to}], buildings: [{id, name}]}`
    :raises ValidationError: owner absent
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_inbox_list", context, data_dict)
    return quality.inbox(owner_of(data_dict))


def rouen_energy_meter_assign(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Say which building a meter serves; for who may edit the owner's datasets. What was said is kept.

    A table of meters that names a known building is believed before. Said again of the same meter, building and
    period, the last word counts; a share of 0 takes it back.

    :param owner: name or id of an organisation
    :param id_compteur: a meter that a table of this owner mentions
    :param id_batiment: a building of a table of this owner
    :param vecteur: what it counts, as `électricité`; needed where no table says it, which is believed before
    :param share: part of the meter, from 0 to 1; 1 when absent
    :param from: first day, as 2021-01-31; no bound when absent
    :param to: day after the last; no bound when absent

    :returns: `{owner, id_compteur, assigned: [{id_compteur, id_batiment, building_name, share, carrier, from,
        to}]}`
    :raises ValidationError: unknown meter, building or carrier, shares above 1, a period that ends before it begins
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_meter_assign", context, data_dict)
    owner = owner_of(data_dict)
    new = Assignment(
        owner=owner.id,
        meter=_text(data_dict, "id_compteur"),
        building=_text(data_dict, "id_batiment"),
        share=_share(data_dict),
        valid_from=_day(data_dict, "from"),
        valid_to=_day(data_dict, "to"),
        carrier=_carrier(data_dict),
    )
    return quality.assign(owner, new, str(context.get("user") or ""))


def _text(data_dict: DataDict, name: str) -> str:
    value = str(data_dict.get(name) or "").strip()
    if not value:
        raise tk.ValidationError({name: [tk._("Valeur attendue.")]})
    return value


def _carrier(data_dict: DataDict) -> str | None:
    value = str(data_dict.get("vecteur") or "").strip()
    if value and value not in carriers():
        raise tk.ValidationError({"vecteur": [tk._("Vecteur attendu : %(names)s.") % {"names": ", ".join(carriers())}]})
    return value or None


def _share(data_dict: DataDict) -> Decimal:
    said = str(data_dict.get("share") if data_dict.get("share") is not None else "").strip().replace(",", ".")
    try:
        share = Decimal(said) if said else WHOLE
    except InvalidOperation:
        share = Decimal(-1)
    if not (share.is_finite() and 0 <= share <= WHOLE):
        raise tk.ValidationError({"share": [tk._("Nombre de 0 à 1 attendu, par exemple 0,5.")]})
    return share


def _day(data_dict: DataDict, name: str) -> date | None:
    said = str(data_dict.get(name) or "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise tk.ValidationError({name: [tk._("Date attendue, par exemple 2021-01-31.")]}) from None
