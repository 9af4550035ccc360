"""What was done to a tile, and what differs between two of its revisions."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from .blueprint import act, own_tile, rouen_tiles


@rouen_tiles.route("/tuiles/<tile_id>/revisions")
def revisions(tile_id: str) -> str:
    """The history of a tile, newest first; with `de` and `a`, the fields that differ."""
    tile = own_tile(tile_id)
    history = list(reversed(act("rouen_tile_history", id=tile_id)))
    newest = tile["latest"]["revision"]
    first, last = _number("de", max(1, newest - 1), newest), _number("a", newest, newest)
    shown = {
        "tile": tile,
        "history": history,
        "numbers": list(range(newest, 0, -1)),
        "first": first,
        "last": last,
        "changes": act("rouen_tile_diff", **{"id": tile_id, "from": first, "to": last}),
    }
    return tk.render("tiles/revisions.html", shown)


def _number(name: str, usual: int, newest: int) -> int:
    """The revision that the address names, within those that there are."""
    said = tk.request.args.get(name, "")
    return min(max(int(said), 1), newest) if said.isdecimal() and len(said) < len(str(2**31)) else usual
