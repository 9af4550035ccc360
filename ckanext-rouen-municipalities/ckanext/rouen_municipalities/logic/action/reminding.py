"""Actions of reminders: whoever was mailed a digest puts the next ones off."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .. import reminding

__all__ = ["rouen_reminder_show", "rouen_reminder_snooze"]

Context = dict[str, Any]
Data = dict[str, Any]


@tk.side_effect_free
def rouen_reminder_show(context: Context, data_dict: Data) -> Data:
    """Which organisation the link of a digest is about.

    :param token: what the link carries
    :returns: ``{title}``

    Whoever has the link may call it. Raises ObjectNotFound.
    """
    tk.check_access("rouen_reminder_show", context, data_dict)
    return {"title": reminding.organization_of(tk.get_or_bust(data_dict, "token"))[1]}


def rouen_reminder_snooze(context: Context, data_dict: Data) -> Data:
    """Put off the next digests of an organisation.

    :param token: what the link carries
    :returns: ``{until}``

    Whoever has the link may call it. Raises ObjectNotFound.
    """
    tk.check_access("rouen_reminder_snooze", context, data_dict)
    return {"until": reminding.snooze(tk.get_or_bust(data_dict, "token")).isoformat()}
