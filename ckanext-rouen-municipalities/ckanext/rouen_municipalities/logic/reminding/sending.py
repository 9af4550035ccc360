"""Digests are written into the outbox, each with its organisation's turn in one transaction."""

from __future__ import annotations

from datetime import datetime

from ckan import model

from ... import config
from ...core.display import local_day
from ...core.reminding import snooze_token
from ...store import people
from ...store import reminding as store
from .. import mailing
from ..joining.mails import address_of, secret
from .digesting import Planned, plan


def remind(now: datetime) -> list[Planned]:
    """Tell the organisations whose turn it is; give those that are told. Two runs at once tell each once."""
    told, every = [], config.remind_every()
    for planned in plan(now):
        if planned.is_due and store.take_turn(model.Session, planned.digest.organization_id, now, every):
            for person in planned.administrators:
                _tell(planned, person, now)
            told.append(planned)
        model.repo.commit()
    return told


def _tell(planned: Planned, person: people.Person, now: datetime) -> None:
    if not mailing.is_address(person.email):
        return
    digest, day = planned.digest, local_day(now)
    links = {late.name: address_of("dataset.read", id=late.name) for late in digest.late}
    mail = mailing.write(
        "digest",
        to=person.email,
        key=f"digest:{digest.organization_id}:{day}:{person.id}",
        digest=digest,
        links=links,
        dashboard=address_of("dashboard.datasets", organisation=digest.name),
        edit=address_of("organization.edit", id=digest.name),
        snooze=address_of("rouen_reminding.offer", token=snooze_token(digest.organization_id, day, secret())),
        days=config.snooze().days,
    )
    mailing.queue(mail)
