"""Auths of the concept attention."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz

from ... import config

__all__ = ["rouen_organization_dashboard"]


def rouen_organization_dashboard(context: Any, data_dict: Any) -> dict[str, Any]:
    """Who may publish for the organisation, or for the Métropole, which leads the initiative."""
    organizations = (tk.get_or_bust(data_dict, "id"), config.metropole_organization())
    allowed = (
        authz.has_user_permission_for_group_or_org(each, context["user"], "create_dataset") for each in organizations
    )
    return {"success": any(allowed)}
