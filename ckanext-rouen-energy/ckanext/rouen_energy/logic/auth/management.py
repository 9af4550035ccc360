"""Who may read what energy management is told: anyone what comes from public tables, editors the list of Monday."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "rouen_energy_compare",
    "rouen_energy_forecast",
    "rouen_energy_monday",
    "rouen_energy_operat",
    "rouen_energy_trajectory",
]


@tk.auth_allow_anonymous_access
def rouen_energy_trajectory(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_energy_operat(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_energy_forecast(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_energy_compare(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone; the loads in the answer are for editors of the owner's datasets."""
    return {"success": True}


def rouen_energy_monday(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation."""
    owner = str(tk.get_or_bust(data_dict, "owner"))
    return {"success": bool(authz.has_user_permission_for_group_or_org(owner, context["user"], "update_dataset"))}
