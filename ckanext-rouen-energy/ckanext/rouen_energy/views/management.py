"""/energie/lundi: where an energy manager looks first; and the file prepared for OPERAT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from .asking import asked, for_editors, shown_to_editor
from .downloads import csv_file

__all__ = ["rouen_energy_management"]

rouen_energy_management = Blueprint("rouen_energy_management", __name__)

LIST = ("rang", "id_batiment", "nom", "type", "motif", "kwh_par_an", "chiffre", "phrase")


@rouen_energy_management.route("/energie/lundi/<owner>")
@for_editors("the list")
def monday(owner: str) -> Any:
    """The buildings by what one reason alone is worth."""
    return tk.render("rouen_energy/monday.html", {"listed": _list(owner)})


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
    log_in = tk._("Connectez-vous pour voir les données d'énergie à vérifier.")
    return shown_to_editor("rouen_energy_monday", owner, log_in, year=tk.request.args.get("annee", ""))


def _rows(listed: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for rank, item in enumerate(listed["items"], 1):
        for one in item["findings"]:
            named = (rank, item["id"], item["name"], item["type"])
            yield (*named, one["kind"], one["kwh"], one["figure"], one["text"])
