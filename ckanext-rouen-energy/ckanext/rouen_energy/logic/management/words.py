"""What answers on energy management have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk

from ...core.estate import building_types
from ...core.impact.days import Days
from ...core.management import SENTENCES
from ...core.metering import carriers
from ...core.trajectory.climate import Station
from ...store import sources
from ...store.management import Named
from ..language import language
from .holding import Held, described


def frame(owner: sources.Organization | None, held: Sequence[Held], profiles: Sequence[str]) -> dict[str, Any]:
    """Who is asked about, and what the answer comes from: tables of these profiles."""
    return {
        "owner": {"id": owner.id, "name": owner.name, "title": owner.title} if owner else None,
        "weather": weather(next((one.station for one in held if one.station), None)),
        "carriers": {name: carrier.label(language()) for name, carrier in carriers().items()},
        **described(dict.fromkeys(source for one in held for source in one.of(*profiles))),
    }


def building(held: Held, name: str) -> Named:
    """A building of the owner. Raises ObjectNotFound."""
    if name not in held.named:
        raise tk.ObjectNotFound(tk._("Bâtiment introuvable dans une table publique."))
    return held.named[name]


def identity(one: Named) -> dict[str, Any]:
    """A building as answers name it."""
    kind = one.building.type
    return {
        "id": one.building.id,
        "name": one.name,
        "type": kind,
        "type_label": building_types()[kind].label(language()),
        "site": one.building.site or None,
    }


def weather(known: Station | None) -> dict[str, str] | None:
    """The days of which temperatures are known."""
    if known is None:
        return None
    span = Days(known.weather.first, known.weather.lowest).span
    return {"from": span.first.isoformat(), "to": span.end.isoformat()}


def kwh(value: Decimal | float | None) -> float | None:
    """A figure to the tenth; None stays None."""
    return None if value is None else round(float(value), 1)


def day(value: date) -> str:
    """A day as JSON has it."""
    return value.isoformat()


def said(reason: str) -> str:
    """Why a figure is not there."""
    return SENTENCES[reason][language()]
