"""An SMTP server that keeps each mail as an .eml file and sends none. Usage: mail_sink.py PORT FOLDER"""

from __future__ import annotations

import asyncio
import sys
import time
import uuid
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """Writes what arrives into a folder, in order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one mail; the file appears when it is whole."""
        name = f"{time.strftime('%Y%m%dT%H%M%S')}-{uuid.uuid4().hex[:8]}"
        unfinished = self.folder / f".{name}"
        unfinished.write_bytes(envelope.content or b"")
        unfinished.rename(self.folder / f"{name}.eml")
        return "250 kept"


def main() -> None:
    """Serve until stopped."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    Controller(Keeper(folder), hostname="127.0.0.1", port=port).start()
    asyncio.new_event_loop().run_forever()


if __name__ == "__main__":
    main()
