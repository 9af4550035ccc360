"""Who may see a meter's energy over time: it tells when people are in."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_energy_series"]


@tk.auth_allow_anonymous_access
def rouen_energy_series(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the table of readings."""
    tk.check_access("resource_show", context, {"id": tk.get_or_bust(data_dict, "resource_id")})
    return {"success": True}
