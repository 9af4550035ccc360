"""The app's backend beside the tile application: asks it directly, at the time that it pleases."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ckanext.rouen_tiles.serving.application import TilesApplication

PREFIX = "/api/tiles/v1"
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@dataclass
class Reply:
    """An answer, its body as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Backend:
    """Whoever asks; `now` is the time that the application sees."""

    def __init__(self, root: Path) -> None:
        self.now = NOW
        self.application: Any = TilesApplication(str(root), clock=self.clock)

    def clock(self) -> float:
        """The time as a server reads it."""
        return self.now.timestamp()

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """The reply; header names in the form `if_none_match`."""
        path, _, query = path.partition("?")
        environ = {"REQUEST_METHOD": method, "PATH_INFO": f"{PREFIX}/{path}", "QUERY_STRING": query}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        seen: list[Any] = []
        body = b"".join(self.application(environ, lambda status, given, _=None: seen.extend([status, given])))
        assert len(seen[1]) == len(dict(seen[1])), "a header is sent twice"
        return Reply(int(seen[0][:3]), dict(seen[1]), body)
