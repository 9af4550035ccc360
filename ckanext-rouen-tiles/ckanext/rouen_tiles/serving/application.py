"""The WSGI application: one `readlink` a request, prepared bytes, no database."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from ..core.release import Damaged, ReleaseFolder
from . import deprecation, parameters, routes
from .answers import Answer, Form, options
from .asked import Asked
from .negotiation import matches, preferred
from .problems import Problem, failed, method_not_allowed, never_existed, unavailable, unreadable
from .snapshot import Snapshot

log = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class TilesApplication:
    """Serves what the link `current` of a folder names; `writing` when CKAN behind it carries out what changes it."""

    def __init__(self, root: str, clock: Callable[[], float] = time.time, *, writing: bool = False) -> None:
        self._folder = ReleaseFolder(root)
        self._link = self._folder.link
        self._clock = clock
        self._writing = writing
        self._snapshot: Snapshot | None = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; the common ones need a look-up and nothing else."""
        try:
            answer, snapshot = None, self._current()
            if snapshot and environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING"):
                answer = snapshot.fixed.get(environ["PATH_INFO"])
            if answer is None:
                answer = self._routed(snapshot, environ)
        except Problem as problem:
            answer = problem.answer
        except Exception:
            log.exception("no answer to %s %.200r", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            answer = failed().answer
        return send(answer, environ, start_response)

    def _current(self) -> Snapshot | None:
        """The snapshot of the state that the link names now; None when none can be read."""
        try:
            target = os.readlink(self._link)  # noqa: PTH115  (at each request: twice as fast as Path)
        except OSError:
            return None
        snapshot = self._snapshot
        if snapshot is None or snapshot.target != target:
            snapshot = self._loaded(target)
        return snapshot

    def _loaded(self, target: str) -> Snapshot | None:
        try:
            snapshot = Snapshot(self._folder, target)
        except Damaged:
            return None
        snapshot.fixed = {path: deprecation.marked(_operation(path), answer) for path, answer in snapshot.fixed.items()}
        self._snapshot = snapshot
        return snapshot

    def _routed(self, snapshot: Snapshot | None, environ: Environ) -> Answer:
        """Any request that is not the plain GET of a prepared answer."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        found = routes.find(path)
        if found is None:
            raise never_existed()
        route, parts = found
        methods = route.methods(writing=self._writing)
        if method == "OPTIONS":
            return _options(methods)
        operation = route.operations.get("GET")
        if operation is None or method not in ("GET", "HEAD") or operation.id in routes.WRITTEN_BY_CKAN:
            raise method_not_allowed(methods)
        query = parameters.read(environ.get("QUERY_STRING", ""), operation.query)
        if operation.id in routes.STANDING:
            return deprecation.marked(operation.id, routes.STANDING[operation.id](parts))
        if snapshot is None:
            raise unavailable()
        return snapshot.fixed.get(path) or self._answered(operation.id, Asked(snapshot, parts, query, self._now()))

    def _answered(self, name: str, asked: Asked) -> Answer:
        handler = routes.HANDLERS.get(name)
        if handler is None:
            # A tile that never was, or a paper that this state lacks.
            raise never_existed() if asked.path else unreadable(name)
        return deprecation.marked(name, handler(asked))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _operation(path: str) -> str:
    """The operation that answers a path by GET."""
    found = routes.find(path)
    return found[0].operations["GET"].id if found else ""


@lru_cache(maxsize=16)
def _options(methods: tuple[str, ...]) -> Answer:
    return options(methods)


def send(answer: Answer, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Send an answer in the form that the client prefers, or say that it has it."""
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
