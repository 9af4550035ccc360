"""Who may read what works saved, and who may declare them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "rouen_energy_degree_days",
    "rouen_energy_impact",
    "rouen_energy_work_declare",
    "rouen_energy_work_list",
    "rouen_energy_work_withdraw",
]


@tk.auth_allow_anonymous_access
def rouen_energy_impact(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: works on public buildings, without the names of meters."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_energy_degree_days(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone: only public tables are read."""
    return {"success": True}


def rouen_energy_work_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation."""
    return _keeps(context, data_dict)


def rouen_energy_work_declare(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation."""
    return _keeps(context, data_dict)


def rouen_energy_work_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation."""
    return _keeps(context, data_dict)


def _keeps(context: Context, data_dict: DataDict) -> AuthResult:
    owner = str(tk.get_or_bust(data_dict, "owner"))
    return {"success": bool(authz.has_user_permission_for_group_or_org(owner, context["user"], "update_dataset"))}
