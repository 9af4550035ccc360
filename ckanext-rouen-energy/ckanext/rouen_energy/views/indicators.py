"""/energie: what the buildings used in a year, as a page and as files."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from ckanext.rouen_municipalities.core.territory import all_communes

from ..logic import indicators
from .downloads import csv_file

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
    return tk.render("rouen_energy/dashboard.html", {"dashboard": figures, "filters": filters, **choices})


@rouen_energy.route("/energie/types.csv")
def types_csv() -> Response:
    """The table of building types."""
    figures = _figures()
    header = (
        "annee",
        "type",
        "kwh",
        "part_pourcent",
        "batiments_avec_donnees",
        "batiments",
        "surface_m2",
        "kwh_par_m2",
    )
    keys = ("type", "kwh", "share", "buildings", "buildings_all", "area_m2", "kwh_per_m2")
    rows = [[figures["year"], *(row[key] for key in keys)] for row in figures["by_type"]]
    return csv_file(f"energie-types-{figures['year']}.csv", header, rows)


@rouen_energy.route("/energie/vecteurs.csv")
def carriers_csv() -> Response:
    """The table of carriers."""
    figures = _figures()
    rows = [[figures["year"], row["carrier"], row["kwh"], row["share"]] for row in figures["by_carrier"]]
    return csv_file(f"energie-vecteurs-{figures['year']}.csv", ("annee", "vecteur", "kwh", "part_pourcent"), rows)


def _figures() -> dict[str, Any]:
    asked = tk.request.args
    data = {"year": asked.get("annee"), "owner": asked.get("proprietaire"), "commune": asked.get("commune")}
    try:
        return tk.get_action("rouen_energy_dashboard")({}, data)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    except tk.ValidationError as error:
        return tk.abort(400, " ".join(str(message) for messages in error.error_dict.values() for message in messages))


def _communes(figures: dict[str, Any]) -> list[dict[str, str]]:
    register = all_communes()
    found = [register[insee] for insee in figures["communes"] if insee in register]
    return [{"insee": one.insee, "name": one.name} for one in sorted(found, key=lambda one: one.name)]
