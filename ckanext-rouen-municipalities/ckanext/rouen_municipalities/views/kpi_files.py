"""What the pages of the KPIs show, as CSV: each table, each chart."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..logic.kpi import UnknownKpi, exporting
from ..logic.kpi.overview import overview
from ..logic.kpi.showing import COMPUTED, UnknownDimension
from ..logic.language import language
from .kpi import asked_day, entries_of, found, history_rows
from .kpi_tables import commune_rows, dimension_rows, theme_rows

__all__ = ["rouen_kpi_files"]

rouen_kpi_files = Blueprint("rouen_kpi_files", __name__)

_NAMES = ("insee", "name", "population")
_HISTORY = ("day", "state", "version", "value", "of", "said", "quarter", "frozen", "correction", "computed_at")


@rouen_kpi_files.route("/indicateurs.csv")
def values() -> Response:
    """Every value, computed and declared."""
    return _csv(exporting.table(exporting.VALUES, entries_of(asked_day())), "indicateurs.csv")


@rouen_kpi_files.route("/indicateurs/themes.csv")
def themes() -> Response:
    """The open datasets by theme."""
    divisions = overview(_computed(), asked_day(), language())
    columns = ("key", "label", "metropole", "communes", "value")
    return _csv(exporting.table(columns, theme_rows(divisions)), "themes.csv")


@rouen_kpi_files.route("/indicateurs/communes.csv")
def communes() -> Response:
    """What each KPI says of each commune."""
    divisions = overview(_computed(), asked_day(), language())
    columns = divisions.columns()
    rows = commune_rows(divisions, columns, tk.request.args.get("tri", ""))
    names = [column.kpi_id for column in columns]
    return _csv(exporting.table([*_NAMES, *names], [row | row["values"] for row in rows]), "communes-indicateurs.csv")


@rouen_kpi_files.route("/indicateurs/<kpi_id>.csv")
def one(kpi_id: str) -> Response:
    """One indicator with its divisions."""
    day = asked_day()
    entry = found("rouen_kpi_show", id=kpi_id, at=day.isoformat() if day else None)
    return _csv(exporting.entry_csv(entry), f"{kpi_id}.csv")


@rouen_kpi_files.route("/indicateurs/<kpi_id>/par/<dimension>.csv")
def division(kpi_id: str, dimension: str) -> Response:
    """One division of an indicator."""
    day = asked_day()
    entry = found("rouen_kpi_show", id=kpi_id, at=day.isoformat() if day else None)
    if dimension not in entry["by"]:
        tk.abort(404, tk._("Page introuvable ou non publique."))
    rows = dimension_rows(entry, dimension, tk.request.args.get("tri", ""))
    return _csv(exporting.table(("key", "label", "value"), rows), f"{kpi_id}-{dimension}.csv")


@rouen_kpi_files.route("/indicateurs/<kpi_id>/releves.csv")
def readings(kpi_id: str) -> Response:
    """The history that the page draws, a row for each day, gaps included."""
    dimension = tk.request.args.get("dimension") or None
    return _csv(exporting.table(_HISTORY, history_rows(kpi_id, dimension, asked_day())), f"{kpi_id}-releves.csv")


@rouen_kpi_files.route("/indicateurs/<kpi_id>/explication.csv")
def explanation(kpi_id: str) -> Response:
    """What an indicator counted and did not count."""
    dimension = tk.request.args.get("dimension") or None
    try:
        return _csv(exporting.explanation_csv(kpi_id, dimension, language()), f"{kpi_id}-explication.csv")
    except (UnknownKpi, UnknownDimension):
        tk.abort(404, tk._("Page introuvable ou non publique."))


def _computed() -> list[dict[str, object]]:
    return [entry for entry in entries_of(asked_day()) if entry["kind"] == COMPUTED]


def _csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(text, content_type="text/csv; charset=utf-8", headers=headers)
