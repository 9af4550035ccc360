"""CKAN's own invitation of a member, made as the portal makes the others."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic.schema import default_user_invite_schema

from .. import joining

__all__ = ["user_invite"]

Context = dict[str, Any]
Data = dict[str, Any]


@tk.chained_action
def user_invite(up: Any, context: Context, data_dict: Data) -> Data:
    """Invite a new user to an organisation, as CKAN does, but under a name that does not come from the address.

    CKAN shows user names to everyone. The mail is in French, and waits while the mail server is down.

    :param email: who is invited
    :param group_id: the organisation
    :param role: ``member``, ``editor`` or ``admin``
    :returns: ``{id, name, state}`` of the new user

    Administrators of the organisation. Raises ObjectNotFound, ValidationError.
    """
    tk.check_access("user_invite", context, data_dict)
    asked, errors = tk.navl_validate(data_dict, default_user_invite_schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    group = model.Group.get(asked["group_id"])
    if group is None:
        raise tk.ObjectNotFound(tk._("Organisation inconnue."))
    if not group.is_organization:
        invited: Data = up(context, data_dict)
        return invited
    account = joining.invite_member(group, asked["email"], asked["role"])
    return {"id": account.id, "name": account.name, "state": account.state}
