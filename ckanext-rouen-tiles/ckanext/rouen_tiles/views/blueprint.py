"""The blueprint of all pages of tiles, and what they share."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

__all__ = ["rouen_tiles"]

rouen_tiles = Blueprint("rouen_tiles", __name__)

Entry = dict[str, Any]


def act(action: str, **data: Any) -> Any:
    """What an action gives the reader of the page. Raises ValidationError.

    What may not be seen is answered as if it did not exist.
    """
    try:
        return tk.get_action(action)({}, data)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(HTTPStatus.NOT_FOUND, tk._("Page introuvable ou non publique"))


def may(action: str, **data: Any) -> bool:
    """Whether the reader of the page may do this."""
    return bool(tk.h.check_access(action, data))


def own_tile(tile_id: str) -> Entry:
    """A tile that the reader may write, with its newest revision; anybody else is told who may."""
    tile: Entry = act("rouen_tile_show", id=tile_id)
    if "latest" not in tile:
        tk.abort(HTTPStatus.FORBIDDEN, tk._("Cette page est réservée à ceux qui écrivent la tuile."))
    return tile


def messages(error: tk.ValidationError) -> list[str]:
    """All that an error says, in order."""
    return [str(message) for found in error.error_dict.values() for message in found]
