"""Auths of the concept problem."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_problem_report"]


@tk.auth_allow_anonymous_access
def rouen_problem_report(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset; how often is limited."""
    tk.check_access("package_show", context.copy(), {"id": data_dict.get("id")})
    return {"success": True}
