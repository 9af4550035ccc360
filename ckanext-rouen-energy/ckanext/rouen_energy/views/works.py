"""/energie/travaux: where an energy manager declares works, closures and days that do not count."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from ckanext.rouen_municipalities.views.same_site import refuse_other_sites

__all__ = ["rouen_energy_works"]

log = logging.getLogger(__name__)

rouen_energy_works = Blueprint("rouen_energy_works", __name__)

PERIODS = ("baseline_first", "baseline_end", "reporting_first", "reporting_end")
FIELDS = ("kind", "building", "meter", "first", "end", "text", "heating_share", *PERIODS)

Errors = dict[str, list[str]]


@rouen_energy_works.route("/energie/travaux/<owner>")
def declarations(owner: str) -> Any:
    """What is declared, and the form that declares more."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", next=tk.request.full_path)
    values = {"building": tk.request.args.get("batiment", ""), "kind": "works"}
    try:
        return _page(owner, values, {})
    except SQLAlchemyError:
        log.exception("the works of %s cannot be shown", owner)
        return tk.render("rouen_energy/unavailable.html"), HTTPStatus.SERVICE_UNAVAILABLE


@rouen_energy_works.route("/energie/travaux/<owner>", methods=["POST"])
def declare(owner: str) -> Any:
    """Declare works, or days that do not count."""
    refuse_other_sites()
    values = {name: tk.request.form.get(name, "").strip() for name in FIELDS}
    try:
        _asked("rouen_energy_work_declare", owner, **values)
    except tk.ValidationError as error:
        return _page(owner, values, error.error_dict), HTTPStatus.BAD_REQUEST
    tk.h.flash_success(tk._("C'est déclaré. Les économies sont recalculées."))
    return tk.redirect_to("rouen_energy_works.declarations", owner=owner)


@rouen_energy_works.route("/energie/travaux/<owner>/retirer", methods=["POST"])
def withdraw(owner: str) -> Any:
    """Take a declaration back."""
    refuse_other_sites()
    _asked("rouen_energy_work_withdraw", owner, id=tk.request.form.get("id", ""))
    tk.h.flash_success(tk._("Déclaration retirée. Les économies sont recalculées."))
    return tk.redirect_to("rouen_energy_works.declarations", owner=owner)


def _page(owner: str, values: dict[str, str], errors: Errors) -> str:
    listed = _asked("rouen_energy_work_list", owner)
    return tk.render("rouen_energy/works.html", {"listed": listed, "values": values, "errors": errors})


def _asked(action: str, owner: str, **data: str) -> Any:
    """The answer of an action; who is not logged in is asked to, who may not learns it and nothing more."""
    if not tk.current_user.is_authenticated:
        tk.abort(401, tk._("Connectez-vous pour déclarer des travaux."))
    try:
        return tk.get_action(action)({}, {"owner": owner, **data})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Action réservée à ceux qui modifient les jeux de cette organisation."))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Page introuvable ou non publique."))
