"""Who may see the meters of an owner, and say which building they serve: who may edit its datasets."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_energy_inbox_list", "rouen_energy_meter_assign", "rouen_energy_quality"]


def rouen_energy_quality(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation."""
    return _keeps(context, data_dict)


def rouen_energy_inbox_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation."""
    return _keeps(context, data_dict)


def rouen_energy_meter_assign(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors and administrators of the organisation."""
    return _keeps(context, data_dict)


def _keeps(context: Context, data_dict: DataDict) -> AuthResult:
    owner = str(tk.get_or_bust(data_dict, "owner"))
    return {"success": bool(authz.has_user_permission_for_group_or_org(owner, context["user"], "update_dataset"))}
