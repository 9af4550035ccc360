"""A tile as YAML on a page: a new one from a file, a new revision of one that is there."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ..core.messages import Refused
from ..core.tile import yaml_text
from ..logic.language import issues_by_field
from .blueprint import may, own_tile, rouen_tiles


@rouen_tiles.route("/tuiles/importer", methods=["GET", "POST"])
def import_new() -> Any:
    """Write a new tile from a file or a text."""
    if not may("rouen_tile_attention"):
        tk.abort(403, tk._("Cette page est réservée à ceux qui écrivent des tuiles."))
    return _import(None, "")


@rouen_tiles.route("/tuiles/<tile_id>/modifier-yaml", methods=["GET", "POST"])
def edit_yaml(tile_id: str) -> Any:
    """Write the next revision of a tile as YAML."""
    latest = own_tile(tile_id)["latest"]
    return _import({"id": tile_id, "revision": latest["revision"]}, yaml_text.dump(latest["document"]))


def _import(tile: dict[str, Any] | None, text: str) -> Any:
    if tk.request.method == "GET":
        return _page(tile, text, {})
    try:
        text = _sent()
        saved = _saved(tile, text)
    except Refused as refused:
        return _page(tile, text, issues_by_field(refused.issues)), 400
    except tk.NotAuthorized:
        named = tk._("Vous n’écrivez pas dans l’organisation que ce fichier nomme (owner.organization).")
        return _page(tile, text, {"owner.organization": [named]}), 400
    except tk.ValidationError as error:
        return _page(tile, text, error.error_dict), 400
    tk.h.flash_success(tk._("Révision %(number)s enregistrée.") % {"number": saved["revision"]})
    return tk.redirect_to("rouen_tiles.read", tile_id=saved["id"])


def _saved(tile: dict[str, Any] | None, text: str) -> dict[str, Any]:
    """The revision that the text became; a refusal of the owner is told beside the text."""
    if tile is None:
        return tk.get_action("rouen_tile_create")({}, {"yaml": text})  # type: ignore[no-any-return]
    given = tk.request.form.get("revision", tile["revision"])
    data = {"id": tile["id"], "revision": given, "yaml": text}
    return tk.get_action("rouen_tile_update")({}, data)  # type: ignore[no-any-return]


def _sent() -> str:
    """The text of the file, or of the field when there is no file. Raises Refused."""
    file = tk.request.files.get("file")
    if file and file.filename:
        return yaml_text.decoded(file.stream.read(yaml_text.MAXIMUM_BYTES + 1))
    return str(tk.request.form.get("yaml", "")).replace("\r\n", "\n")


def _page(tile: dict[str, Any] | None, text: str, errors: dict[str, Any]) -> str:
    given = tk.request.form.get("revision") or (tile["revision"] if tile else "")
    return tk.render("tiles/yaml.html", {"tile": tile, "text": text, "errors": errors, "given": given})
