"""Operations that will end: told by the headers of RFC 9745 and RFC 8594 twelve months before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from . import answers
from .answers import Answer, Headers

#: What is announced stays for at least so long.
NOTICE = timedelta(days=365)


@dataclass(frozen=True)
class Deprecation:
    """Since when an operation is deprecated, and a relative link to what takes its place."""

    since: datetime
    successor: str

    def headers(self) -> Headers:
        """`Deprecation`, `Sunset` and the link."""
        since = self.since.astimezone(UTC)
        return [
            ("Deprecation", f"@{int(since.timestamp())}"),
            ("Sunset", format_datetime(since + NOTICE, usegmt=True)),
            ("Link", f'<{self.successor}>; rel="successor-version"'),
        ]


#: By the id of the operation; none of v1 is deprecated.
DEPRECATED: Mapping[str, Deprecation] = {}


def marked(operation: str, answer: Answer) -> Answer:
    """The answer with the headers of its operation's deprecation."""
    found = DEPRECATED.get(operation)
    return answers.marked(answer, found.headers()) if found else answer
