"""The WSGI application: one `readlink` a request, prepared bytes, no database."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..core.release import Damaged, ReleaseFolder
from ..core.tile.instants import read_written, written
from . import parameters
from .answers import AS_MANIFEST, Answer, Form, built, options
from .negotiation import matches, preferred
from .problems import Problem, method_not_allowed, never_existed, no_data, unavailable
from .resolved import fits, next_change, resolve, visible
from .snapshot import PREFIX, Snapshot, gone_tile

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

_RELEASE = re.compile(r"releases/([0-9a-f]{64})")
_TILE = re.compile(r"tiles/([a-z][a-z0-9-]{2,48})(/data)?")
_OPTIONS = options()
_LONGEST_AGE = 60


class TilesApplication:
    """Serves what the link `current` of a folder names."""

    def __init__(self, root: str, clock: Callable[[], float] = time.time) -> None:
        self._folder = ReleaseFolder(root)
        self._link = self._folder.link
        self._clock = clock
        self._snapshot: Snapshot | None = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; the common ones need a look-up and nothing else."""
        try:
            answer = None
            snapshot = self._current()
            if environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING"):
                answer = snapshot.fixed.get(environ["PATH_INFO"])
            if answer is None:
                answer = self._routed(snapshot, environ)
        except Problem as problem:
            answer = problem.answer
        return _send(answer, environ, start_response)

    def _current(self) -> Snapshot:
        """The snapshot of the state that the link names now. Raises Problem."""
        try:
            target = os.readlink(self._link)  # noqa: PTH115  (at each request: twice as fast as Path)
        except OSError:
            raise unavailable() from None
        snapshot = self._snapshot
        if snapshot is None or snapshot.target != target:
            snapshot = self._loaded(target)
        return snapshot

    def _loaded(self, target: str) -> Snapshot:
        try:
            snapshot = Snapshot(self._folder, target)
        except Damaged:
            raise unavailable() from None
        self._snapshot = snapshot
        return snapshot

    def _routed(self, snapshot: Snapshot, environ: Environ) -> Answer:
        """Any request that is not the plain GET of a prepared answer."""
        method, path, query = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if method == "OPTIONS":
            return _OPTIONS
        if method not in ("GET", "HEAD"):
            raise method_not_allowed()
        name = path.removeprefix(PREFIX + "/")
        if name == "tiles":
            return self._tiles(snapshot, query)
        tile = _TILE.fullmatch(name)
        if tile and tile[2]:
            return _data(snapshot, tile[1], query)
        parameters.read(query, ())
        if path in snapshot.fixed:
            return snapshot.fixed[path]
        if name == "health":
            return snapshot.health()
        return _old_release(snapshot, name)

    def _tiles(self, snapshot: Snapshot, query: str) -> Answer:
        given = parameters.read(query, ("commune", "lang", "app"))
        commune = parameters.commune(given["commune"], snapshot.state.communes) if "commune" in given else None
        language, app = parameters.language(given.get("lang")), parameters.app(given.get("app"))
        now = datetime.fromtimestamp(self._clock(), UTC)
        change = next_change(snapshot.tiles.values(), written(now))
        left = int((read_written(change) - now).total_seconds()) if change else _LONGEST_AGE
        too_old = frozenset(name for name, tile in snapshot.tiles.items() if not fits(tile, app))
        asked = Asked(commune, language, too_old, change, max(0, min(_LONGEST_AGE, left)))
        return snapshot.kept.get(asked, lambda: _resolved(snapshot, asked, written(now)))


@dataclass(frozen=True)
class Asked:
    """All that a resolved view depends on: within one interval between changes it stays the same."""

    commune: str | None
    language: str
    too_old: frozenset[str]
    next_change_at: str | None
    age: int


def _resolved(snapshot: Snapshot, asked: Asked, moment: str) -> Answer:
    """Shown tiles in order; one that the app is too old for and that has no fallback is left out."""
    document = {
        "schema": snapshot.release.document["schema"],
        "number": snapshot.state.number,
        "commune": asked.commune,
        "lang": asked.language,
        "next_change_at": asked.next_change_at,
        "tiles": [
            resolve(tile, asked.commune, asked.language, moment, fitting=tile["id"] not in asked.too_old)
            for tile in visible(snapshot.release.tiles, asked.commune, moment)
            if tile["id"] not in asked.too_old or tile["fallback"]
        ],
    }
    return built(document, AS_MANIFEST if asked.age == _LONGEST_AGE else f"public, max-age={asked.age}")


def _data(snapshot: Snapshot, tile_id: str, query: str) -> Answer:
    if tile_id in snapshot.tombstones:
        return gone_tile(snapshot.tombstones[tile_id])
    if tile_id not in snapshot.tiles:
        raise never_existed()
    insee = parameters.commune(parameters.read(query, ("commune",)).get("commune"), snapshot.state.communes)
    if tile_id not in snapshot.state.data:
        raise no_data(tile_id)
    try:
        return snapshot.data(tile_id, insee)
    except Damaged:
        raise unavailable() from None


def _old_release(snapshot: Snapshot, name: str) -> Answer:
    release = _RELEASE.fullmatch(name)
    if release is None:
        raise never_existed()
    try:
        return snapshot.old_release(release[1])
    except Damaged:
        raise never_existed() from None


def _send(answer: Answer, environ: Environ, start_response: StartResponse) -> list[bytes]:
    forms = answer.forms
    form: Form | None = forms.get(preferred(environ.get("HTTP_ACCEPT_ENCODING", "")))
    if form is None:
        form = forms[""]
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted is not None and form.tag and matches(wanted, form.tag):
        start_response("304 Not Modified", form.headers_unchanged[:])
        return []
    start_response(answer.status, form.headers[:])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [form.body]
