"""What is done to a tile from its page: submitting, publishing, sending back, withdrawing, ending."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .blueprint import act, messages, rouen_tiles
from .tile import page


@rouen_tiles.route("/tuiles/<tile_id>/soumettre", methods=["POST"])
def submit(tile_id: str) -> Any:
    """Ask an administrator to publish the newest revision."""
    return step("submit", tile_id, tk._("Tuile soumise : ses administrateurs sont prévenus."), revision=_revision())


@rouen_tiles.route("/tuiles/<tile_id>/publier", methods=["POST"])
def publish(tile_id: str) -> Any:
    """Let the app see the newest revision."""
    return step("publish", tile_id, tk._("Tuile publiée : l’application la montre."), revision=_revision())


@rouen_tiles.route("/tuiles/<tile_id>/renvoyer", methods=["POST"])
def send_back(tile_id: str) -> Any:
    """Give the revision that waits back to its author."""
    values = {"revision": _revision(), "reason": tk.request.form.get("reason", "")}
    return step("return", tile_id, tk._("Tuile renvoyée à son auteur, avec votre motif."), **values)


@rouen_tiles.route("/tuiles/<tile_id>/retirer", methods=["POST"])
def withdraw(tile_id: str) -> Any:
    """Take a tile out of the app at once."""
    reason = tk.request.form.get("reason", "")
    return step("withdraw", tile_id, tk._("Tuile retirée : l’application ne la montre plus."), reason=reason)


@rouen_tiles.route("/tuiles/<tile_id>/supprimer", methods=["POST"])
def retire(tile_id: str) -> Any:
    """End a tile for ever."""
    form = tk.request.form
    values = {"reason": form.get("reason", ""), "successor": form.get("successor") or None}
    return step("retire", tile_id, tk._("Tuile supprimée : son identifiant ne servira plus."), **values)


def step(name: str, tile_id: str, done: str, **values: Any) -> Any:
    """Do it and show the tile; when it is refused, the tile with why."""
    try:
        act(f"rouen_tile_{name}", id=tile_id, **values)
    except tk.ValidationError as error:
        return page(tile_id, messages(error), name)
    tk.h.flash_success(done)
    return tk.redirect_to("rouen_tiles.read", tile_id=tile_id)


def _revision() -> str:
    return str(tk.request.form.get("revision", ""))
