"""Auths of reminders."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

__all__ = ["rouen_reminder_show", "rouen_reminder_snooze"]


@tk.auth_allow_anonymous_access
def rouen_reminder_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the link."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_reminder_snooze(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the link."""
    return {"success": True}
