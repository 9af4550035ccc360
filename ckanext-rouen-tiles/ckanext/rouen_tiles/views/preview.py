"""/tuiles/apercu: the app as it shows a commune, in a language, to a version, on a day."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk

from ..core.messages import Refused
from ..core.tile.instants import instant
from ..logic import drafting
from ..logic import preview as previews
from ..logic.language import language
from ..logic.preview import Place
from .blueprint import own_tile, rouen_tiles

#: What begins the name of a filter in the address, lest it be the name of something else that is asked.
FILTER = "f."


@rouen_tiles.route("/tuiles/apercu")
def preview() -> Any:
    """What the public API gives; with `brouillon`, a draft for those who may write it."""
    place = _place()
    draft_of = tk.request.args.get("brouillon")
    if draft_of:
        return _draft(draft_of, place)
    shown = previews.preview(place, tk.request.args.get("tuile"), _chosen())
    return tk.render("tiles/preview.html", {"shown": shown, **_asked(place)})


def _draft(tile_id: str, place: Place) -> Any:
    latest = own_tile(tile_id)["latest"]
    draft = drafting.shown(latest["document"], place.commune, place.language, _chosen())
    shown = {"draft": draft, "tile_id": tile_id, **latest, **_asked(place)}
    return tk.render("tiles/draft.html", shown)


def _place() -> Place:
    """Where and when the address says; what it cannot mean is refused."""
    asked = tk.request.args
    commune, app = asked.get("commune") or previews.ROUEN, asked.get("app") or None
    if commune not in previews.communes():
        tk.abort(HTTPStatus.BAD_REQUEST, tk._("Commune inconnue. Choisissez une commune dans la liste."))
    if app and not previews.is_app(app):
        tk.abort(HTTPStatus.BAD_REQUEST, tk._("Version inconnue. Elle s’écrit comme ios/3.2.0."))
    spoken = asked["langue"] if asked.get("langue") in ("fr", "en") else language()
    return Place(commune, spoken, app, _moment(asked.get("le")))


def _moment(day: str | None) -> datetime | None:
    """The instant that `le` names; None for now."""
    if not day:
        return None
    try:
        return instant(day)
    except Refused:
        return tk.abort(HTTPStatus.BAD_REQUEST, tk._("Date inconnue. Elle s’écrit comme 2026-11-22."))


def _chosen() -> dict[str, str]:
    """What the address says of the filters of a tile: `f.gratuit=true`."""
    return {name.removeprefix(FILTER): said for name, said in tk.request.args.items() if name.startswith(FILTER)}


def _asked(place: Place) -> dict[str, Any]:
    """The address, for the filters and links of the page."""
    return {
        "communes": previews.communes(),
        "commune": place.commune,
        "spoken": place.language,
        "app": place.app or "",
        "day": tk.request.args.get("le", ""),
    }
