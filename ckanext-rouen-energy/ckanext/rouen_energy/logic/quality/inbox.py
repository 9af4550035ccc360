"""The inbox: meters that match no building of their owner, and what officers said of others."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ...core.assignment import Assignment
from ...core.inbox import Meter, Reason
from ...core.metering import carriers
from ...store import sources
from ..language import language
from .estate import Estate, estate_of, months_read


def inbox(owner: sources.Organization) -> dict[str, Any]:
    """The meters of an owner that wait for a building; `rouen_energy_inbox_list` documents the keys."""
    found = estate_of(owner.id, months_read(owner.id))
    waiting = found.unmatched
    places = sources.datasets([mention.resource_id for meter in waiting for mention in meter.mentions])
    return {
        "owner": {"id": owner.id, "name": owner.name, "title": owner.title},
        "meters": counted(found),
        "unmatched": [_waiting(meter, found, places) for meter in waiting],
        "assigned": [given(one, found) for one in found.assignments],
        "buildings": [{"id": one, "name": name} for one, name in found.buildings.items()],
    }


def counted(found: Estate) -> dict[str, int]:
    """How many meters there are, and how many of them match a building."""
    unmatched = len(found.unmatched)
    return {"all": len(found.meters), "matched": len(found.meters) - unmatched, "unmatched": unmatched}


def given(one: Assignment, found: Estate) -> dict[str, Any]:
    """What an officer said of a meter."""
    return {
        "id_compteur": one.meter,
        "id_batiment": one.building,
        "building_name": found.buildings.get(one.building),
        "share": float(one.share),
        "carrier": one.carrier,
        "from": one.valid_from.isoformat() if one.valid_from else None,
        "to": one.valid_to.isoformat() if one.valid_to else None,
    }


def carrier_label(carrier: str | None) -> str | None:
    """A carrier in the caller's language."""
    return carriers()[carrier].label(language()) if carrier in carriers() else carrier


def _waiting(meter: Meter, found: Estate, places: dict[str, sources.Dataset]) -> dict[str, Any]:
    why = found.reason(meter) or Reason.UNKNOWN_METER
    return {
        "id_compteur": meter.id,
        "carrier": meter.carrier,
        "carrier_label": carrier_label(meter.carrier),
        "reason": why.value,
        "text": _words(why),
        "named": sorted(meter.named),
        "from": meter.first.isoformat() if meter.first else None,
        "to": meter.end.isoformat() if meter.end else None,
        "found_in": [
            {"resource_id": mention.resource_id, **_place(places.get(mention.resource_id))}
            for mention in meter.mentions
        ],
    }


def _place(dataset: sources.Dataset | None) -> dict[str, str | None]:
    return {"dataset": dataset.name if dataset else None, "title": dataset.title if dataset else None}


def _words(why: Reason) -> str:
    return {
        Reason.UNKNOWN_METER: tk._("Aucune table de compteurs ne le connaît."),
        Reason.NO_BUILDING: tk._("La table des compteurs ne lui donne aucun bâtiment."),
        Reason.UNKNOWN_BUILDING: tk._("Le bâtiment nommé n'est dans aucune table de bâtiments."),
    }[why]
