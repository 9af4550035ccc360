"""Whether something failed because a disk is full: that of the files, or that of the databases."""

from __future__ import annotations

import errno

from psycopg2.errors import DiskFull
from sqlalchemy.exc import DBAPIError

_FULL = (errno.ENOSPC, errno.EDQUOT)


def is_disk_full(error: BaseException) -> bool:
    """Whether this is what went wrong."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, DiskFull) or (isinstance(cause, OSError) and cause.errno in _FULL)
