"""Somebody asks for a commune, and confirms by the link that is mailed to them."""

from __future__ import annotations

from datetime import UTC, datetime

import ckan.plugins.toolkit as tk
from ckan import model

from ... import config
from ...core.joining import (
    ADDRESS_WINDOW,
    COMMUNE_WINDOW,
    LINK_LIFE,
    Form,
    Request,
    State,
    origin_of,
    request_of,
)
from ...store import joining as store
from .. import mailing
from . import mails


class TooMany(Exception):
    """Enough was asked from this `address`, or for this `commune`: try again later."""

    def __init__(self, of: str) -> None:
        super().__init__(of)
        self.of = of


class LinkExpired(Exception):
    """The link that was mailed no longer confirms; another can be had."""


def ask(form: Form, address: str) -> None:
    """Mail a link that confirms; the same person who asks twice has one request. Raises TooMany."""
    origin = origin_of(address, mails.secret())
    store.hold(model.Session, origin, form.insee)
    _check_limits(form.insee, origin if address else "")
    until = datetime.now(UTC) + LINK_LIFE
    known = store.same(model.Session, form)
    if known and known.is_open:
        mailing.queue(mails.already_sent(known))
    elif known:
        mailing.queue(mails.to_confirm(store.ask_again(model.Session, known.id, form, origin, until)))
    else:
        mailing.queue(mails.to_confirm(store.add(model.Session, form, origin, until)))
    model.repo.commit()


def renew(token: str, address: str) -> Request:
    """Mail a new link for a request whose link has expired. Raises ObjectNotFound, TooMany."""
    request = request_named(token)
    if request.state is not State.UNCONFIRMED:
        return request
    origin = origin_of(address, mails.secret())
    store.hold(model.Session, origin, request.insee)
    _check_limits(request.insee, origin if address else "")
    renewed = store.renew(model.Session, request.id, origin, datetime.now(UTC) + LINK_LIFE)
    mailing.queue(mails.to_confirm(renewed))
    model.repo.commit()
    return renewed


def confirm(token: str) -> Request:
    """Hand a request to the Métropole; the second for a commune joins the first. Raises ObjectNotFound, LinkExpired."""
    store.hold(model.Session, request_named(token).insee)
    request = request_named(token)
    if request.state is not State.UNCONFIRMED:
        return request
    if not request.link_is_valid(datetime.now(UTC)):
        raise LinkExpired(request.insee)
    case_id = store.open_case(model.Session, request.insee)
    confirmed = store.confirm(model.Session, request.id, case_id or request.id)
    if not case_id:
        mails.tell_the_metropole(confirmed)
    model.repo.commit()
    return confirmed


def request_named(token: str) -> Request:
    """The request that a link names. Raises ObjectNotFound for a link that was never mailed, or is erased."""
    request_id = request_of(token, mails.secret())
    request = store.show(model.Session, request_id) if request_id else None
    if request is None or (request.erased and request.state is State.UNCONFIRMED):
        raise tk.ObjectNotFound(tk._("Ce lien ne mène à aucune demande. Elle a peut-être été effacée."))
    return request


def _check_limits(insee: str, origin: str) -> None:
    mailed = store.links_mailed
    if origin and mailed(model.Session, LINK_LIFE, ADDRESS_WINDOW, origin=origin) >= config.join_links_per_address():
        raise TooMany("address")
    if mailed(model.Session, LINK_LIFE, COMMUNE_WINDOW, insee=insee) >= config.join_links_per_commune():
        raise TooMany("commune")
