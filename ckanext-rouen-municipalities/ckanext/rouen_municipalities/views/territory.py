"""Pages of the concept territory: the 71 communes, and each of them."""

from __future__ import annotations

import csv
import io
from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, Response

from ..core.catalogue import alphabetical
from ..core.membership import FORWARD, Step
from ..core.spreadsheet_safety import harmless_cell
from ..core.territory import communes_at, former_codes
from ..logic.clock import today
from ..logic.territory import territory_plan
from .map_background import with_background

__all__ = ["rouen_territory"]

rouen_territory = Blueprint("rouen_territory", __name__)

Row = dict[str, Any]

#: Value of the filter for communes that have taken no step.
NO_STEP = "aucune"
#: Values of the filter by size: whether the law obliges the commune to open its data.
OBLIGED, SMALLER = "obligees", "autres"
#: What the table can be ordered by; by name unless asked otherwise, and backwards with a minus sign.
ORDERS = {
    "population": lambda row: row["population"],
    "depuis": lambda row: row["step_since"] or "",
    "jeux": lambda row: row["datasets"] or 0,
    "frais": lambda row: row["fresh"],
    "scdl": lambda row: row["scdl"]["valid"],
}
COLUMNS = (
    "insee",
    "name",
    "siren",
    "population",
    "population_year",
    "step",
    "step_since",
    "datasets",
    "fresh",
    "scdl_valid",
    "scdl_applicable",
)


@rouen_territory.route("/communes")
def communes() -> Response:
    """Who takes part, how far: plan, steps, table."""
    rows, asked = _communes(), _asked()
    page = tk.render(
        "communes/index.html",
        {
            "rows": _shown(rows, asked),
            "asked": asked,
            "steps": _step_counts(rows),
            "without_agreement": sum("publishing" in row["reached"] and not row["involved"] for row in rows),
            "plan": territory_plan(model.Session, communes_at(today())),
            "by_insee": {row["insee"]: row for row in rows},
        },
    )
    return with_background(page)


@rouen_territory.route("/communes.csv")
def communes_csv() -> Response:
    """The table of `/communes` as a file: the same rows in the same order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for row in _shown(_communes(), _asked()):
        flat = row | {f"scdl_{key}": value for key, value in row["scdl"].items()}
        writer.writerow({name: harmless_cell(value) for name, value in flat.items()})
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
def commune(insee: str) -> Any:
    """Where a commune stands, what comes next, its datasets, what is expected of it."""
    try:
        row = tk.get_action("rouen_commune_show")({}, {"insee": insee})
    except tk.ObjectNotFound as error:
        found = {"why": error.message, "successor": former_codes().get(insee)}
        return tk.render("communes/unknown.html", found), HTTPStatus.NOT_FOUND
    return tk.render("communes/read.html", {"commune": row, "expected_next": _expected_next(row)})


def _communes() -> list[Row]:
    rows: list[Row] = tk.get_action("rouen_commune_list")({}, {})
    return rows


def _asked() -> dict[str, str]:
    """What the address asks of the table; what makes no sense there asks nothing."""
    asked = {name: tk.request.args.get(name, "").strip() for name in ("nom", "etape", "taille", "tri")}
    if asked["tri"].removeprefix("-") not in ORDERS:
        asked["tri"] = ""
    return asked


def _shown(rows: list[Row], asked: dict[str, str]) -> list[Row]:
    found = [row for row in rows if _has_step(row, asked["etape"]) and _has_size(row, asked["taille"])]
    if asked["nom"]:
        sought = alphabetical(asked["nom"])
        found = [row for row in found if sought in alphabetical(row["name"]) or row["insee"] == asked["nom"]]
    order = ORDERS.get(asked["tri"].removeprefix("-"))
    return sorted(found, key=order, reverse=asked["tri"].startswith("-")) if order else found


def _has_size(row: Row, chosen: str) -> bool:
    return chosen not in (OBLIGED, SMALLER) or row["obligation"] == (chosen == OBLIGED)


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


def _expected_next(row: Row) -> Row:
    """What would take a commune further: its next step, the roles to fill, the schemas and updates that lack."""
    roles = row["roles"] or {}
    return {
        "step": row["next_step"],
        "roles": [role for role, filled in roles.items() if not filled],
        "schemas": [each for each in row["expected"] if each["state"] in ("absent", "invalid", "stale")],
        "late": [each for each in row["open_datasets"] if each["days_late"]],
    }
