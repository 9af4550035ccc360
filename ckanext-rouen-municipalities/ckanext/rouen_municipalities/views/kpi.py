"""Pages of the concept kpi: every indicator, and each of them with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..core.kpi.definition import INITIATIVES, in_language
from ..logic.kpi import UnknownKpi, exporting, linking, showing
from ..logic.kpi.showing import COMPUTED, DECLARED, UnknownDimension
from ..logic.language import language

__all__ = ["rouen_kpi"]

rouen_kpi = Blueprint("rouen_kpi", __name__)

Entry = dict[str, Any]

#: The KPI whose division says what becomes of each public dataset.
RECONCILED, STATUS = "K0", "status"
#: How many things a page lists; the file and the API give them all.
LISTED = 100


@rouen_kpi.route("/indicateurs")
def index() -> str:
    """Every indicator, initiative by initiative; `?le=2026-09-30` for what was said on a day."""
    day = tk.request.args.get("le", "")
    entries = _list(day)
    computed = [entry for entry in entries if entry["kind"] == COMPUTED]
    return tk.render(
        "kpi/index.html",
        {
            "initiatives": [
                (label, [entry for entry in entries if entry["initiative"] == code]) for code, label in _initiatives()
            ],
            "declared": [entry for entry in entries if entry["kind"] == DECLARED],
            "reconciliation": [] if day else showing.reconciled(RECONCILED, STATUS, language()),
            "day": day,
            "computed_at": max((entry["computed_at"] for entry in computed if entry["computed_at"]), default=None),
        },
    )


@rouen_kpi.route("/indicateurs.csv")
def index_csv() -> Response:
    """Every value as a file."""
    return _csv(exporting.values_csv(language()), "indicateurs.csv")


@rouen_kpi.route("/indicateurs/<kpi_id>")
def read(kpi_id: str) -> str:
    """One indicator: definition, what is counted and what is not and why, history, targets."""
    dimension = tk.request.args.get("dimension") or None
    data = {"id": kpi_id, "dimension": dimension}
    try:
        entry = tk.get_action("rouen_kpi_show")({}, data)
        explained = tk.get_action("rouen_kpi_explain")({}, data)
        history = tk.get_action("rouen_kpi_history")({}, data)
    except (tk.ObjectNotFound, tk.ValidationError):
        tk.abort(404, tk._("Page introuvable ou non publique."))
    return tk.render(
        "kpi/read.html",
        {
            "kpi": entry,
            "part": _part_label(entry, dimension),
            "explained": explained,
            "counted": linking.shown(explained["counted"][:LISTED], language()),
            "not_counted": linking.shown(explained["not_counted"][:LISTED], language()),
            "history": history,
        },
    )


@rouen_kpi.route("/indicateurs/<kpi_id>.csv")
def read_csv(kpi_id: str) -> Response:
    """One indicator with its divisions as a file."""
    try:
        return _csv(exporting.kpi_csv(kpi_id, language()), f"{kpi_id}.csv")
    except UnknownKpi:
        tk.abort(404, tk._("Page introuvable ou non publique."))


@rouen_kpi.route("/indicateurs/<kpi_id>/explication.csv")
def explanation_csv(kpi_id: str) -> Response:
    """What an indicator counted and did not count as a file."""
    dimension = tk.request.args.get("dimension") or None
    try:
        return _csv(exporting.explanation_csv(kpi_id, dimension, language()), f"{kpi_id}-explication.csv")
    except (UnknownKpi, UnknownDimension):
        tk.abort(404, tk._("Page introuvable ou non publique."))


def _list(day: str) -> list[Entry]:
    try:
        entries: list[Entry] = tk.get_action("rouen_kpi_list")({}, {"at": day})
    except tk.ValidationError:
        tk.abort(400, tk._("Date attendue, sous la forme 2026-09-30"))
    return entries


def _part_label(entry: Entry, dimension: str | None) -> str | None:
    """The words of a key such as theme:ENVI."""
    if dimension is None:
        return None
    name, _, key = dimension.partition(":")
    label: str = entry["dimensions"].get(name, {}).get("keys", {}).get(key, key)
    return label


def _initiatives() -> Sequence[tuple[str, str]]:
    return [(code, in_language(label, language())) for code, label in INITIATIVES.items()]


def _csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(text, content_type="text/csv; charset=utf-8", headers=headers)
