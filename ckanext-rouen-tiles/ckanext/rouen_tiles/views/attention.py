"""/tuiles/a-traiter: what waits for somebody, and what keeps which tile from which communes."""

from __future__ import annotations

from http import HTTPStatus

import ckan.plugins.toolkit as tk

from .blueprint import act, may, rouen_tiles


@rouen_tiles.route("/tuiles/a-traiter")
def attention() -> str:
    """The whole, or what is a department's; who writes no tile is told so."""
    if not may("rouen_tile_attention"):
        tk.abort(HTTPStatus.FORBIDDEN, tk._("Cette page est réservée à ceux qui écrivent des tuiles."))
    found = act("rouen_tile_attention")
    departments = sorted({row["department"] for row in (*found["rows"], *found["waiting"])})
    chosen = tk.request.args.get("service", "")
    for part in ("rows", "waiting"):
        found[part] = [row for row in found[part] if chosen in ("", row["department"])]
    return tk.render("tiles/attention.html", {"found": found, "departments": departments, "chosen": chosen})
