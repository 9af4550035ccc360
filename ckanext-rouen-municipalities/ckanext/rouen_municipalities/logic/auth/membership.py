"""Auths of the concept membership."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ..acting import leads

__all__ = ["rouen_commune_step_create", "rouen_commune_step_list"]


def rouen_commune_step_create(context: Any, data_dict: Any) -> dict[str, Any]:
    """Administrators of the Métropole's organisation lead the initiative."""
    return {"success": leads(context)}


@tk.auth_allow_anonymous_access
def rouen_commune_step_list(context: Any, data_dict: Any) -> dict[str, Any]:
    """The steps are public."""
    return {"success": True}
