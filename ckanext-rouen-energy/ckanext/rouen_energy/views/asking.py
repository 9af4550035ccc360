"""What pages ask of the actions, and what they do when an action says no."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


def asked(action: str, **data: Any) -> Any:
    """The answer of an action; 404 for what is not there or not public, 400 with the reason for what makes no sense."""
    try:
        return tk.get_action(action)({}, data)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Page introuvable ou non publique."))
    except tk.ValidationError as error:
        return tk.abort(400, " ".join(str(message) for messages in error.error_dict.values() for message in messages))
