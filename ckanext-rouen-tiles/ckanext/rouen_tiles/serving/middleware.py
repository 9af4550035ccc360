"""The same application inside CKAN's process, in front of Flask, whose hooks would rewrite cache headers.

What changes something goes on to CKAN, with a token and never with a cookie: no page of another site can have a browser
send it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from . import routes
from .answers import NOT_KEPT, READING, SHARED, Answer, Headers
from .application import Environ, StartResponse, TilesApplication, send
from .problems import no_token, too_many
from .snapshot import PREFIX

#: How often each token may write, in each process.
MOST_WRITES, WRITES_WITHIN = 20, 60
_MOST_TOKENS = 1_000
_OURS = {name.lower() for name, _ in SHARED} | {"cache-control", "set-cookie", "pragma", "expires"}


class TilesFirst:
    """Sends the tiles' addresses to the tile application, everything else to CKAN."""

    def __init__(self, ckan: Any, tiles: TilesApplication, clock: Callable[[], float] = time.monotonic) -> None:
        self._ckan = ckan
        self._tiles = tiles
        self._clock = clock
        self._writes: dict[str, deque[float]] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Choose by the path."""
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIX + "/"):
            answer: Iterable[bytes] = self._ckan(environ, start_response)
            return answer
        if not routes.is_for_ckan(path, environ["REQUEST_METHOD"]):
            return self._tiles(environ, start_response)
        refused = self._refused(environ)
        return send(refused, environ, start_response) if refused else self._passed_on(environ, start_response)

    def _refused(self, environ: Environ) -> Answer | None:
        token = environ.get("HTTP_AUTHORIZATION", "")
        if not token:
            return no_token().answer
        if environ["REQUEST_METHOD"] in READING:
            return None
        now, made = self._clock(), self._writes.setdefault(token, deque(maxlen=MOST_WRITES))
        if len(made) == MOST_WRITES and now - made[0] < WRITES_WITHIN:
            return too_many(int(WRITES_WITHIN - (now - made[0])) + 1).answer
        made.append(now)
        if len(self._writes) > _MOST_TOKENS:
            self._writes.clear()
        return None

    def _passed_on(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_COOKIE", None)

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            kept = [(name, value) for name, value in headers if name.lower() not in _OURS]
            return start_response(status, [*kept, ("Cache-Control", NOT_KEPT), *SHARED], exc_info)

        answer: Iterable[bytes] = self._ckan(environ, start)
        return answer
