"""/energie: what the buildings used in a year, as a page and as files."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from ckanext.rouen_municipalities.core.kpi.shades import shaded, shades
from ckanext.rouen_municipalities.core.territory import all_communes, communes_at
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.territory import territory_plan
from ckanext.rouen_municipalities.views.map_background import with_background

from ..logic import indicators
from ..logic.declared import declared_of
from .asking import asked
from .downloads import csv_file
from .indicator_tables import TABLES
from .sections import of_owner

__all__ = ["rouen_energy"]

log = logging.getLogger(__name__)

rouen_energy = Blueprint("rouen_energy", __name__)

SERVICE_UNAVAILABLE = 503


@rouen_energy.route("/energie")
def dashboard() -> Any:
    """The dashboard; filters are in the address."""
    try:
        figures = _figures()
        choices = {"owners": indicators.owners(), "communes": _communes(figures)}
    except SQLAlchemyError:
        log.exception("the energy dashboard cannot be shown")
        return tk.render("rouen_energy/unavailable.html"), SERVICE_UNAVAILABLE
    filters = {name: tk.request.args.get(name, "") for name in ("annee", "proprietaire", "commune")}
    shown = {"dashboard": figures, "filters": filters, "declared": _declared(figures), **choices, **_map(figures)}
    shown |= {
        "shown_owners": [one for one in choices["owners"] if figures["owner"] in (None, one.name)],
        "parts": {} if figures["commune"] else of_owner(figures["owner"]),
    }
    return with_background(tk.render("rouen_energy/dashboard.html", shown))


@rouen_energy.route("/energie/<name>.csv")
def table(name: str) -> Response:
    """One table of the dashboard."""
    if name not in TABLES:
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    figures = _figures()
    header, rows = TABLES[name]
    return csv_file(f"energie-{name}-{figures['year']}.csv", header, rows(figures))


def _figures() -> dict[str, Any]:
    chosen = tk.request.args
    figures: dict[str, Any] = asked(
        "rouen_energy_dashboard",
        year=chosen.get("annee"),
        owner=chosen.get("proprietaire"),
        commune=chosen.get("commune"),
    )
    return figures


def _communes(figures: dict[str, Any]) -> list[dict[str, str]]:
    register = all_communes()
    found = [register[insee] for insee in figures["communes"] if insee in register]
    return [{"insee": one.insee, "name": one.name} for one in sorted(found, key=lambda one: one.sort_key)]


def _declared(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """What was declared of the whole estate: nothing beside a part of it."""
    is_whole = not (figures["owner"] or figures["commune"])
    return declared_of(figures["year"]) if is_whole and figures["year"] else []


def _map(figures: dict[str, Any]) -> dict[str, Any]:
    """The map of the communes by what their buildings use; none for a single commune."""
    used = {row["insee"]: row["kwh"] for row in figures.get("by_commune", ())}
    if len(used) <= 1:
        return {}
    members = communes_at(today())
    return {
        "plan": territory_plan(model.Session, members),
        "looks": shaded({commune.insee: used.get(commune.insee) for commune in members}),
        "shades": shades(used.values()),
    }
