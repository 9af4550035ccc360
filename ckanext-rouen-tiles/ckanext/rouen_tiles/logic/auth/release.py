"""Who may do what with releases: anybody reads what the app was given, administrators of the Métropole change it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz

from ckanext.rouen_municipalities import config

__all__ = [
    "rouen_tile_release_create",
    "rouen_tile_release_diff",
    "rouen_tile_release_list",
    "rouen_tile_release_rollback",
    "rouen_tile_release_show",
]

Answer = dict[str, Any]


@tk.auth_allow_anonymous_access
def rouen_tile_release_list(context: Any, data_dict: Any) -> Answer:
    """Anybody."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_tile_release_show(context: Any, data_dict: Any) -> Answer:
    """Anybody."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_tile_release_diff(context: Any, data_dict: Any) -> Answer:
    """Anybody."""
    return {"success": True}


def rouen_tile_release_create(context: Any, data_dict: Any) -> Answer:
    """Administrators of the Métropole."""
    return _administrator_of_the_metropole(context)


def rouen_tile_release_rollback(context: Any, data_dict: Any) -> Answer:
    """Administrators of the Métropole."""
    return _administrator_of_the_metropole(context)


def _administrator_of_the_metropole(context: Any) -> Answer:
    organization, user = config.metropole_organization(), context.get("user")
    return {"success": bool(user and authz.has_user_permission_for_group_or_org(organization, user, "admin"))}
