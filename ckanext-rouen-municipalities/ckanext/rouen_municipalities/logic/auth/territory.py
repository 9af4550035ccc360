"""Auths of the concept territory."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

__all__ = ["rouen_commune_list", "rouen_commune_show"]


@tk.auth_allow_anonymous_access
def rouen_commune_list(context: Any, data_dict: Any) -> dict[str, Any]:
    """The register and the steps are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_commune_show(context: Any, data_dict: Any) -> dict[str, Any]:
    """The register and the steps are public."""
    return {"success": True}
