"""The resource view `energy_dashboard_view`: the figures that a table of energy leads to."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from sqlalchemy.exc import SQLAlchemyError

from ..core.indicators import BUILDING_MONTH, BUILDING_YEAR, BUILDINGS, COMMUNE_YEAR, CONSUMPTION, INDICATOR
from .indicators import dashboard

log = logging.getLogger(__name__)

NAME = "energy_dashboard_view"
TEMPLATE = "rouen_energy/preview.html"
PROFILES = frozenset({BUILDINGS, CONSUMPTION, BUILDING_MONTH, INDICATOR, BUILDING_YEAR, COMMUNE_YEAR})


def info() -> dict[str, Any]:
    """What CKAN asks of a resource view."""
    return {
        "name": NAME,
        "title": tk._("Tableau de bord énergie"),
        "default_title": tk._("Tableau de bord énergie"),
        "icon": "bolt",
        "iframed": False,
        "requires_datastore": True,
        "always_available": False,
        "preview_enabled": False,
        "full_page_edit": True,
    }


def can_view(resource: dict[str, Any]) -> bool:
    """A published table of buildings, of consumption or of an indicator."""
    return resource.get("profile") in PROFILES and bool(resource.get("datastore_active"))


def variables(resource: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """The owner's dashboard for the year asked for, and whether this resource is among its sources."""
    try:
        figures = dashboard(_year(), package.get("owner_org"))
    except SQLAlchemyError:
        log.exception("the energy dashboard of resource %s cannot be shown", resource["id"])
        return {"dashboard": None}
    used = {one["resource_id"] for one in [*figures["sources"], *figures["indicators"]]}
    return {"dashboard": figures, "is_used": resource["id"] in used}


def _year() -> int | None:
    asked = tk.request.args.get("annee", "")
    return int(asked) if len(asked) == len("2021") and asked.isascii() and asked.isdigit() else None
