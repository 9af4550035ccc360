"""What the public API answers, asked of the application that serves it: pages show what the app gets, and no more."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from .. import config
from ..core.contract.operations import PREFIX
from ..serving.application import TilesApplication

_OK = 200


def get(path: str, **query: str | None) -> Any:
    """The JSON at a path below the prefix; None when it is anything but there."""
    body = read(path, **query)
    return None if body is None else json.loads(body)


def read(path: str, **query: str | None) -> bytes | None:
    """The bytes at a path below the prefix; None when the answer is anything but 200."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": f"{PREFIX}{path}", "QUERY_STRING": query_of(**query)}
    seen: list[str] = []
    body = b"".join(_application(str(config.directory()))(environ, lambda status, _headers: seen.append(status)))
    return body if int(seen[0][:3]) == _OK else None


def query_of(**query: str | None) -> str:
    """A query of what is given."""
    return urlencode({name: value for name, value in query.items() if value})


@lru_cache(maxsize=4)
def _application(root: str) -> TilesApplication:
    return TilesApplication(root)
