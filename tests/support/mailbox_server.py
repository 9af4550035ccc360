"""A mail server that keeps what it takes in memory, and can be told to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """The mails that came, in their order; `refuse` is what the server answers instead of taking one."""

    address: str = ""
    refuse: str = ""
    unknown: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the mail box that is unknown."""
        if address == self.unknown:
            return "550 no such mail box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail, or refuse it."""
        if self.refuse:
            return self.refuse
        self.mails.append(message_from_bytes(envelope.content or b"", policy=policy.default))
        return "250 kept"

    def subjects(self) -> list[str]:
        """What the mails are about."""
        return [mail["Subject"] for mail in self.mails]


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Serve on a free port of this machine until the end."""
    box = Mailbox()
    controller = _AnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        box.address = f"127.0.0.1:{controller.taken_port}"
        yield box
    finally:
        controller.stop()


class _AnyPort(Controller):
    """Asks the machine for a port; aiosmtpd knocks at the one it was told, which is none."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.taken_port = self.server.sockets[0].getsockname()[1]
        self.port = self.taken_port
        super()._trigger_server()
