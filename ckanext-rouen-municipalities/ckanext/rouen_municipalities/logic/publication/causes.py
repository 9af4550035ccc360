"""Why a publication failed on our side: a code that pages put into words, or what the failure said of itself."""

from __future__ import annotations

from ...store.datastore import TableBusy
from ...store.room import is_disk_full

DISK_FULL = "disk-full"
TABLE_BUSY = "table-busy"
LONGEST = 1000


def cause_of(error: Exception) -> str:
    """What is written down of a failure."""
    if isinstance(error, TableBusy):
        return TABLE_BUSY
    if is_disk_full(error):
        return DISK_FULL
    return f"{type(error).__name__}: {error}"[:LONGEST]
