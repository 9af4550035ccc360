"""Actions of tables that are private by default: no way of CKAN's own to make their dataset public."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ..publication.privacy import why_not_made_public

__all__ = ["bulk_update_public"]


@tk.chained_action
def bulk_update_public(up: Any, context: dict[str, Any], data_dict: dict[str, Any]) -> Any:
    """CKAN's own: makes several datasets public at once, all of them or none.

    Raises ValidationError when one holds a table that is not for the public.
    """
    tk.check_access("bulk_update_public", context, data_dict)
    reasons = filter(None, map(why_not_made_public, data_dict.get("datasets") or ()))
    if reason := next(reasons, ""):
        raise tk.ValidationError({"datasets": [reason]})
    return up(context, data_dict)
