"""Who may read KPIs, and who may state something about them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz
from ckan.types import AuthResult, Context, DataDict

from ... import config

__all__ = [
    "rouen_kpi_correct",
    "rouen_kpi_declare",
    "rouen_kpi_explain",
    "rouen_kpi_history",
    "rouen_kpi_list",
    "rouen_kpi_show",
    "rouen_kpi_target_set",
]


@tk.auth_allow_anonymous_access
def rouen_kpi_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_kpi_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_kpi_history(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_kpi_explain(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone."""
    return {"success": True}


def rouen_kpi_target_set(context: Context, data_dict: DataDict) -> AuthResult:
    """An administrator of the Métropole's organisation."""
    return _administrator_of_the_metropole(context)


def rouen_kpi_declare(context: Context, data_dict: DataDict) -> AuthResult:
    """An administrator of the Métropole's organisation."""
    return _administrator_of_the_metropole(context)


def rouen_kpi_correct(context: Context, data_dict: DataDict) -> AuthResult:
    """An administrator of the Métropole's organisation."""
    return _administrator_of_the_metropole(context)


def _administrator_of_the_metropole(context: Context) -> AuthResult:
    allowed = authz.has_user_permission_for_group_or_org(config.metropole_organization(), context["user"], "admin")
    return {"success": bool(allowed)}
