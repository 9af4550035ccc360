"""/energie/travaux: where an energy manager declares works, closures and days that do not count."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.rouen_municipalities.views.same_site import refuse_other_sites

from .asking import asked_by_editor, for_editors, shown_to_editor

__all__ = ["rouen_energy_works"]

rouen_energy_works = Blueprint("rouen_energy_works", __name__)

PERIODS = ("baseline_first", "baseline_end", "reporting_first", "reporting_end")
FIELDS = ("kind", "building", "meter", "first", "end", "text", "heating_share", *PERIODS)

Errors = dict[str, list[str]]


@rouen_energy_works.route("/energie/travaux/<owner>")
@for_editors("the works")
def declarations(owner: str) -> Any:
    """What is declared, and the form that declares more."""
    values = {"building": tk.request.args.get("batiment", ""), "kind": "works"}
    return _page(owner, values, {})


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
    shown_to_editor("rouen_energy_work_withdraw", owner, _log_in(), id=tk.request.form.get("id", ""))
    tk.h.flash_success(tk._("Déclaration retirée. Les économies sont recalculées."))
    return tk.redirect_to("rouen_energy_works.declarations", owner=owner)


def _page(owner: str, values: dict[str, str], errors: Errors) -> str:
    listed = _asked("rouen_energy_work_list", owner)
    return tk.render("rouen_energy/works.html", {"listed": listed, "values": values, "errors": errors})


def _asked(action: str, owner: str, **data: str) -> Any:
    return asked_by_editor(action, owner, _log_in(), **data)


def _log_in() -> str:
    return str(tk._("Connectez-vous pour déclarer des travaux."))
