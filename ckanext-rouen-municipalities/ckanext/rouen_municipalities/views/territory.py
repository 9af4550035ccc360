"""Pages of the concept territory: the 71 communes, and each of them."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ..core.membership import FORWARD, Step
from ..core.plan import plan_of
from ..core.spreadsheet_safety import harmless_cell
from ..core.territory import communes_at

__all__ = ["rouen_territory"]

rouen_territory = Blueprint("rouen_territory", __name__)

Row = dict[str, Any]

#: Value of the filter for communes that have taken no step.
NO_STEP = "aucune"


@rouen_territory.route("/communes")
def communes() -> str:
    """Who takes part, how far: plan, steps, table."""
    rows = _communes()
    chosen = tk.request.args.get("etape", "")
    return tk.render(
        "communes/index.html",
        {
            "rows": [row for row in rows if _has_step(row, chosen)],
            "chosen": chosen,
            "steps": _step_counts(rows),
            "plan": plan_of(communes_at(date.today())),
            "by_insee": {row["insee"]: row for row in rows},
        },
    )


@rouen_territory.route("/communes.csv")
def communes_csv() -> Response:
    """The table of `/communes` as a file."""
    text = io.StringIO()
    columns = ["insee", "name", "siren", "population", "population_year", "step", "step_since", "datasets"]
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    shown = (row for row in _communes() if _has_step(row, tk.request.args.get("etape", "")))
    writer.writerows({name: harmless_cell(value) for name, value in row.items()} for row in shown)
    return Response(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=communes.csv"},
    )


@rouen_territory.route("/communes/choisir")
def choose() -> Any:
    """The page of the commune chosen in a form without JavaScript."""
    insee = tk.request.args.get("insee", "")
    if not insee:
        return tk.redirect_to("rouen_territory.communes")
    return tk.redirect_to("rouen_territory.commune", insee=insee)


@rouen_territory.route("/communes/<insee>")
def commune(insee: str) -> str:
    """Where a commune stands, what comes next, its datasets."""
    try:
        row = tk.get_action("rouen_commune_show")({}, {"insee": insee})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("Page introuvable ou non publique."))
    return tk.render("communes/read.html", {"commune": row})


def _communes() -> list[Row]:
    rows: list[Row] = tk.get_action("rouen_commune_list")({}, {})
    return rows


def _has_step(row: Row, chosen: str) -> bool:
    """Whether a commune has taken a forward step, stands at an exit, or has done nothing, as chosen."""
    if not chosen:
        return True
    if chosen == NO_STEP:
        return not row["step"] and not row["reached"]
    return chosen in (row["step"], *row["reached"])


def _step_counts(rows: list[Row]) -> list[tuple[str, int]]:
    """How many communes have taken each step: the forward ones always, the exits when there are any."""
    steps = [step.value for step in (*FORWARD, *(step for step in Step if step not in FORWARD))]
    counts = [(step, sum(_has_step(row, step) for row in rows)) for step in [*steps, NO_STEP]]
    return [(step, count) for step, count in counts if count or step in FORWARD]
