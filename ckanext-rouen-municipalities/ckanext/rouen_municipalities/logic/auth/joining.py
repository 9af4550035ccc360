"""Auths of joining."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ..acting import leads

__all__ = [
    "rouen_join_request_confirm",
    "rouen_join_request_create",
    "rouen_join_request_decide",
    "rouen_join_request_invite",
    "rouen_join_request_list",
    "rouen_join_request_renew",
    "rouen_join_request_show",
]


@tk.auth_allow_anonymous_access
def rouen_join_request_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody; how often is limited."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_join_request_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the link."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_join_request_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the link."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_join_request_renew(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the link."""
    return {"success": True}


def rouen_join_request_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Administrators of the Métropole: it holds personal data."""
    return {"success": leads(context)}


def rouen_join_request_decide(context: Context, data_dict: DataDict) -> AuthResult:
    """Administrators of the Métropole."""
    return {"success": leads(context)}


def rouen_join_request_invite(context: Context, data_dict: DataDict) -> AuthResult:
    """Administrators of the Métropole."""
    return {"success": leads(context)}
