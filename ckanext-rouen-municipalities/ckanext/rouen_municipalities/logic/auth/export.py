"""Who may take the exports of a table."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_export_list"]


@tk.auth_allow_anonymous_access
def rouen_export_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the resource."""
    tk.check_access("resource_show", context, {"id": data_dict["resource_id"]})
    return {"success": True}
