"""Holding a publication while one works on it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from ... import config
from ...core.publication import Publication
from ...store import publication as record

log = logging.getLogger(__name__)

SIGN_OF_LIFE_SECONDS = 1.0


class Lease:
    """Renewed every second by a thread, which also tells how far the reading is."""

    def __init__(self, held: Publication) -> None:
        self.held = held
        self.rows_read = 0
        self.bytes_read = 0
        self._lost = threading.Event()
        self._stop = threading.Event()

    def progress(self, bytes_read: int, _bytes_in_all: int, rows_read: int) -> None:
        """Note how far the reading is. Raises LeaseLost when somebody else took over."""
        self.bytes_read, self.rows_read = bytes_read, rows_read
        self.check()

    def check(self) -> None:
        """Raise LeaseLost when somebody else took over."""
        if self._lost.is_set():
            raise record.LeaseLost(self.held.id)

    def keep(self) -> None:
        """Renew until stopped; a database that is away for a moment is tried again."""
        while not self._stop.wait(SIGN_OF_LIFE_SECONDS):
            try:
                record.renew(self.held, config.lease(), self.rows_read, self.bytes_read)
            except record.LeaseLost:
                self._lost.set()
                return
            except SQLAlchemyError:
                log.warning("lease of publication %s could not be renewed", self.held.id, exc_info=True)

    def release(self) -> None:
        """Stop renewing."""
        self._stop.set()


@contextmanager
def keeping(held: Publication) -> Iterator[Lease]:
    """Keep the lease of a publication while the block runs."""
    lease = Lease(held)
    thread = threading.Thread(target=lease.keep, name=f"lease-{held.seq}", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        lease.release()
        thread.join()
