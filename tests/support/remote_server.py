"""A server elsewhere, as tests need it: on loopback, real, and as badly behaved as they ask."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; an answer is a function that writes to it."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        self.server.remote.asked.append((self.path, dict(self.headers)))
        self.server.remote.methods.append((self.command, self.path))
        self.close_connection = True
        answer = self.server.remote.answers.get(self.path)
        try:
            if answer:
                answer(self)
            else:
                self.say(404)
        except OSError:
            return

    do_HEAD = do_GET  # noqa: N815 (the name that the library calls)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A whole answer; `Content_Type` is written Content-Type."""
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def drip(self, piece: bytes = b"x", every: float = 0.02) -> None:
        """The same piece again and again, until the other side or the test has had enough."""
        while not self.server.remote.over.wait(every):
            self.wfile.write(piece)

    def log_message(self, *arguments: Any) -> None:
        return


@dataclass
class Remote:
    """What the server answers by path, and what it was asked: pairs of path and headers."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    methods: list[tuple[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/fichier.csv", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def gives(self, body: bytes, path: str = "/fichier.csv", **headers: str) -> str:
        """From now on a path answers with this body; give its address."""
        self.answers[path] = lambda request: request.say(200, body, **headers)
        return self.url(path)

    def says(self, status: int, path: str = "/fichier.csv", **headers: str) -> str:
        """From now on a path answers with this status; give its address."""
        self.answers[path] = lambda request: request.say(status, **headers)
        return self.url(path)


@contextmanager
def remote_server(tls: Any = None) -> Iterator[Remote]:
    """A server on a free port of loopback, over TLS when a context is given."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.remote = Remote(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.remote
    finally:
        server.remote.over.set()
        server.shutdown()
        server.server_close()
