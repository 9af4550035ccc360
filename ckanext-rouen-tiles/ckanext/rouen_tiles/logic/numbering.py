"""The number of the next release. It only grows, also for clients that saw more than a restored database knows."""

from __future__ import annotations

from typing import Any

from ..core.release import Release
from ..store import release as releases

#: More releases than can have been made, and seen, since the copy that a database was restored from.
RESTORED = 10_000


def next_number(connection: Any, current: Release | None, *, restored: bool = False) -> int:
    """The number after all that the database and what is served know of."""
    newest = max(current.number if current else 0, releases.newest_number(connection))
    return newest + (RESTORED if restored or releases.is_restored(connection) else 1)
