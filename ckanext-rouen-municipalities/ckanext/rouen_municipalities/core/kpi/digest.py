"""A hash that anyone can recompute from the ids that a KPI counted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def ids_digest(ids: Iterable[str]) -> str:
    """SHA-256, in hexadecimal, of the ids in ascending order of code points, one per line, in UTF-8."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
