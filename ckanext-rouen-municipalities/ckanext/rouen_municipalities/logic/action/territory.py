"""Actions of the concept territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.completeness import Standing
from ...core.freshness import State
from ...core.referents import Role
from ...store import catalogue
from ...store.freshness import freshness_of
from ..clock import today
from ..completeness import described, standings_of, summary
from ..language import language
from ..territory import CommuneState, commune_states, find_member, fresh_datasets

__all__ = ["rouen_commune_list", "rouen_commune_show"]

Context = dict[str, Any]
Data = dict[str, Any]


@tk.side_effect_free
def rouen_commune_list(context: Context, data_dict: Data) -> list[Data]:
    """The communes of the Métropole, by name, and where each stands.

    :param at: the day to look at (ISO date, default today)
    :returns: for each commune ``insee``, ``name``, ``siren``, ``postcodes``, ``population`` and its year, ``centre``
        (``lat``, ``lon``), ``obligation`` (whether the law obliges it to open its data), ``step``, ``step_since``,
        ``next_step``, ``reached`` (the forward steps it has taken), ``involved``, ``organization`` (its name, if it
        has one), ``datasets`` (open ones, those that the Métropole publishes for it included), ``fresh`` (those of
        them that are up to date) and ``scdl`` (``valid`` out of ``applicable``); the last two tell of today

    Anybody may call it. Raises ValidationError when ``at`` is no date.
    """
    tk.check_access("rouen_commune_list", context, data_dict)
    day = _day(data_dict)
    states = commune_states(model.Session, day)
    fresh = fresh_datasets(model.Session, today())
    standing = standings_of(model.Session, [state.commune for state in states], today())
    return [_dictize(state, fresh, standing[state.insee]) for state in states]


@tk.side_effect_free
def rouen_commune_show(context: Context, data_dict: Data) -> Data:
    """One commune as in ``rouen_commune_list``, and what it has done, has open and is expected to open.

    :param insee: its INSEE code
    :param at: the day to look at (ISO date, default today)
    :returns: beside the keys of the list ``steps``, ``open_datasets`` (``name``, ``title``, ``freshness``,
        ``days_late``, ``on_behalf``: whether the Métropole publishes it), ``expected`` (for each schema its ``state``:
        ``valid``, ``via-metropole``, ``stale``, ``invalid``, ``absent``, ``national`` or ``not-applicable``) and
        ``roles`` (whether each is filled, None without an organisation; never by whom)

    Anybody may call it. Raises ObjectNotFound for a code that is none of the communes on that day.
    """
    tk.check_access("rouen_commune_show", context, data_dict)
    insee, day = str(tk.get_or_bust(data_dict, "insee")), _day(data_dict)
    find_member(insee, day)
    state = next(each for each in commune_states(model.Session, day) if each.insee == insee)
    standing = standings_of(model.Session, [state.commune], today())[insee]
    datasets = _open_datasets(insee, today())
    fresh = {insee: sum(each["freshness"] == State.FRESH for each in datasets)}
    return {
        **_dictize(state, fresh, standing),
        "steps": tk.get_action("rouen_commune_step_list")(dict(context), {"insee": insee}),
        "open_datasets": datasets,
        "expected": [described(each, language()) for each in standing],
        "roles": _roles(state),
    }


def _open_datasets(insee: str, day: date) -> list[Data]:
    found = catalogue.open_datasets_of(model.Session, insee)
    freshness = freshness_of(model.Session, day, [each.id for each in found]) if found else {}
    return [
        {
            "name": each.name,
            "title": each.title,
            "freshness": freshness[each.id].state.value,
            "days_late": freshness[each.id].days_late,
            "on_behalf": each.on_behalf,
        }
        for each in found
        if each.id in freshness
    ]


def _roles(state: CommuneState) -> Data | None:
    organization = state.organization
    return {role.value: role not in organization.vacant for role in Role} if organization else None


def _dictize(state: CommuneState, fresh: Mapping[str, int], standing: Sequence[Standing]) -> Data:
    commune, where = state.commune, state.position
    return {
        "insee": commune.insee,
        "name": commune.name,
        "siren": commune.siren,
        "postcodes": list(commune.postcodes),
        "population": commune.population,
        "population_year": commune.population_year,
        "obligation": commune.has_obligation,
        "centre": {"lat": commune.latitude, "lon": commune.longitude},
        "step": where.step.value if where.step else None,
        "step_since": where.since.isoformat() if where.since else None,
        "next_step": where.next.value if where.next else None,
        "reached": [step.value for step in state.reached],
        "involved": state.involved,
        "organization": state.organization.name if state.organization else None,
        "datasets": state.datasets,
        "fresh": fresh.get(commune.insee, 0),
        "scdl": summary(standing),
    }


def _day(data_dict: Data) -> date:
    text = data_dict.get("at")
    if not text:
        return today()
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise tk.ValidationError({"at": [tk._("Date attendue, par exemple 2026-11-22.")]}) from error
