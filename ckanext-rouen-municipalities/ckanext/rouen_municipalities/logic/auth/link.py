"""Who may see how a link is read, and have it read now."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_link_fetch", "rouen_link_show"]


@tk.auth_allow_anonymous_access
def rouen_link_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the resource; the action hides what is for editors."""
    tk.check_access("resource_show", context, {"id": data_dict["resource_id"]})
    return {"success": True}


def rouen_link_fetch(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource."""
    tk.check_access("resource_update", context, {"id": data_dict["resource_id"]})
    return {"success": True}
