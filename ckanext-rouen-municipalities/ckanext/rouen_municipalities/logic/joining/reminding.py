"""Whoever was invited and has not come is told once more."""

from __future__ import annotations

from datetime import datetime

from ckan import model

from ... import config
from ...core.joining import Request
from ...store import joining as store
from .. import mailing
from . import founding, mails


def invited_in_vain(now: datetime) -> list[Request]:
    """The accepted requests whose account nobody has opened for the days that the site declares, not told since."""
    return store.invited_in_vain(model.Session, now - config.invitation_patience(), mails.REMINDER_KEY)


def remind_invited(now: datetime) -> int:
    """Mail the invitation of each once more; give how many. It is told once, however often this runs."""
    reminded = [request for request in invited_in_vain(now) if _tell(request)]
    model.repo.commit()
    return len(reminded)


def _tell(request: Request) -> bool:
    account = model.User.get(request.user_id)
    if not mailing.is_address(account.email or ""):
        return False
    return mailing.queue(mails.still_invited(request, founding.organization_name(request.insee), account))
