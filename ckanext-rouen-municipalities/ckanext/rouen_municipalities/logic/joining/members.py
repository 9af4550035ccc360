"""An administrator invites a colleague: an account whose name tells nothing of the person, and a mail in French."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .. import mailing
from ..acting import as_the_portal
from . import founding, mails


def invite_member(organization: Any, email: str, role: str) -> Any:
    """The account of a new member; it, its membership and the mail are one transaction. Raises ValidationError."""
    if not mailing.is_address(email):
        words = tk._("Adresse électronique attendue, par exemple prenom.nom@commune.fr.")
        raise tk.ValidationError({"email": [words]})
    account = founding.invited(email, organization.name)
    mailing.queue(mails.member_invited(account, organization.title or organization.name))
    # This commits what comes before it, and undoes it when the role is none.
    member = {"id": organization.id, "username": account.id, "role": role}
    tk.get_action("organization_member_create")(as_the_portal(), member)
    return account
