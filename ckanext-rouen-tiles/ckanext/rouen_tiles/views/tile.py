"""Pages of the tiles: the list by department, each tile, the preview of the app."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ..core.messages import Refused
from ..core.tile.instants import instant
from ..logic import preview as previews
from ..logic.language import language
from ..logic.vocabulary import vocabulary

__all__ = ["rouen_tiles"]

rouen_tiles = Blueprint("rouen_tiles", __name__)

Entry = dict[str, Any]

OK, BAD_REQUEST, NOT_FOUND, GONE = 200, 400, 404, 410


@rouen_tiles.route("/tuiles")
def index() -> str:
    """What the app offers, by department."""
    found = tk.get_action("rouen_tile_list")(_context(), {})
    served = [entry for entry in found if entry["served"]]
    return tk.render(
        "tiles/index.html",
        {
            "departments": _by_department(served),
            "served": served,
            "absent": [entry for entry in found if not entry["served"]],
        },
    )


@rouen_tiles.route("/tuiles/apercu")
def preview() -> Any:
    """The app as it shows a commune."""
    asked = tk.request.args
    communes = previews.communes()
    commune = asked.get("commune") or previews.ROUEN
    moment = _moment(asked.get("le"))
    if commune not in communes or moment is None:
        return tk.abort(BAD_REQUEST, tk._("Commune ou date inconnue."))
    spoken = asked["langue"] if asked.get("langue") in ("fr", "en") else language()
    shown = previews.preview(commune, spoken, moment, asked.get("tuile"))
    return tk.render(
        "tiles/preview.html",
        {"shown": shown, "communes": communes, "commune": commune, "spoken": spoken, "day": asked.get("le", "")},
    )


@rouen_tiles.route("/tuiles/<tile_id>")
def read(tile_id: str) -> Any:
    """One tile: its state, its sources, where it has data."""
    try:
        tile = tk.get_action("rouen_tile_show")(_context(), {"id": tile_id})
    except tk.ObjectNotFound:
        return tk.abort(NOT_FOUND, tk._("Page introuvable ou non publique"))
    return tk.render("tiles/read.html", {"tile": tile}), GONE if tile["state"] == "gone" else OK


def _by_department(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    names = vocabulary().departments
    ordered = sorted(entries, key=lambda entry: (list(names).index(entry["department"]), entry["rank"]))
    return [(name, list(group)) for name, group in groupby(ordered, key=lambda entry: entry["department"])]


def _moment(day: str | None) -> datetime | None:
    """The instant that `le` names; None when it names none."""
    try:
        return instant(day) if day else previews.now()
    except Refused:
        return None


def _context() -> Entry:
    return {"user": tk.g.user, "auth_user_obj": tk.g.userobj}
