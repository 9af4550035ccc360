"""A request as the functions that answer it see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .answers import Answer
from .snapshot import Snapshot


@dataclass(frozen=True)
class Asked:
    """The state served, the parts of the path, the query (each name known and given once), the instant."""

    snapshot: Snapshot
    path: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime


#: Answers a request, or raises Problem.
Handler = Callable[[Asked], Answer]
