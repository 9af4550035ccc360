"""/energie/qualite and /energie/compteurs: what those who keep an owner's energy data have to look at."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from ckanext.rouen_municipalities.views.same_site import refuse_other_sites

from ..core.metering import carriers
from ..core.suspicion import runs
from ..logic.language import language
from .downloads import csv_file
from .quality_tables import TABLES

__all__ = ["rouen_energy_quality"]

log = logging.getLogger(__name__)

rouen_energy_quality = Blueprint("rouen_energy_quality", __name__)

METERS_ON_A_PAGE = 50
FIELDS = ("id_compteur", "id_batiment", "vecteur", "share", "from", "to")

Errors = dict[str, list[str]]


@rouen_energy_quality.route("/energie/qualite/<owner>")
def calendar(owner: str) -> Any:
    """Months that are missing, readings that look odd, what no total counts."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", next=tk.request.full_path)
    try:
        report = _asked("rouen_energy_quality", owner, year=tk.request.args.get("annee", ""))
    except SQLAlchemyError:
        log.exception("the energy data of %s cannot be shown", owner)
        return tk.render("rouen_energy/unavailable.html"), HTTPStatus.SERVICE_UNAVAILABLE
    wanting = [line for line in report["calendar"] if line["wanting"] or line["suspected"]]
    whole = [line for line in report["calendar"] if line not in wanting]
    page = {"report": report, "wanting": wanting, "whole": whole, "suspected": runs(report["suspected"])}
    return tk.render("rouen_energy/quality.html", page)


@rouen_energy_quality.route("/energie/qualite/<owner>/<any('calendrier', 'releves-suspects'):name>.csv")
def table(owner: str, name: str) -> Response:
    """The calendar, or the readings that look odd."""
    report = _asked("rouen_energy_quality", owner, year=tk.request.args.get("annee", ""))
    header, rows = TABLES[name]
    return csv_file(f"energie-{report['owner']['name']}-{name}.csv", header, rows(report))


@rouen_energy_quality.route("/energie/compteurs/<owner>")
def inbox(owner: str) -> Any:
    """The meters that wait for a building."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", next=tk.request.full_path)
    try:
        return _inbox(owner, {}, {})
    except SQLAlchemyError:
        log.exception("the meters of %s cannot be shown", owner)
        return tk.render("rouen_energy/unavailable.html"), HTTPStatus.SERVICE_UNAVAILABLE


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


def _asked(action: str, owner: str, **data: str) -> Any:
    """The answer of an action; who is not logged in is asked to, who may not learns it and nothing more."""
    if not tk.current_user.is_authenticated:
        tk.abort(401, tk._("Connectez-vous pour voir les données d'énergie à vérifier."))
    try:
        return tk.get_action(action)({}, {"owner": owner, **data})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Action réservée à ceux qui modifient les jeux de cette organisation."))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Page introuvable ou non publique."))
