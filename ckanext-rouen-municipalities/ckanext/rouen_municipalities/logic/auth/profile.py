"""Who may say what the columns of a file hold."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_profile_confirm", "rouen_profile_draft", "rouen_profile_propose"]


def rouen_profile_propose(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource: a proposal quotes cells."""
    return _editor(context, data_dict)


def rouen_profile_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource."""
    return _editor(context, data_dict)


def rouen_profile_draft(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource."""
    return _editor(context, data_dict)


def _editor(context: Context, data_dict: DataDict) -> AuthResult:
    tk.check_access("resource_update", context, {"id": data_dict["resource_id"]})
    return {"success": True}
