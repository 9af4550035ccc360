"""Actions of the concept territory."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...store import catalogue
from ..territory import CommuneState, commune_states

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
        has one) and ``datasets`` (open ones)

    Anybody may call it. Raises ValidationError when ``at`` is no date.
    """
    tk.check_access("rouen_commune_list", context, data_dict)
    return [_dictize(state) for state in commune_states(model.Session, _day(data_dict))]


@tk.side_effect_free
def rouen_commune_show(context: Context, data_dict: Data) -> Data:
    """One commune as in ``rouen_commune_list``, with its ``steps`` and its ``open_datasets`` (``name``, ``title``).

    :param insee: its INSEE code
    :param at: the day to look at (ISO date, default today)

    Anybody may call it. Raises ObjectNotFound for a code that is none of the communes on that day.
    """
    tk.check_access("rouen_commune_show", context, data_dict)
    insee = tk.get_or_bust(data_dict, "insee")
    for state in commune_states(model.Session, _day(data_dict)):
        if state.commune.insee == insee:
            steps = tk.get_action("rouen_commune_step_list")(dict(context), {"insee": insee})
            return {**_dictize(state), "steps": steps, "open_datasets": _open_datasets(state)}
    raise tk.ObjectNotFound(tk._("Commune inconnue : %(insee)s") % {"insee": insee})


def _open_datasets(state: CommuneState) -> list[Data]:
    if not state.organization:
        return []
    found = catalogue.open_datasets_of(model.Session, state.organization.id)
    return [{"name": name, "title": title} for name, title in found]


def _dictize(state: CommuneState) -> Data:
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
    }


def _day(data_dict: Data) -> date:
    text = data_dict.get("at")
    if not text:
        return date.today()
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise tk.ValidationError({"at": [tk._("Date attendue, par exemple 2026-11-22.")]}) from error
