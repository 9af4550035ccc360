"""The link of a digest puts the next ones off."""

from __future__ import annotations

from datetime import UTC, datetime

import ckan.plugins.toolkit as tk
from ckan import model

from ... import config
from ...core.reminding import snoozed_organization
from ...store import reminding as store
from ..clock import today
from ..joining.mails import secret


def organization_of(token: str) -> tuple[str, str]:
    """The id and title of the organisation that a link names. Raises ObjectNotFound."""
    found = snoozed_organization(token, today(), secret())
    organization = model.Group.get(found) if found else None
    if organization is None or organization.state != "active":
        raise tk.ObjectNotFound(tk._("Ce lien n'est plus valable : utilisez celui du dernier message reçu."))
    return organization.id, organization.title or organization.name


def snooze(token: str) -> datetime:
    """Leave the organisation alone for a while; give until when. Raises ObjectNotFound."""
    organization_id, _ = organization_of(token)
    until = datetime.now(UTC) + config.snooze()
    store.snooze(model.Session, organization_id, until)
    model.repo.commit()
    return until
