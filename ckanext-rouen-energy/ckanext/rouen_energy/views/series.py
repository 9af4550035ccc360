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


@rouen_energy_series.route("/energie/courbe/<resource_id>")
def read(resource_id: str) -> Any:
    """The page of a table of readings, at the curve of a meter."""
    resource = asked("resource_show", id=resource_id)
    views = asked("resource_view_list", id=resource_id)
    view = next((one["id"] for one in views if one["view_type"] == series_preview.NAME), None)
    shown = {name: tk.request.args.get(name) or None for name in ("compteur", "de", "a")}
    return tk.redirect_to(
        "dataset_resource.read",
        id=resource["package_id"],
        resource_id=resource_id,
        view_id=view,
        **shown,
        _anchor="series-title",
    )


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
