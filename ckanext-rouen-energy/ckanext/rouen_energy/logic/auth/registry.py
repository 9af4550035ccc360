"""Who may read the registry of data flows; writing follows CKAN's rules for packages."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_energy_flow_list"]


@tk.auth_allow_anonymous_access
def rouen_energy_flow_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: only public flows are listed."""
    return {"success": True}
