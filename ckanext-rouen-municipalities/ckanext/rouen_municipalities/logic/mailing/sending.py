"""Mails are handed to the server of the site, in order, and again when it did not take them."""

from __future__ import annotations

import logging
import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import ckan.plugins.toolkit as tk

from ... import config
from ...core.mail import Sender, message, next_try
from ...store import mail as store

log = logging.getLogger(__name__)

#: mails in one round, and how long one is held by whoever sends it
BATCH = 50
HOLD = timedelta(minutes=5)
#: how long a server that does not answer is left alone
PAUSE = timedelta(minutes=1)
PERMANENT = 500


def deliver() -> int:
    """Send what is due; give how many were taken. A server that is down costs one attempt, and is told in the log."""
    held = store.claim(HOLD)
    if held is None:
        return 0
    try:
        server = _connected()
    except OSError as error:  # which every error of smtplib is too
        _leave_alone(held, error)
        return 0
    with server:
        return _send_all(server, held)


def _send_all(server: smtplib.SMTP, first: store.Held) -> int:
    held: store.Held | None = first
    sent = tried = 0
    while held is not None:
        try:
            sent += _send(server, held)
        except OSError as error:
            _leave_alone(held, error)
            break
        tried += 1
        held = store.claim(HOLD) if tried < BATCH else None
    return sent


def _send(server: smtplib.SMTP, held: store.Held) -> bool:
    sender = _sender()
    try:
        server.send_message(message(held.mail, sender, datetime.now(UTC)), sender.address, [held.mail.to])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        _refused(held, error)
        return False
    store.record_sent(held.id)
    return True


def _leave_alone(held: store.Held, error: Exception) -> None:
    log.warning("mails wait: the mail server does not answer: %r", error)
    store.put_off(datetime.now(UTC) + PAUSE)
    _later(held, error)


def _refused(held: store.Held, error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> None:
    """A mail box that does not exist is given up at once; anything else may pass."""
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients[held.mail.to][0] >= PERMANENT:
        _give_up(held, error)
    else:
        _later(held, error)


def _later(held: store.Held, error: Exception) -> None:
    now = datetime.now(UTC)
    if now - held.created >= config.mail_patience():
        _give_up(held, error)
    else:
        store.record_later(held.id, next_try(now, held.attempts), repr(error))


def _give_up(held: store.Held, error: Exception) -> None:
    # The address is personal: what the server says of it stays in the outbox, which is emptied in time.
    log.error("mail %s is given up after %s attempts: %s", held.id, held.attempts, type(error).__name__)
    store.record_failed(held.id, repr(error))


def _sender() -> Sender:
    return Sender(
        name=str(tk.config["ckan.site_title"]),
        address=str(tk.config["smtp.mail_from"]),
        reply_to=str(tk.config["smtp.reply_to"] or ""),
    )


def _connected() -> smtplib.SMTP:
    """A connection to the server that CKAN's own options name, with a limit of time that CKAN's does not have."""
    server = smtplib.SMTP(str(tk.config["smtp.server"]), timeout=config.mail_timeout())
    if tk.config["smtp.starttls"]:
        server.starttls(context=_certificates())
    if tk.config["smtp.user"]:
        server.login(str(tk.config["smtp.user"]), str(tk.config["smtp.password"]))
    return server


def _certificates() -> ssl.SSLContext:
    bundle = tk.config["smtp.starttls_ca_bundle"]
    if not bundle:
        found = ssl.create_default_context()
    elif Path(bundle).is_dir():
        found = ssl.create_default_context(capath=bundle)
    else:
        found = ssl.create_default_context(cafile=bundle)
    if not tk.config["smtp.starttls_verify"]:
        found.check_hostname, found.verify_mode = False, ssl.CERT_NONE
    return found
