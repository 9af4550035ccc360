"""What is mailed about a request, and to whom."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ... import config
from ...core.display import format_date, format_time
from ...core.joining import Request, token_of
from ...core.mail import Mail
from ...core.territory import all_communes
from ...store import people
from .. import mailing
from ..clock import today

log = logging.getLogger(__name__)

#: How the key begins of the mail that tells of an invitation again; the request follows.
REMINDER_KEY = "join-still-invited:"


def secret() -> str:
    """What links are signed with."""
    return str(tk.config["SECRET_KEY"])


def address_of(endpoint: str, **values: str) -> str:
    """The whole address of a page, in French whatever the language of the page that causes the mail."""
    return str(tk.url_for(endpoint, qualified=True, locale="default", **values))


def to_confirm(request: Request) -> Mail:
    """The link that confirms."""
    until = f"{format_date(request.link_until)} à {format_time(request.link_until)}"
    link = address_of("rouen_joining.confirmation", token=token_of(request.id, secret()))
    return _write("join_confirm", request, f"join-confirm:{request.id}:{request.links}", link=link, until=until)


def already_sent(request: Request) -> Mail:
    """For somebody who asks again while the Métropole has their request; at most one a day."""
    return _write("join_already", request, f"join-already:{request.id}:{today()}")


def accepted(request: Request, organization: str, account: Any, key: str) -> Mail:
    """The way to the account."""
    return _invitation("join_accepted", request, organization, account, key)


def still_invited(request: Request, organization: str, account: Any) -> Mail:
    """The way to the account, for whoever has not taken it."""
    return _invitation("join_still_invited", request, organization, account, f"{REMINDER_KEY}{request.id}")


def _invitation(template: str, request: Request, organization: str, account: Any, key: str) -> Mail:
    return mailing.write(
        template,
        to=account.email,
        key=key,
        commune=all_communes()[request.insee].name,
        link=_way_in(account),
        account=account.name,
        is_new=account.state == "pending",
        organization=address_of("organization.read", id=organization),
    )


def member_invited(account: Any, organization: str) -> Mail:
    """For whoever is invited by the administrator of an organisation."""
    return mailing.write(
        "member_invited",
        to=account.email,
        key=f"member-invited:{account.id}",
        organization=organization,
        account=account.name,
        link=_way_in(account),
    )


def _way_in(account: Any) -> str:
    """A password is chosen by whoever has none yet."""
    if account.reset_key and account.state == "pending":
        return address_of("user.perform_reset", id=account.id, key=account.reset_key)
    return address_of("user.login")


def joined(request: Request, organization: str) -> Mail:
    """For whoever asked for the same commune and is not its administrator."""
    link = address_of("organization.read", id=organization)
    return _write("join_joined", request, f"join-accepted:{request.id}", organization=link)


def refused(request: Request, reason: str) -> Mail:
    """No, and why."""
    return _write("join_refused", request, f"join-refused:{request.id}", reason=reason)


def tell_the_metropole(request: Request) -> None:
    """Tell every administrator of the Métropole that a case waits; nothing of the requester is in the mail."""
    metropole = model.Group.get(config.metropole_organization())
    administrators = people.administrators(model.Session).get(metropole.id, []) if metropole else []
    if not administrators:
        log.error("request %s waits and nobody is told: the Métropole's organisation has no administrator", request.id)
    for person in administrators:
        if mailing.is_address(person.email):
            key = f"join-waiting:{request.id}:{person.id}"
            mailing.queue(_to(person.email, "join_waiting", request, key, link=address_of("rouen_joining.queue")))


def _write(template: str, request: Request, key: str, **variables: Any) -> Mail:
    return _to(str(request.email), template, request, key, **variables)


def _to(address: str, template: str, request: Request, key: str, **variables: Any) -> Mail:
    commune = all_communes()[request.insee].name
    return mailing.write(template, to=address, key=key, commune=commune, **variables)
