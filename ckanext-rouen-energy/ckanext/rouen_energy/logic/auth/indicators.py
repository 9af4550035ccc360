"""Who may read annual figures: they are computed from public tables only."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "rouen_energy_building_show",
    "rouen_energy_dashboard",
    "rouen_energy_factor_list",
    "rouen_energy_indicator_show",
]


@tk.auth_allow_anonymous_access
def rouen_energy_dashboard(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_energy_building_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_energy_factor_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_energy_indicator_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}
