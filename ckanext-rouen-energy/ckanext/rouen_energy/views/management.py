"""/energie/lundi: where an energy manager looks first; and the file prepared for OPERAT."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from .asking import asked
from .downloads import csv_file

__all__ = ["rouen_energy_management"]

log = logging.getLogger(__name__)

rouen_energy_management = Blueprint("rouen_energy_management", __name__)

LIST = ("rang", "id_batiment", "nom", "type", "motif", "kwh_par_an", "chiffre", "phrase")


@rouen_energy_management.route("/energie/lundi/<owner>")
def monday(owner: str) -> Any:
    """The buildings by what one reason alone is worth."""
    if not tk.current_user.is_authenticated:
        return tk.redirect_to("user.login", next=tk.request.full_path)
    try:
        return tk.render("rouen_energy/monday.html", {"listed": _list(owner)})
    except SQLAlchemyError:
        log.exception("the list of %s cannot be shown", owner)
        return tk.render("rouen_energy/unavailable.html"), HTTPStatus.SERVICE_UNAVAILABLE


@rouen_energy_management.route("/energie/lundi/<owner>.csv")
def monday_table(owner: str) -> Response:
    """The list as a file, a row for each reason."""
    listed = _list(owner)
    return csv_file(f"energie-{listed['owner']['name']}-lundi.csv", LIST, _rows(listed))


@rouen_energy_management.route("/energie/operat/<owner>.csv")
def operat(owner: str) -> Response:
    """The file prepared for OPERAT."""
    prepared = asked("rouen_energy_operat", owner=owner)
    titles = prepared["titles"]
    rows = ([row[title] for title in titles] for row in prepared["rows"])
    return csv_file(f"operat-{prepared['owner']['name']}.csv", titles, rows)


def _list(owner: str) -> Any:
    """The answer; who is not logged in is asked to, who may not learns it and nothing more."""
    if not tk.current_user.is_authenticated:
        tk.abort(401, tk._("Connectez-vous pour voir les données d'énergie à vérifier."))
    try:
        listed: dict[str, Any] = tk.get_action("rouen_energy_monday")(
            {}, {"owner": owner, "year": tk.request.args.get("annee", "")}
        )
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Action réservée à ceux qui modifient les jeux de cette organisation."))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    except tk.ValidationError:
        return tk.abort(400, tk._("Année attendue, par exemple 2021."))
    return listed


def _rows(listed: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for rank, item in enumerate(listed["items"], 1):
        for one in item["findings"]:
            named = (rank, item["id"], item["name"], item["type"])
            yield (*named, one["kind"], one["kwh"], one["figure"], one["text"])
