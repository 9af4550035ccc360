"""Pages of the concept kpi: every indicator, and each of them with its proof, today and on any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, Response

from ..core.kpi.definition import INITIATIVES, in_language
from ..core.kpi.shades import shaded, shades
from ..core.kpi.timeline import Reading
from ..core.territory import all_communes
from ..logic.clock import today
from ..logic.kpi import charting, linking
from ..logic.kpi.overview import Overview, is_of_communes, overview
from ..logic.kpi.showing import COMPUTED, DECLARED
from ..logic.language import language
from ..logic.territory import territory_plan
from . import kpi_words
from .kpi_tables import commune_rows, dimension_rows, steps, theme_rows
from .map_background import with_background

__all__ = ["rouen_kpi"]

rouen_kpi = Blueprint("rouen_kpi", __name__)

Entry = dict[str, Any]

#: The KPI whose division says what becomes of each public dataset.
RECONCILED, STATUS = "K0", "status"
#: How many things a page lists; the file and the API give them all.
LISTED = 100
#: The spans of time that a history can be asked for, in days; 0 is all of it.
SPANS = (90, 365, 0)
SPAN = 365


@rouen_kpi.route("/indicateurs")
def index() -> Response:
    """Every indicator, initiative by initiative; `?le=2026-09-30` for what was said on a day."""
    day = asked_day()
    entries = entries_of(day)
    computed = [entry for entry in entries if entry["kind"] == COMPUTED]
    divisions = overview(computed, day, language())
    columns = divisions.columns()
    page = tk.render(
        "kpi/index.html",
        {
            "words": kpi_words,
            "initiatives": [
                (code, label, [entry for entry in entries if entry["initiative"] == code])
                for code, label in _initiatives()
            ],
            "declared": [entry for entry in entries if entry["kind"] == DECLARED],
            "curves": {entry["id"]: charting.spark(entry, day or today()) for entry in computed},
            "reconciliation": divisions.terms(RECONCILED, STATUS),
            "steps": steps(divisions, computed),
            "themes": theme_rows(divisions),
            "columns": columns,
            "order": tk.request.args.get("tri", ""),
            "rows": commune_rows(divisions, columns, tk.request.args.get("tri", "")),
            "day": day,
            "today": today(),
            "computed_at": max((entry["computed_at"] for entry in computed if entry["computed_at"]), default=None),
            **_map(divisions),
        },
    )
    return with_background(page)


@rouen_kpi.route("/indicateurs/<kpi_id>")
def read(kpi_id: str) -> Response:
    """One indicator: definition, history, divisions, what is counted and what is not and why, targets."""
    day, dimension = asked_day(), tk.request.args.get("dimension") or None
    entry = found("rouen_kpi_show", id=kpi_id, dimension=dimension, at=_iso(day))
    explained = None if day else found("rouen_kpi_explain", id=kpi_id, dimension=dimension)
    page = tk.render(
        "kpi/read.html",
        {
            "words": kpi_words,
            "kpi": entry,
            "part": _part_label(entry, dimension),
            "dimension": dimension,
            "day": day,
            "today": today(),
            "span": asked_span(),
            "spans": SPANS,
            "history": _history(entry, dimension, day),
            "divisions": [] if dimension else _divisions(entry, tk.request.args.get("tri", "")),
            "order": tk.request.args.get("tri", ""),
            "explained": explained,
            "counted": linking.shown(explained["counted"][:LISTED], language(), kpi_id) if explained else [],
            "not_counted": linking.shown(explained["not_counted"][:LISTED], language()) if explained else [],
        },
    )
    return with_background(page)


def asked_day() -> date | None:
    """The day of the permalink, if any: the last moment of it in Rouen."""
    text = tk.request.args.get("le", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        tk.abort(400, tk._("Date attendue, sous la forme 2026-09-30"))


def asked_span() -> int:
    """How many days of history the reader wants, 0 for all of it."""
    text = tk.request.args.get("periode", "")
    return int(text) if text.isdecimal() and int(text) in SPANS else SPAN


def entries_of(day: date | None) -> list[Entry]:
    """Every indicator as it is, or as it was said to be on a day."""
    entries: list[Entry] = tk.get_action("rouen_kpi_list")({}, {"at": _iso(day)} if day else {})
    return entries


def found(action: str, **data: Any) -> Any:
    """What an action answers; what there is no indicator or division of is 404."""
    try:
        return tk.get_action(action)({}, {name: value for name, value in data.items() if value is not None})
    except (tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("Page introuvable ou non publique."))


def history_rows(kpi_id: str, dimension: str | None, day: date | None) -> list[Entry]:
    """The rows of the history that the page draws."""
    until = day or today()
    since = until - timedelta(days=asked_span()) if asked_span() else None
    rows: list[Entry] = found(
        "rouen_kpi_history", id=kpi_id, dimension=dimension, **{"from": _iso(since), "to": until.isoformat()}
    )
    return rows


def _history(entry: Entry, dimension: str | None, day: date | None) -> charting.History:
    until = day or today()
    now = None if day or entry["value"] is None else Reading(until, entry["value"], entry["version"])
    since = until - timedelta(days=asked_span()) if asked_span() else None
    targets = [] if dimension else entry["targets"]
    return charting.history(history_rows(entry["id"], dimension, day), targets, since, until, now)


def _divisions(entry: Entry, order: str) -> list[Entry]:
    """Each division of an indicator, with a map where it is about the communes."""
    return [
        {
            "name": name,
            "label": entry["dimensions"].get(name, {}).get("label", name),
            "unit": kpi_words.unit_of(entry, name),
            "sums": entry["dimensions"].get(name, {}).get("sums_to_value"),
            "rows": dimension_rows(entry, name, order),
            "sentence": kpi_words.division(
                values, entry["dimensions"].get(name, {}), entry, kpi_words.unit_of(entry, name)
            ),
            **(_shades(values) if is_of_communes(values) else {}),
        }
        for name, values in entry["by"].items()
    ]


def _map(divisions: Overview) -> Entry:
    """The map of the open datasets by commune."""
    communes = divisions.communes()
    values = divisions.divided.get(RECONCILED, {}).get("commune", {})
    return {
        "plan": territory_plan(model.Session, communes),
        "looks": shaded(values),
        "shades": shades(values.values()),
        "has_nought": True,
    }


def _shades(values: dict[str, Any]) -> Entry:
    communes = [all_communes()[insee] for insee in values]
    return {
        "plan": territory_plan(model.Session, communes),
        "looks": shaded(values),
        "shades": shades(values.values()),
        "has_nought": 0 in values.values(),
    }


def _part_label(entry: Entry, dimension: str | None) -> str | None:
    """The words of a key such as theme:ENVI."""
    return kpi_words.part(entry, dimension) if dimension else None


def _initiatives() -> Sequence[tuple[str, str]]:
    return [(code, in_language(label, language())) for code, label in INITIATIVES.items()]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
