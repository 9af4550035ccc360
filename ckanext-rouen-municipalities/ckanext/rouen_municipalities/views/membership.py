"""The page on which the Métropole records the steps of a commune, each with its date, author and evidence."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, Response, send_file

from ..core.membership import EXITS, RECORDED
from ..logic import membership as rules
from ..logic.clock import today
from .asking import ask

__all__ = ["rouen_membership"]

rouen_membership = Blueprint("rouen_membership", __name__)

FIELDS = ("step", "date", "evidence", "note")


@rouen_membership.route("/communes/<insee>/etapes")
def steps(insee: str) -> Any:
    """What is recorded, and the form that adds to it."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", next=tk.h.url_for("rouen_membership.steps", insee=insee))
    return _page(insee, {"date": today().isoformat()}, {})


@rouen_membership.route("/communes/<insee>/etapes", methods=["POST"])
def record(insee: str) -> Any:
    """Record a step; what is recorded is never changed."""
    values = {name: tk.request.form.get(name, "").strip() for name in FIELDS}
    missing = {name: [tk._("Cette réponse est attendue.")] for name in ("step", "date") if not values[name]}
    if missing:
        return _page(insee, values, missing), HTTPStatus.BAD_REQUEST
    try:
        ask("rouen_commune_step_create", insee=insee, upload=tk.request.files.get("upload"), **values)
    except tk.ValidationError as error:
        return _page(insee, values, error.error_dict), HTTPStatus.BAD_REQUEST
    tk.h.flash_success(tk._("Étape enregistrée."))
    return tk.redirect_to("rouen_membership.steps", insee=insee)


@rouen_membership.route("/communes/<insee>/documents/<sha256>.pdf")
def document(insee: str, sha256: str) -> Response:
    """The document that proves a step, for everybody; kept under its name, never shown as a page of the portal."""
    try:
        path = rules.document(insee, sha256)
    except tk.ObjectNotFound as error:
        return tk.abort(404, error.message)
    name = f"{insee}-{sha256[:8]}.pdf"
    return send_file(path, mimetype="application/pdf", as_attachment=True, download_name=name, etag=sha256)


def _page(insee: str, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    if not tk.h.check_access("rouen_commune_step_create"):
        tk.abort(403, tk._("Action réservée à la Métropole."))
    lacks = rules.lacks(model.Session, insee)
    variables = {
        "not_ready": rules.why_not_ready(lacks) if lacks else "",
        "commune": ask("rouen_commune_show", insee=insee),
        "steps": ask("rouen_commune_step_list", insee=insee),
        "choices": [(step.value, step in EXITS) for step in RECORDED],
        "labels": {
            "step": tk._("Étape"),
            "date": tk._("Date d’effet"),
            "evidence": tk._("Lien vers la délibération, la convention ou le courrier"),
            "upload": tk._("Ou le document lui-même, en PDF"),
            "note": tk._("Note, ou motif d’une sortie"),
        },
        "values": {name: values.get(name, "") for name in FIELDS},
        "errors": errors,
    }
    return tk.render("joining/steps.html", variables)
