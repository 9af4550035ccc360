"""Who may do what with tiles: editors of the owning organisation write, its administrators publish.

What the app sees or saw says who owns a tile, not a draft; the newest revision says it of a tile that was never live.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model

from ...store import tile as tiles

__all__ = [
    "rouen_tile_approve",
    "rouen_tile_attention",
    "rouen_tile_create",
    "rouen_tile_diff",
    "rouen_tile_history",
    "rouen_tile_list",
    "rouen_tile_publish",
    "rouen_tile_retire",
    "rouen_tile_return",
    "rouen_tile_show",
    "rouen_tile_submit",
    "rouen_tile_update",
    "rouen_tile_withdraw",
]

Answer = dict[str, Any]

_WRITE, _PUBLISH = "update_dataset", "admin"


@tk.auth_allow_anonymous_access
def rouen_tile_list(context: Any, data_dict: Any) -> Answer:
    """What the app shows is public; drafts are added for those who may write them."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def rouen_tile_show(context: Any, data_dict: Any) -> Answer:
    """As the list."""
    return {"success": True}


def rouen_tile_create(context: Any, data_dict: Any) -> Answer:
    """Editors of the organisation that is to own the tile."""
    return _may(context, data_dict.get("organization"), _WRITE)


def rouen_tile_update(context: Any, data_dict: Any) -> Answer:
    """Editors of the owning organisation and, when it changes, of the new one."""
    may = _may_with_tile(context, data_dict, _WRITE)
    if may["success"] and data_dict.get("organization"):
        return _may(context, data_dict["organization"], _WRITE)
    return may


def rouen_tile_submit(context: Any, data_dict: Any) -> Answer:
    """Editors of the owning organisation."""
    return _may_with_tile(context, data_dict, _WRITE)


def rouen_tile_history(context: Any, data_dict: Any) -> Answer:
    """Editors of the owning organisation: it names accounts."""
    return _may_with_tile(context, data_dict, _WRITE)


def rouen_tile_diff(context: Any, data_dict: Any) -> Answer:
    """Editors of the owning organisation."""
    return _may_with_tile(context, data_dict, _WRITE)


def rouen_tile_attention(context: Any, data_dict: Any) -> Answer:
    """Those who may write in some organisation; each sees the tiles that are theirs to write."""
    user = model.User.get(context["user"])
    return {"success": bool(user and tiles.writes_somewhere(model.Session, user.id))}


def rouen_tile_approve(context: Any, data_dict: Any) -> Answer:
    """Administrators of the owning organisation; whether they may give it to another is looked at under its lock."""
    return _may_publish(context, data_dict)


def rouen_tile_publish(context: Any, data_dict: Any) -> Answer:
    """As approving."""
    return _may_publish(context, data_dict)


def rouen_tile_return(context: Any, data_dict: Any) -> Answer:
    """Administrators of the owning organisation."""
    return _may_with_tile(context, data_dict, _PUBLISH)


def rouen_tile_withdraw(context: Any, data_dict: Any) -> Answer:
    """Administrators of the owning organisation."""
    return _may_with_tile(context, data_dict, _PUBLISH)


def rouen_tile_retire(context: Any, data_dict: Any) -> Answer:
    """Administrators of the owning organisation."""
    return _may_with_tile(context, data_dict, _PUBLISH)


def _may_publish(context: Any, data_dict: Any) -> Answer:
    """A revision that is not there yet is nobody's to publish: it could be saved for another owner right after this."""
    newest, given = tiles.latest(model.Session, str(data_dict.get("id") or "")), data_dict.get("revision")
    if newest and isinstance(given, int) and given > newest.revision:
        return {"success": False}
    return _may_with_tile(context, data_dict, _PUBLISH)


def _may_with_tile(context: Any, data_dict: Any, permission: str) -> Answer:
    return _may(context, tiles.owner(model.Session, str(data_dict.get("id") or "")), permission)


def _may(context: Any, organization: str | None, permission: str) -> Answer:
    allowed = organization and authz.has_user_permission_for_group_or_org(organization, context["user"], permission)
    return {"success": bool(allowed)}
