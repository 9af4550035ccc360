"""Who may say how the files of an organisation are read: who may edit the resource, or the datasets of the owner."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "rouen_energy_mapping_delete",
    "rouen_energy_mapping_list",
    "rouen_energy_mapping_preview",
    "rouen_energy_mapping_propose",
    "rouen_energy_mapping_save",
]


def rouen_energy_mapping_propose(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource or the owner's datasets: a proposal quotes cells."""
    return _editor(context, data_dict)


def rouen_energy_mapping_preview(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource or the owner's datasets."""
    return _editor(context, data_dict)


def rouen_energy_mapping_save(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource or the owner's datasets."""
    return _editor(context, data_dict)


def rouen_energy_mapping_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the owner's datasets."""
    return _editor(context, data_dict)


def rouen_energy_mapping_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the owner's datasets."""
    return _editor(context, data_dict)


def _editor(context: Context, data_dict: DataDict) -> AuthResult:
    if resource_id := data_dict.get("resource_id"):
        tk.check_access("resource_update", context, {"id": resource_id})
        return {"success": True}
    owner = str(tk.get_or_bust(data_dict, "owner"))
    return {"success": bool(authz.has_user_permission_for_group_or_org(owner, context["user"], "update_dataset"))}
