"""Who may read the registry of use cases; writing follows CKAN's rules for packages."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_energy_use_case_list"]


@tk.auth_allow_anonymous_access
def rouen_energy_use_case_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: only public use cases are listed."""
    return {"success": True}
