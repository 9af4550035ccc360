"""Pages of the concept workshop: the list with its counts, its table as CSV, its calendars."""

from __future__ import annotations

import csv
import io
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint, Response

from ..core.spreadsheet_safety import harmless_cell
from ..core.workshop import Workshop
from ..logic import workshop as workshops
from ..logic.clock import today

__all__ = ["rouen_workshop"]

rouen_workshop = Blueprint("rouen_workshop", __name__)


@rouen_workshop.route("/ateliers")
def index() -> str:
    """The workshops: counts by status, the next one, filters, table."""
    chosen = _chosen()
    page = workshops.overview(model.Session, chosen, today())
    return tk.render("workshop/index.html", {"page": page, "chosen": chosen, "labels": status_labels()})


@rouen_workshop.route("/ateliers.csv")
def table() -> Response:
    """The table of `/ateliers` as a file."""
    text = io.StringIO()
    rows = [_row(one) for one in workshops.select(model.Session, _chosen(), today())]
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: harmless_cell(value) for name, value in row.items()} for row in rows)
    return _attachment(text.getvalue(), "text/csv; charset=utf-8", "ateliers.csv")


@rouen_workshop.route("/ateliers.ics")
def calendar() -> Response:
    """The calendar of all workshops, to subscribe to."""
    return _calendar(workshops.select(model.Session, _chosen(), today()), "ateliers.ics")


@rouen_workshop.route("/ateliers/<name>.ics")
def calendar_of_one(name: str) -> Response:
    """One workshop, to put into a diary."""
    one = workshops.one_named(model.Session, name)
    if one is None:
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    return _calendar([one], f"{one.name}.ics")


@rouen_workshop.route("/ateliers/<name>")
def read(name: str) -> Any:
    """The page of a workshop has the address of its record."""
    return tk.redirect_to("workshop.read", id=name)


def status_labels() -> dict[str, str]:
    """What people call the states of workshops."""
    return {"planned": tk._("Prévu"), "held": tk._("Tenu"), "cancelled": tk._("Annulé")}


_COLUMNS = (
    "date",
    "debut",
    "fin",
    "titre",
    "forme",
    "statut",
    "lieu",
    "communes_insee",
    "communes",
    "partenaires",
    "places",
    "compte_pour_les_communes",
    "organisation",
    "documents",
    "adresse",
)


def _row(one: Workshop) -> dict[str, Any]:
    values = (
        one.day.isoformat(),
        f"{one.starts:%H:%M}" if one.starts else "",
        f"{one.ends:%H:%M}" if one.ends else "",
        one.title,
        one.kind,
        one.status.value,
        one.place,
        " ".join(one.communes),
        ", ".join(workshops.commune_name(code) for code in one.communes),
        ", ".join(one.partners),
        one.seats,
        "true" if one.counts_for_communes else "false",
        one.organization,
        " ".join(one.documents),
        workshops.address_of(one),
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _chosen() -> workshops.Chosen:
    return workshops.Chosen(tk.request.args.get("statut", ""), tk.request.args.get("commune", ""))


def _calendar(chosen: list[Workshop], file_name: str) -> Response:
    return _attachment(workshops.calendar_of(chosen), "text/calendar; charset=utf-8", file_name)


def _attachment(content: str | bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f"attachment; filename={name}"})
