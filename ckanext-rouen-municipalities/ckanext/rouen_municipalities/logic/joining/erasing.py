"""What is personal is kept no longer than the site declares."""

from __future__ import annotations

from datetime import UTC, datetime

from ... import config
from ...store import joining as store
from ...store import mail as outbox


def erase() -> int:
    """Empty the requests that are old enough, and the mails that nobody took; give how many requests."""
    now, days = datetime.now(UTC), config.join_erasing()
    outbox.erase_failed(now - days.decided)
    return store.erase(days, now)


def erasure_due() -> int:
    """How many requests `erase` would empty."""
    return store.due_for_erasure(config.join_erasing(), datetime.now(UTC))
