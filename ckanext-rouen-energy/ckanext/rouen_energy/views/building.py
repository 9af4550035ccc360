"""/energie/batiment/<owner>/<id>: one building, over the years and month by month."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from ..core.metering import carriers
from ..logic import series_preview
from ..logic.language import language
from .asking import asked
from .building_tables import TABLES, chosen_year, month_rows, years_of
from .downloads import csv_file
from .sections import of_building

__all__ = ["rouen_energy_building"]

log = logging.getLogger(__name__)

rouen_energy_building = Blueprint("rouen_energy_building", __name__)

SERVICE_UNAVAILABLE = 503


@rouen_energy_building.route("/energie/batiment/<owner>/<path:building>")
def read(owner: str, building: str) -> Any:
    """The sheet of a building; the year of its months is in the address."""
    try:
        sheet = _sheet(owner, building)
    except SQLAlchemyError:
        log.exception("building %s of %s cannot be shown", building, owner)
        return tk.render("rouen_energy/unavailable.html"), SERVICE_UNAVAILABLE
    year = chosen_year(sheet, tk.request.args.get("annee", ""))
    asked_for = year if tk.request.args.get("annee") else None
    shown = years_of(sheet)
    page = {
        "sheet": sheet,
        "year": year,
        "now": shown.get(year) if year else None,
        "before": shown.get(year - 1) if year else None,
        "months": month_rows(sheet, year),
        "carriers": _used_carriers(sheet),
        "asked": asked_for,
        "parts": of_building(owner, building, asked_for),
        "curves": series_preview.curves_of(sheet["owner"]["id"]) if sheet["meters"] else {},
    }
    return tk.render("rouen_energy/building.html", page)


@rouen_energy_building.route("/energie/batiment/<owner>/<path:building>/<any(annees, mois):name>.csv")
def table(owner: str, building: str, name: str) -> Response:
    """The table of the years, or of the months of all years."""
    sheet = _sheet(owner, building)
    header, rows = TABLES[name]
    return csv_file(f"energie-{sheet['owner']['name']}-{name}.csv", header, rows(sheet))


def _sheet(owner: str, building: str) -> dict[str, Any]:
    sheet: dict[str, Any] = asked(
        "rouen_energy_building_show", owner=owner, id=building, year=tk.request.args.get("annee") or None
    )
    return sheet


def _used_carriers(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """The carriers that the building uses, each with the number of its colour: the same on every page."""
    used = {name for row in sheet["years"] for name, kwh in row["by_carrier"].items() if kwh}
    used |= {row["carrier"] for row in sheet["months"]}
    known = carriers().values()
    return [
        {"name": carrier.name, "label": carrier.label(language()), "colour": number}
        for number, carrier in enumerate(known)
        if carrier.name in used
    ]
