"""Parts of the curve of a table of readings, which its script asks for as one zooms; and its points as a file."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..logic import series_preview
from .asking import asked
from .downloads import csv_file

__all__ = ["rouen_energy_series"]

rouen_energy_series = Blueprint("rouen_energy_series", __name__)

HEADER = ("debut", "kwh", "releves_suspects")


@rouen_energy_series.route("/energie/serie/<resource_id>")
def block(resource_id: str) -> str:
    """The curve alone, without the page around it."""
    return tk.render("rouen_energy/snippets/series.html", {"resource": {"id": resource_id}, **_shown(resource_id)})


@rouen_energy_series.route("/energie/serie/<resource_id>.csv")
def table(resource_id: str) -> Response:
    """The points that are shown."""
    rows = _shown(resource_id).get("rows", ())
    return csv_file("courbe.csv", HEADER, ([row.start, row.kwh, row.suspected] for row in rows))


def _shown(resource_id: str) -> dict[str, Any]:
    resource = asked("resource_show", id=resource_id)
    return series_preview.variables(resource, tk.request.args)
