"""/tuiles/versions: what the app was given, what changed from one version to the next, and bringing one back."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ..core.tile.difference import Change, differences
from .blueprint import Entry, act, may, messages, rouen_tiles

#: What changes with every change of a tile, and says nothing to people.
_SAYS_NOTHING = ("sha256",)
_PAGE = 30


@rouen_tiles.route("/tuiles/versions")
def releases() -> str:
    """The versions, newest first, and what the guard holds back."""
    before = str(tk.request.args.get("avant", ""))
    known = before if before.isdecimal() and len(before) < len(str(1 << 62)) and int(before) else None
    found = act("rouen_tile_release_list", before=known, limit=_PAGE)
    names = {entry["id"]: entry["title"] for entry in act("rouen_tile_list")} if found["held"] else {}
    shown = {"found": found, "names": names, "page": _PAGE, "may_release": may("rouen_tile_release_create")}
    return tk.render("tiles/releases.html", shown)


@rouen_tiles.route("/tuiles/versions/laisser-passer", methods=["POST"])
def let_go() -> Any:
    """Let go the tiles that the guard holds, and serve what should be served."""
    made = act("rouen_tile_release_create", accept_held=True)
    tk.h.flash_success(tk._("Version %(number)s servie.") % {"number": made["number"]})
    return tk.redirect_to("rouen_tiles.release", number=made["number"])


@rouen_tiles.route("/tuiles/versions/<int:number>")
def release(number: int) -> Any:
    """One version: what it changed, tile by tile and field by field."""
    return _page(number)


@rouen_tiles.route("/tuiles/versions/<int:number>/retablir", methods=["POST"])
def roll_back(number: int) -> Any:
    """Make a new version with the tiles of an old one; health is evaluated again."""
    try:
        made = act("rouen_tile_release_rollback", number=number, current=tk.request.form.get("current", ""))
    except tk.ValidationError as error:
        return _page(number, messages(error)), 409
    words = {"old": number, "new": made["number"]}
    tk.h.flash_success(tk._("Version %(old)s rétablie : la version %(new)s est servie.") % words)
    if made["left"]:
        left = ", ".join(sorted(made["left"]))
        tk.h.flash_notice(tk._("Laissées comme elles sont : %(left)s.") % {"left": left})
    return tk.redirect_to("rouen_tiles.release", number=made["number"])


def _page(number: int, problem: list[str] | None = None) -> str:
    found = act("rouen_tile_release_show", number=number)
    before = act("rouen_tile_release_list", before=number, limit=1)
    previous = next(iter(before["releases"]), None)
    shown = {
        "found": found,
        "newest": before["number"],
        "previous": previous,
        "difference": _difference(found, previous),
        "problem": problem or [],
        "may_roll_back": may("rouen_tile_release_rollback"),
    }
    return tk.render("tiles/release.html", shown)


def _difference(found: Entry, previous: Entry | None) -> Entry:
    """What a version added, changed and took away; the first one only adds."""
    if previous is None:
        return {"added": found["tiles"], "removed": [], "changed": []}
    told: Entry = act("rouen_tile_release_diff", **{"from": previous["number"], "to": found["number"]})
    changed = [{**tile, "changes": _changes(tile)} for tile in told["changed"]]
    return {**told, "changed": changed}


def _changes(tile: Entry) -> list[Change]:
    found = differences(tile["before"], tile["after"])
    return [change for change in found if change.path not in _SAYS_NOTHING]
