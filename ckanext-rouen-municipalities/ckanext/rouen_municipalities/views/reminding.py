"""The page that the link of a digest opens: a button, since a link alone changes nothing."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint

from .. import config
from .asking import ask
from .same_site import refuse_other_sites

__all__ = ["rouen_reminding"]

rouen_reminding = Blueprint("rouen_reminding", __name__)


@rouen_reminding.route("/rappels/reporter/<token>")
def offer(token: str) -> str:
    """Offer to put the reminders of an organisation off."""
    return _page(token, ask("rouen_reminder_show", token=token)["title"], "")


@rouen_reminding.route("/rappels/reporter/<token>", methods=["POST"])
def snooze(token: str) -> str:
    """Put them off."""
    refuse_other_sites()
    title = ask("rouen_reminder_show", token=token)["title"]
    return _page(token, title, ask("rouen_reminder_snooze", token=token)["until"])


def _page(token: str, title: str, until: str) -> str:
    variables = {"token": token, "title": title, "until": until, "days": config.snooze().days}
    return tk.render("joining/snooze.html", variables)
