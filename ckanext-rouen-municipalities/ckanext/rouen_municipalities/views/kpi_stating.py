"""Forms with which the Métropole states something about an indicator: a target, a declared figure, a correction."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ..core.kpi.definition import INITIATIVES, in_language
from ..logic.language import language
from .asking import ask

__all__ = ["rouen_kpi_stating"]

rouen_kpi_stating = Blueprint("rouen_kpi_stating", __name__)

#: The fields of each form, those that may stay empty apart.
TARGET = ("value", "due", "rationale")
CORRECTION = ("day", "value", "reason")
DECLARATION = ("id", "label_fr", "label_en", "initiative", "value", "unit", "period", "source", "source_url", "beside")
OPTIONAL = ("source_url", "beside")


@rouen_kpi_stating.route("/indicateurs/<kpi_id>/cible", methods=["GET", "POST"])
def target(kpi_id: str) -> Any:
    """Set a target; it takes the place of the former one, which stays known."""
    return _form("target", "rouen_kpi_target_set", TARGET, kpi_id, tk._("Cible enregistrée."))


@rouen_kpi_stating.route("/indicateurs/<kpi_id>/corriger", methods=["GET", "POST"])
def correct(kpi_id: str) -> Any:
    """Correct what was said on a day; what was said stays known, with the reason."""
    return _form("correct", "rouen_kpi_correct", CORRECTION, kpi_id, tk._("Correction enregistrée."))


@rouen_kpi_stating.route("/indicateurs/declarer", methods=["GET", "POST"])
def declare() -> Any:
    """Record a figure of a document."""
    return _form("declare", "rouen_kpi_declare", DECLARATION, "", tk._("Chiffre déclaré enregistré."))


def _form(name: str, action: str, fields: tuple[str, ...], kpi_id: str, done: str) -> Any:
    """The form, or what it sent."""
    kpi = ask("rouen_kpi_show", id=kpi_id) if kpi_id else None
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", next=tk.h.full_current_url())
    if not tk.h.check_access(action):
        tk.abort(403, tk._("Action réservée à la Métropole."))
    given = tk.request.form if tk.request.method == "POST" else tk.request.args
    values = {field: given.get(field, "").strip() for field in fields}
    if tk.request.method == "GET":
        return _page(name, kpi, values, {})
    missing = {
        field: [tk._("Cette réponse est attendue.")]
        for field in fields
        if not values[field] and field not in OPTIONAL
    }
    if missing:
        return _page(name, kpi, values, missing), HTTPStatus.BAD_REQUEST
    sent = values | {"value": values["value"].replace(",", ".").replace("\u202f", "").replace(" ", "")}
    try:
        tk.get_action(action)({}, (sent if kpi is None else {**sent, "id": kpi_id}))
    except tk.ValidationError as error:
        return _page(name, kpi, values, error.error_dict), HTTPStatus.BAD_REQUEST
    tk.h.flash_success(done)
    return tk.redirect_to("rouen_kpi.read", kpi_id=kpi_id) if kpi else tk.redirect_to("rouen_kpi.index")


def _page(name: str, kpi: dict[str, Any] | None, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    labels = {
        "value": tk._("Valeur"),
        "due": tk._("Échéance"),
        "rationale": tk._("Pourquoi cette valeur"),
        "day": tk._("Jour à corriger"),
        "reason": tk._("Motif de la correction"),
        "id": tk._("Identifiant du chiffre"),
        "label_fr": tk._("Libellé en français"),
        "label_en": tk._("Libellé en anglais"),
        "initiative": tk._("Initiative"),
        "unit": tk._("Unité"),
        "period": tk._("Période"),
        "source": tk._("Document d’où il vient"),
        "source_url": tk._("Adresse du document"),
        "beside": tk._("Indicateur à côté duquel le montrer"),
    }
    variables = {
        "form": name,
        "kpi": kpi,
        "labels": labels,
        "values": values,
        "errors": errors,
        "initiatives": [(code, in_language(label, language())) for code, label in INITIATIVES.items()],
    }
    return tk.render("kpi/stating.html", variables)
