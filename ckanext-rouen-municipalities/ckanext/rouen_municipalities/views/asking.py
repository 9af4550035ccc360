"""What a page asks of the actions, in the name of its reader."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


def ask(action: str, **data: Any) -> Any:
    """What an action gives the reader of the page; what may not be seen is answered as if it did not exist."""
    try:
        return tk.get_action(action)({}, data)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Page introuvable ou non publique."))
