"""The page on which a reader tells of a problem in a dataset."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from .asking import ask
from .same_site import refuse_other_sites

__all__ = ["rouen_problem"]

rouen_problem = Blueprint("rouen_problem", __name__)

#: A field that no person sees.
TRAP = "website"


@rouen_problem.route("/dataset/<name>/signaler")
def form(name: str) -> str:
    """The form."""
    return _form(name, {}, {})


@rouen_problem.route("/dataset/<name>/signaler", methods=["POST"])
def report(name: str) -> Any:
    """Mail what is told; a machine that fills in everything gets the same thanks and no mail."""
    refuse_other_sites()
    values = tk.request.form.to_dict()
    if not values.get(TRAP):
        try:
            ask("rouen_problem_report", id=name, message=values.get("message", ""), email=values.get("email", ""))
        except tk.ValidationError as error:
            found = error.error_dict
            status = HTTPStatus.TOO_MANY_REQUESTS if "limit" in found else HTTPStatus.BAD_REQUEST
            return _form(name, values, found), status
    return tk.render("problem/thanks.html", {"package": _dataset(name)})


def _form(name: str, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    labels = {"message": tk._("Ce qui ne va pas"), "email": tk._("Votre adresse électronique")}
    variables = {
        "package": _dataset(name),
        "values": {field: values.get(field, "") for field in labels},
        "errors": errors,
        "labels": labels,
    }
    return tk.render("problem/form.html", variables)


def _dataset(name: str) -> dict[str, Any]:
    package: dict[str, Any] = ask("package_show", id=name)
    if package["type"] != "dataset":
        tk.abort(404, tk._("Page introuvable ou non publique."))
    return package
