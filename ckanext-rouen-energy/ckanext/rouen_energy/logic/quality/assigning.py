"""Saying which building a meter serves: once, by an officer, kept for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk

from ...core.assignment import WHOLE, Assignment, in_force, largest_sum
from ...store import assignment, sources
from .estate import Estate, estate_of, months_read
from .inbox import given

#: Sent when an officer said something of a meter: `meter_assigned.send(owner)`, the id of its organisation.
meter_assigned = tk.signals.ckanext.signal("rouen_energy:meter_assigned")


def assign(owner: sources.Organization, new: Assignment, user: str) -> dict[str, Any]:
    """Give a share of a meter to a building; the figures follow. Raises ValidationError.

    `rouen_energy_meter_assign` documents the keys.
    """
    found = estate_of(owner.id, months_read(owner.id))
    errors = _errors(new, found)
    if errors:
        raise tk.ValidationError(errors)
    assignment.add(new, user)
    meter_assigned.send(owner.id)
    now = replace(found, assignments=assignment.assignments(owner.id))
    return {
        "owner": owner.name,
        "id_compteur": new.meter,
        "assigned": [given(one, now) for one in now.assignments if one.meter == new.meter],
    }


def _errors(new: Assignment, found: Estate) -> dict[str, list[str]]:
    if not new.share:
        return {}
    errors: dict[str, list[str]] = {}
    meter = next((one for one in found.meters if one.id == new.meter), None)
    if meter is None:
        errors["id_compteur"] = [tk._("Aucune table de ce propriétaire ne parle de ce compteur.")]
    elif not (meter.carrier or new.carrier):
        errors["vecteur"] = [tk._("Dites ce que compte ce compteur : aucune table ne donne son vecteur.")]
    if new.building not in found.buildings:
        errors["id_batiment"] = [tk._("Aucune table de ce propriétaire ne connaît ce bâtiment.")]
    if new.end <= new.first:
        errors["to"] = [tk._("La fin (exclue) doit être après le début.")]
    if not errors and _shares(new, found) > WHOLE:
        errors["share"] = [tk._("Les parts de ce compteur dépasseraient 1 (100 %).")]
    return errors


def _shares(new: Assignment, found: Estate) -> Any:
    said = [*(one for one in found.assignments if one.meter == new.meter), new]
    return largest_sum(in_force(said))
