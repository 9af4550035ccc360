"""/energie/qualite and /energie/compteurs: what those who keep an owner's energy data have to look at."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.rouen_municipalities.views.same_site import refuse_other_sites

from ..core.metering import carriers
from ..core.suspicion import runs
from ..logic.language import language
from .asking import asked_by_editor, for_editors, shown_to_editor
from .downloads import csv_file
from .quality_tables import TABLES

__all__ = ["rouen_energy_quality"]

rouen_energy_quality = Blueprint("rouen_energy_quality", __name__)

METERS_ON_A_PAGE = 50
FIELDS = ("id_compteur", "id_batiment", "vecteur", "share", "from", "to")

Errors = dict[str, list[str]]


@rouen_energy_quality.route("/energie/qualite/<owner>")
@for_editors("the energy data")
def calendar(owner: str) -> Any:
    """Months that are missing, readings that look odd, what no total counts."""
    report = _report(owner)
    wanting = [line for line in report["calendar"] if line["wanting"] or line["suspected"]]
    whole = [line for line in report["calendar"] if line not in wanting]
    page = {"report": report, "wanting": wanting, "whole": whole, "suspected": runs(report["suspected"])}
    return tk.render("rouen_energy/quality.html", page)


@rouen_energy_quality.route("/energie/qualite/<owner>/<any('calendrier', 'releves-suspects'):name>.csv")
def table(owner: str, name: str) -> Response:
    """The calendar, or the readings that look odd."""
    report = _report(owner)
    header, rows = TABLES[name]
    return csv_file(f"energie-{report['owner']['name']}-{name}.csv", header, rows(report))


@rouen_energy_quality.route("/energie/compteurs/<owner>")
@for_editors("the meters")
def inbox(owner: str) -> Any:
    """The meters that wait for a building."""
    return _inbox(owner, {}, {})


@rouen_energy_quality.route("/energie/compteurs/<owner>", methods=["POST"])
def assign(owner: str) -> Any:
    """Say which building a meter serves."""
    refuse_other_sites()
    values = {name: tk.request.form.get(name, "").strip() for name in FIELDS}
    try:
        _asked("rouen_energy_meter_assign", owner, **values)
    except tk.ValidationError as error:
        return _inbox(owner, values, error.error_dict), HTTPStatus.BAD_REQUEST
    tk.h.flash_success(tk._("Compteur %(meter)s rattaché. Les chiffres suivent.") % {"meter": values["id_compteur"]})
    return tk.redirect_to("rouen_energy_quality.inbox", owner=owner)


def _inbox(owner: str, values: dict[str, str], errors: Errors) -> str:
    listed = _asked("rouen_energy_inbox_list", owner)
    page = {"inbox": listed, "shown": _at_hand(listed["unmatched"], values), "values": values, "errors": errors}
    page["carriers"] = [(one.name, one.label(language())) for one in carriers().values()]
    return tk.render("rouen_energy/inbox.html", page)


def _at_hand(unmatched: list[dict[str, Any]], values: dict[str, str]) -> list[dict[str, Any]]:
    """The meters that the page has room for, the one that was just spoken of first."""
    spoken_of = values.get("id_compteur")
    return sorted(unmatched, key=lambda meter: meter["id_compteur"] != spoken_of)[:METERS_ON_A_PAGE]


def _report(owner: str) -> Any:
    return shown_to_editor("rouen_energy_quality", owner, _log_in(), year=tk.request.args.get("annee", ""))


def _asked(action: str, owner: str, **data: str) -> Any:
    return asked_by_editor(action, owner, _log_in(), **data)


def _log_in() -> str:
    return str(tk._("Connectez-vous pour voir les données d'énergie à vérifier."))
