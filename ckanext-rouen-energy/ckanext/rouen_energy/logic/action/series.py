"""The action that gives a meter's energy over time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ...core.series import FEWEST, MOST
from ..series import Asked, series
from .parameters import whole_number

__all__ = ["rouen_energy_series"]

POINTS = 1000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


@tk.side_effect_free
def rouen_energy_series(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What one meter used over time, for whoever may read the table of its readings; by GET too.

    Energy is delivered kWh (gross calorific value for gas); moments are ISO 8601 in Paris time with their offset.

    :param resource_id: the resource of a published table of readings (profile energy/readings)
    :param meter: identifier of a meter of the table; its first one when absent
    :param from: first day, ISO (`2021-03-01`); the first that has readings when absent
    :param to: the day after the last, ISO; the end of the readings when absent
    :param points: the most points wanted, 10 to 5000; 1000 when absent

    :returns: `{resource_id, meter, meters: [identifiers], from, to, step, unit: "kWh", points: [[start, kWh or null]],
        gaps: [{from, to, hours}], outliers: [{start, kwh, status, label}], replaced: [{start, kwh, was_kwh,
        replaced_at}], extent: {from, to} or null}`. `step` is the finest of `reading`, `hour`, `day`, `week`, `month`
        that needs no more than `points` points; each point lasts until the next one; null: nothing was read.
        `outliers` are readings that look wrong (`suspected-outlier`, `suspected-stuck`), counted all the same;
        `replaced` are those that a later file corrected, with what they said; at most 1000 of each.
    :raises ValidationError: a parameter that cannot be read
    :raises NotAuthorized: the caller may not read the resource
    :raises ObjectNotFound: no such resource, or no such meter in its table
    """
    tk.check_access("rouen_energy_series", context, data_dict)
    first, end = _day(data_dict, "from"), _day(data_dict, "to")
    if first and end and end <= first:
        raise tk.ValidationError({"to": [tk._("La fin doit suivre le début.")]})
    meter = str(data_dict.get("meter") or "").strip() or None
    return series(Asked(str(data_dict["resource_id"]), meter, first, end, _points(data_dict)))


def _day(data_dict: DataDict, name: str) -> date | None:
    text = str(data_dict.get(name) or "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    day = moment.astimezone(ZoneInfo("Europe/Paris")).date() if moment and moment.tzinfo else moment and moment.date()
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise tk.ValidationError({name: [tk._("Date attendue, par exemple 2021-03-01.")]})
    return day


def _points(data_dict: DataDict) -> int:
    text = str(data_dict.get("points") or POINTS).strip()
    points = whole_number(text, FEWEST, MOST)
    if points is None:
        raise tk.ValidationError({"points": [tk._("Nombre de points attendu, de 10 à 5000.")]})
    return points
