"""Who may see what happened to a file, and who may have one checked."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ..publication.profiles import resource_of

__all__ = [
    "rouen_profile_list",
    "rouen_profile_show",
    "rouen_publication_check",
    "rouen_publication_list",
    "rouen_publication_republish",
    "rouen_publication_retry",
    "rouen_publication_show",
]


@tk.auth_allow_anonymous_access
def rouen_profile_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_profile_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone; what an officer confirmed for a resource, whoever may see that resource."""
    resource_id = resource_of(str(data_dict.get("name", "")))
    return _as(context, "resource_show", resource_id) if resource_id else {"success": True}


@tk.auth_allow_anonymous_access
def rouen_publication_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the resource; the action hides what is for editors."""
    return _as(context, "resource_show", data_dict["resource_id"])


@tk.auth_allow_anonymous_access
def rouen_publication_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the resource; the action hides what is for editors."""
    return _as(context, "resource_show", data_dict["resource_id"])


def rouen_publication_retry(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource."""
    return _as(context, "resource_update", data_dict["resource_id"])


def rouen_publication_republish(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource."""
    return _as(context, "resource_update", data_dict["resource_id"])


def rouen_publication_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the resource or the dataset, or create a dataset somewhere."""
    if resource_id := data_dict.get("resource_id"):
        return _as(context, "resource_update", resource_id)
    if package_id := data_dict.get("package_id"):
        return _as(context, "package_update", package_id)
    tk.check_access("package_create", context)
    return {"success": True}


def _as(context: Context, name: str, resource_id: str) -> AuthResult:
    tk.check_access(name, context, {"id": resource_id})
    return {"success": True}
