"""What reading a feed gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


class NotAFeed(Exception):
    """The answer is no feed that is read here; `code` says why: json, format, incomplete, stations, rows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """The rows of a feed, and the instant that it gives for itself."""

    rows: list[dict[str, Any]]
    timestamp: datetime | None = None
