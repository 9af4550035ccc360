"""Actions for what works saved: what the energy manager declares of them, and what came of it."""

from __future__ import annotations

import math
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ...core.impact.degree_days import BASE
from .. import impact
from .parameters import owner_of

#: °C
LOWEST_BASE, HIGHEST_BASE = -10, 40

__all__ = [
    "rouen_energy_degree_days",
    "rouen_energy_impact",
    "rouen_energy_work_declare",
    "rouen_energy_work_list",
    "rouen_energy_work_withdraw",
]


@tk.side_effect_free
def rouen_energy_impact(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What declared works saved, with its 90 % interval, or why that is not told; by GET too.

    :param owner: name or id of an organisation; all of them when absent
    :param building: a building of that owner (`owner` is then needed); all of them when absent

    :returns: `{level: measured|indicative|null (nothing could be computed), strength: {level in words},
        percent, interval: [low, high] in percent | null (indicative has none), kwh, interval_kwh: [low, high] | null,
        expected_kwh, used_kwh, shown (the interval leaves out 0; null when there is none), sentence,
        works: [work, …], counted: [{id, text} …], refused: [{id, reason, text}, …], …}` where the figures are the
        sum of the works of the strongest level that there is, and each work is
        `{id, owner, building, building_name, first, end (excluded), text, level, strength, percent, interval, kwh,
        interval_kwh, expected_kwh, used_kwh, days, shown, sentence, carriers: [{carrier, label}],
        extrapolated (days colder or warmer than any of the baseline), periods: {baseline: [first, end], works: [first,
        end], reporting: [first, end]}, exclusions: [{first, end, reason}], months: [{month: "2024-01", expected_kwh,
        used_kwh, kwh, days}] (empty when indicative), degree_days: [{method: professional|simple-mean, label,
        percent}] (when indicative: by each method, the first is that of the figures), meters: {counted, refused}
        (numbers), counted: [{id, carrier, number (which meter of its carrier in the building), label, percent, kwh,
        interval_kwh, days: {baseline: {days, valid, excluded, not_read, no_temperature, stuck}, reporting: {…}},
        parameters, cv_rmse, nmbe, r2}], refused: [{id, carrier, number, label, reason, text,
        reasons: [{rule, found, required, period, month, text}]}]}`.
        `id` in a work's `counted` and `refused` is a meter for who may edit the owner's datasets, else null; level 1
        has an item for each carrier, with `periods`, the years of its bills, in place of days and model.
        Beside: `method: {formula, required, limits, bills, level (percent of the interval)}` in the
        caller's language, `formula_version`, `sources: [{resource_id, dataset, title, sha256}]`, `synthetic`,
        `computed_at`, `reasons: {level: text}` when there is nothing.
    :raises ObjectNotFound: no such organisation or building
    :raises ValidationError: building without owner
    """
    tk.check_access("rouen_energy_impact", context, data_dict)
    owner = owner_of(data_dict) if data_dict.get("owner") else None
    building = str(data_dict.get("building") or "").strip() or None
    if building and owner is None:
        raise tk.ValidationError({"owner": [tk._("Dites à qui est ce bâtiment.")]})
    return impact.show(owner, building, str(context.get("user") or ""))


@tk.side_effect_free
def rouen_energy_degree_days(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Degree-days of each month of the temperatures that an owner publishes, by both methods; by GET too.

    :param owner: name or id of an organisation
    :param base: °C, 18 when absent

    :returns: `{owner: {name, title}, base, methods: [{method: professional|simple-mean, label}], months: [{month:
        "2021-01", days, heating: {professional, simple-mean}, cooling: {…}}] (null where a day is not known),
        sources: [{resource_id, sha256}]}`, of the station that has most days
    :raises ObjectNotFound: no such organisation
    :raises ValidationError: base is no number from -10 to 40
    """
    tk.check_access("rouen_energy_degree_days", context, data_dict)
    return impact.degree_days_of(owner_of(data_dict), _base(data_dict))


@tk.side_effect_free
def rouen_energy_work_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What the energy manager declared: works, closures, days left out; by GET too, for who may edit the datasets.

    :param owner: name or id of an organisation
    :param building: one of its buildings; all of them when absent

    :returns: `{owner: {id, name, title}, declarations: [{id, kind: works|exclusion, kind_label, building,
        building_name, meter (null: the whole building), first, end (excluded), text, heating_share, baseline: [first,
        end] | null, reporting, author, declared_at}], buildings: [{id, name, meters: [id]}]}`; works first, then by day
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_work_list", context, data_dict)
    return impact.declarations(owner_of(data_dict), str(data_dict.get("building") or "").strip() or None)


def rouen_energy_work_declare(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Declare works, or days to leave out; for who may edit the owner's datasets. What was declared is kept.

    :param owner: name or id of an organisation
    :param building: a building of a table of this owner
    :param meter: one of its meters, when only that is concerned; the whole building when absent
    :param kind: `works` or `exclusion` (a closure, a flood, days of another use)
    :param first: first day, as 2023-04-03
    :param end: the day after the last
    :param text: what was done, or why the days are left out: shown with the result
    :param heating_share: works only: what part of the use heats, from 0 to 1, when bills are too few to tell
    :param baseline_first, baseline_end: works only: the days (the end excluded) to compare with, when the year before
        is not the one; before the works
    :param reporting_first, reporting_end: works only: the same of the time after them

    :returns: the declaration, as `rouen_energy_work_list` gives it
    :raises ValidationError: unknown building or meter, a period that ends before it begins, no text
    :raises ObjectNotFound: no such organisation
    """
    tk.check_access("rouen_energy_work_declare", context, data_dict)
    return impact.declare(owner_of(data_dict), data_dict, str(context.get("user") or ""))


def rouen_energy_work_withdraw(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take a declaration back; for who may edit the owner's datasets. It stays in the history, and counts no more.

    :param owner: name or id of an organisation
    :param id: of the declaration

    :returns: `{id}`
    :raises ObjectNotFound: no such organisation, or no such declaration in force
    """
    tk.check_access("rouen_energy_work_withdraw", context, data_dict)
    withdrawn = str(tk.get_or_bust(data_dict, "id"))
    return impact.withdraw(owner_of(data_dict), withdrawn, str(context.get("user") or ""))


def _base(data_dict: DataDict) -> float:
    try:
        base = float(str(data_dict.get("base") or BASE).replace(",", "."))
    except ValueError:
        base = math.nan
    if not LOWEST_BASE <= base <= HIGHEST_BASE:
        said = tk._("Nombre de %(low)s à %(high)s attendu.") % {"low": LOWEST_BASE, "high": HIGHEST_BASE}
        raise tk.ValidationError({"base": [said]})
    return base
