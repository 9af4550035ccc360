"""The resource view `energy_series_view`: what a meter used, from ten years to one day."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from sqlalchemy.exc import SQLAlchemyError

from ckanext.rouen_municipalities.store.publication import published_tables

from ..core import series_table
from ..core.series import FEWEST
from ..core.series_range import DAY, Range, chosen, moves

log = logging.getLogger(__name__)

NAME = "energy_series_view"
TEMPLATE = "rouen_energy/series_preview.html"
READINGS = "energy/readings"
POINTS = 1000
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 1, 1)


def info() -> dict[str, Any]:
    """What CKAN asks of a resource view."""
    return {
        "name": NAME,
        "title": tk._("Courbe de consommation"),
        "default_title": tk._("Courbe de consommation"),
        "icon": "chart-line",
        "iframed": False,
        "requires_datastore": True,
        "always_available": False,
        "preview_enabled": False,
        "full_page_edit": True,
    }


def can_view(resource: Mapping[str, Any]) -> bool:
    """A published table of readings."""
    return resource.get("profile") == READINGS and bool(resource.get("datastore_active"))


def variables(resource: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    """The series that the address asks for, where one can go from there; `series` is None when it cannot be shown."""
    try:
        return {"asked": asked, **_series(str(resource["id"]), asked)}
    except tk.NotAuthorized:
        return {"series": None, "problem": tk._("Ces relevés ne sont pas publics.")}
    except (tk.ObjectNotFound, tk.ValidationError):
        return {"series": None, "problem": tk._("Ce compteur n'est pas dans cette table.")}
    except SQLAlchemyError:
        log.exception("the series of resource %s cannot be shown", resource["id"])
        return {"series": None, "problem": ""}


def curves_of(owner: str) -> dict[str, str]:
    """The readable table of readings of an owner that each of its meters is in, by meter."""
    found: dict[str, str] = {}
    for table in published_tables(READINGS):
        if table.owner_org == owner:
            found = {**_meters_in(table.resource_id), **found}
    return found


def _meters_in(resource_id: str) -> dict[str, str]:
    asked = {"resource_id": resource_id, "points": FEWEST}
    try:
        meters = tk.get_action("rouen_energy_series")({}, asked)["meters"]
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return {}
    return dict.fromkeys(meters, resource_id)


def _series(resource_id: str, asked: Mapping[str, str]) -> dict[str, Any]:
    first, last = _day(asked.get("de")), _day(asked.get("a"))
    answer = _ask(resource_id, asked.get("compteur"), first, last)
    if not answer.get("extent"):
        return {"series": answer, "shown": None}
    extent = Range(_local_day(answer["extent"]["from"]), _local_day(answer["extent"]["to"]) - DAY)
    shown = chosen(first, last, extent)
    if (shown.first, shown.last) != (first or extent.first, last or extent.last):
        answer = _ask(resource_id, answer["meter"], shown.first, shown.last)
    return {
        "series": answer,
        "shown": shown,
        "moves": moves(shown, extent),
        "rows": series_table.rows(answer["points"], answer["outliers"]),
        "total_kwh": series_table.total(answer["points"]),
    }


def _ask(resource_id: str, meter: str | None, first: date | None, last: date | None) -> dict[str, Any]:
    asked = {
        "resource_id": resource_id,
        "meter": meter or None,
        "from": first.isoformat() if first else None,
        "to": (last + DAY).isoformat() if last else None,
        "points": POINTS,
    }
    answer: dict[str, Any] = tk.get_action("rouen_energy_series")(
        {}, {name: value for name, value in asked.items() if value is not None}
    )
    return answer


def _day(text: str | None) -> date | None:
    """A day of the address; what is none, or far from any reading, asks for nothing."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _local_day(text: str) -> date:
    """The day of a stamp that is written in local time."""
    return datetime.fromisoformat(text).date()
