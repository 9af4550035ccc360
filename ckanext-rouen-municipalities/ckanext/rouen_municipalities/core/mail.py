"""A mail: what it may hold, what it is on the wire, and when it is tried again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=6)
MAX_ADDRESS = 254
MAX_SUBJECT = 200

#: Narrower than what the standard allows: no quotes, comments or lists, which is where headers get injected.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_NOT_ONE_LINE = re.compile(r"[\s\x00-\x1f\x7f\u0085\u2028\u2029]+")


class AddressRefused(ValueError):
    """This is no e-mail address that a mail is sent to."""


@dataclass(frozen=True)
class Mail:
    """One mail to one person; two mails of one `key` are the same one, which is sent once."""

    to: str
    subject: str
    text: str
    html: str
    key: str


@dataclass(frozen=True)
class Sender:
    """In whose name mails are sent."""

    name: str
    address: str
    reply_to: str = ""


def is_address(text: str) -> bool:
    """Whether a mail can be sent to this address, which names one mailbox and nothing else."""
    local = text.partition("@")[0]
    dots = ".." in local or local.startswith(".") or local.endswith(".")
    return len(text) <= MAX_ADDRESS and not dots and _ADDRESS.fullmatch(text) is not None


def one_line(text: str) -> str:
    """A text without breaks and control characters, as a header holds it."""
    return _NOT_ONE_LINE.sub(" ", text).strip()


def checked(mail: Mail) -> Mail:
    """The mail with a subject of one line. Raises AddressRefused."""
    if not is_address(mail.to):
        raise AddressRefused(mail.to)
    return replace(mail, subject=one_line(mail.subject)[:MAX_SUBJECT])


def message(mail: Mail, sender: Sender, now: datetime) -> EmailMessage:
    """What goes over the wire. Its id comes from the key, so that a mail delivered twice is recognised as one."""
    found = EmailMessage(policy=SMTP)
    found["Subject"] = mail.subject
    found["From"] = Address(one_line(sender.name), addr_spec=sender.address)
    found["To"] = Address(addr_spec=mail.to)
    if sender.reply_to:
        found["Reply-To"] = Address(addr_spec=sender.reply_to)
    found["Date"] = format_datetime(now)
    found["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{sender.address.rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"
    found["Content-Language"] = "fr"
    found.set_content(mail.text)
    found.add_alternative(mail.html, subtype="html")
    return found


def next_try(after: datetime, attempts: int) -> datetime:
    """When a mail that was not taken is tried again: twice as late each time, every six hours in the end."""
    wait: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LAST_RETRY)
    return after + wait
