"""In whose name an action is called, and what they may do."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import Context

from .. import config


def as_the_portal() -> dict[str, Any]:
    """A context for what the portal itself does: its own user, who may do everything."""
    return {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}


def may_edit(context: Context, resource_id: str) -> bool:
    """Whether the caller of an action may edit a resource."""
    try:
        tk.check_access("resource_update", context.copy(), {"id": resource_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def leads(context: Context) -> bool:
    """Whether the caller of an action administers the Métropole's organisation, which leads the initiative."""
    user = str(context.get("user") or "")
    return bool(authz.has_user_permission_for_group_or_org(config.metropole_organization(), user, "admin"))
