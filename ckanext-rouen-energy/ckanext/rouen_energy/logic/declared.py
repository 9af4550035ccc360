"""What a report declared of the energy of a year: shown apart, never mixed with what is computed."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.rouen_municipalities.logic.kpi.showing import declared
from ckanext.rouen_municipalities.store.kpi.statements import declared_values

from .language import language

INITIATIVE = "energy"


def declared_of(year: int) -> list[dict[str, Any]]:
    """The declared figures of a year, as `rouen_kpi_list` gives them."""
    figures = [one for one in declared_values(model.Session) if one.initiative == INITIATIVE]
    return [declared(one, language()) for one in figures if one.period == str(year)]
