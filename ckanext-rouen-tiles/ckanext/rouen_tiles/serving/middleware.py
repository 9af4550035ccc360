"""The same application inside CKAN's process, in front of Flask, whose hooks would rewrite cache headers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .application import Environ, StartResponse, TilesApplication
from .snapshot import PREFIX


class TilesFirst:
    """Sends the tiles' addresses to the tile application, everything else to CKAN."""

    def __init__(self, ckan: Any, tiles: TilesApplication) -> None:
        self._ckan = ckan
        self._tiles = tiles

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Choose by the path."""
        if environ["PATH_INFO"].startswith(PREFIX + "/"):
            return self._tiles(environ, start_response)
        answer: Iterable[bytes] = self._ckan(environ, start_response)
        return answer
