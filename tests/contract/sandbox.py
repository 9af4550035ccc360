"""A portal to try a client against, of frozen tiles and with switches; the standard library alone.

python sandbox.py [port]                                  # http://127.0.0.1:8442/api/tiles/v1

curl -X POST 'http://127.0.0.1:8442/switch/withdraw?tile=decheteries'
curl -X POST 'http://127.0.0.1:8442/switch/rotate'        # the next key signs
curl -X POST 'http://127.0.0.1:8442/switch/unavailable?seconds=30'   # 503 with Retry-After; 0 ends it
curl -X POST 'http://127.0.0.1:8442/switch/lie?about=signature'      # or number, bytes, expired; nothing ends it
curl -X POST 'http://127.0.0.1:8442/switch/future'        # fields and a kind that nobody knows yet
curl -X POST 'http://127.0.0.1:8442/switch/reset'
curl 'http://127.0.0.1:8442/requests'                     # what was asked, and with which If-None-Match
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from sandbox_http import ALWAYS, Refusal, matcher, negotiated, problem, query_of
from sandbox_tiles import LIES, Document, Sandbox, canonical, fixture

PREFIX = "/api/tiles/v1"
PORT = 8442


@dataclass
class SandboxApplication:
    """The sandbox as a WSGI application, routed by the frozen OpenAPI document."""

    sandbox: Sandbox = field(default_factory=Sandbox)
    requests: list[Document] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._contract = fixture("openapi")
        self._answers = fixture("answers")
        self._routes = [
            (matcher(path, methods["get"]), methods["get"])
            for path, methods in self._contract["paths"].items()
            if "get" in methods and not path.startswith("/preview")
        ]

    def __call__(self, environ: Document, start_response: Callable[..., Any]) -> list[bytes]:
        """Answer a request of the API, or turn a switch."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if not path.startswith(PREFIX):
            return self._behind(method, path, environ.get("QUERY_STRING", ""), start_response)
        self.requests.append(
            {"at": self.sandbox.clock(), "path": path, "if_none_match": environ.get("HTTP_IF_NONE_MATCH", "")}
        )
        try:
            status, headers, body = self._answered(environ, method, path.removeprefix(PREFIX))
        except Refusal as refusal:
            status, headers, body = problem(refusal)
        start_response(status, headers)
        return [] if method == "HEAD" else [body]

    def _answered(self, environ: Document, method: str, path: str) -> tuple[str, list[tuple[str, str]], bytes]:
        if method == "OPTIONS":
            allowed = [("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"), ("Cache-Control", "public, max-age=60")]
            return "204 No Content", [*ALWAYS, *allowed], b""
        if method not in ("GET", "HEAD"):
            raise Refusal(405, "method", "Only GET, HEAD and OPTIONS.", Allow="GET, HEAD, OPTIONS")
        if self.sandbox.unavailable:
            raise Refusal(503, "no-release", "No release can be read.", Retry_After=str(self.sandbox.unavailable))
        operation, inside = self._found(path)
        given = query_of(environ.get("QUERY_STRING", ""), operation, self.sandbox.communes)
        body = self._body(operation["operationId"], {**inside, **given})
        success = operation["responses"]["200"]
        media = next(iter(success["content"]))
        cache = success["headers"]["Cache-Control"]["schema"].get("const", "public, max-age=60, stale-if-error=86400")
        return negotiated(environ, body, media, cache)

    def _found(self, path: str) -> tuple[Document, dict[str, str]]:
        for pattern, operation in self._routes:
            match = pattern.fullmatch(path)
            if match:
                return operation, match.groupdict()
        raise Refusal(404, "not-found", "There never was anything at this address.")

    def _body(self, operation: str, given: dict[str, str]) -> bytes:
        found = getattr(self, f"_{operation}", None)
        value = found(given) if found else {"number": self._number(), **self._answers[operation]}
        if value is None:
            raise Refusal(404, "not-found", "There never was anything at this address.")
        return value if isinstance(value, bytes) else canonical(value)

    def _manifest(self, given: dict[str, str]) -> bytes:
        return self.sandbox.manifest()

    def _manifest_signed(self, given: dict[str, str]) -> bytes:
        return self.sandbox.manifest_signed()

    def _keys(self, given: dict[str, str]) -> Document:
        return self.sandbox.keys()

    def _release(self, given: dict[str, str]) -> bytes | None:
        return self.sandbox.body(given["sha256"])

    def _releases(self, given: dict[str, str]) -> Document:
        before, limit = int(given.get("before", 10**9)), int(given.get("limit", 20))
        return self.sandbox.list_releases(before, limit, given.get("at"))

    def _changes(self, given: dict[str, str]) -> Document:
        return self.sandbox.changes(int(given["since"]))

    def _tiles(self, given: dict[str, str]) -> Document:
        return self.sandbox.resolved(given.get("commune"), given.get("lang", "fr"), given.get("app"))

    def _tile(self, given: dict[str, str]) -> Document:
        entry = self._ended(given["id"], {"gone"})
        return entry or next(tile for tile in self.sandbox.tiles if tile["id"] == given["id"])

    def _data(self, given: dict[str, str]) -> Document | None:
        self._ended(given["id"], {"gone", "withdrawn"})
        return self.sandbox.tile_data(given["id"], given["commune"], given.get("lang", "fr"))

    def _calendar(self, given: dict[str, str]) -> bytes | None:
        found = self._data(given)
        return self._answers["calendar"].encode() if found and found["kind"] == "calendar" else None

    def _communes(self, given: dict[str, str]) -> Document:
        served = [tile["served"]["insee"] for tile in self.sandbox.tiles]
        names = self.sandbox.communes.items()
        listed = [{"insee": code, "name": name, "tiles": sum(code in one for one in served)} for code, name in names]
        return {"number": self._number(), "communes": listed}

    def _coverage(self, given: dict[str, str]) -> Document:
        names = ("id", "audience", "coverage", "served")
        return {
            "number": self._number(),
            "tiles": [{name: tile[name] for name in names} for tile in self.sandbox.tiles],
        }

    def _health(self, given: dict[str, str]) -> Document:
        tiles = [{"id": tile["id"], **tile["health"]} for tile in self.sandbox.tiles]
        return {"number": self._number(), "checked_at": self.sandbox.today(), "tiles": tiles}

    def _vocabulary(self, given: dict[str, str]) -> Document:
        return dict(self._answers["vocabulary"])

    def _icon(self, given: dict[str, str]) -> bytes | None:
        return self._answers["icon"].encode() if given["name"] in self._answers["vocabulary"]["icons"] else None

    def _openapi(self, given: dict[str, str]) -> Document:
        return dict(self._contract)

    def _schema(self, given: dict[str, str]) -> Document | None:
        schemas = self._contract["components"]["schemas"]
        if given["name"] not in schemas:
            return None
        text = json.dumps({**schemas[given["name"]], "$defs": schemas}, ensure_ascii=False)
        found: Document = json.loads(text.replace("#/components/schemas/", "#/$defs/"))
        return found

    def _ended(self, tile_id: str, states: set[str]) -> Document | None:
        """The tombstone of a tile that is not served; refuses in these states, and when there never was one."""
        entry = next((one for one in self.sandbox.tombstones if one["id"] == tile_id), None)
        if entry and entry["state"] in states:
            after = f" Successor: {entry['successor']}." if "successor" in entry else ""
            raise Refusal(410, f"tile-{entry['state']}", entry["reason"]["text"]["en"] + after)
        if entry is None and tile_id not in {tile["id"] for tile in self.sandbox.tiles}:
            raise Refusal(404, "not-found", "There never was anything at this address.")
        return entry

    def _ids(self) -> list[str]:
        return [tile["id"] for tile in self.sandbox.tiles]

    def _number(self) -> int:
        return int(json.loads(self.sandbox.releases[-1])["number"])

    def _behind(self, method: str, path: str, query: str, start_response: Callable[..., Any]) -> list[bytes]:
        """The switches and the list of requests."""
        given = dict(parse_qsl(query))
        switches: dict[str, Callable[[], Any]] = {
            "/switch/withdraw": lambda: self.sandbox.withdraw(_one_of(given, "tile", self._ids())),
            "/switch/rotate": self.sandbox.rotate,
            "/switch/future": self.sandbox.future,
            "/switch/reset": self.sandbox.reset,
            "/switch/unavailable": lambda: setattr(self.sandbox, "unavailable", _seconds(given)),
            "/switch/lie": lambda: setattr(self.sandbox, "lie", _one_of({"about": "", **given}, "about", ["", *LIES])),
        }
        if path == "/requests":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(self.requests).encode()]
        if method != "POST" or path not in switches:
            return _told(start_response, "404 Not Found", __doc__)
        try:
            switches[path]()
        except ValueError as wrong:
            return _told(start_response, "400 Bad Request", f"{wrong}\n")
        return _told(start_response, "200 OK", "Done.\n")


def _one_of(given: dict[str, str], name: str, known: list[str]) -> str:
    if given.get(name) not in known:
        raise ValueError(f"{name}={given.get(name, '')} is none of: {', '.join(filter(None, known))}")
    return given[name]


def _seconds(given: dict[str, str]) -> int:
    seconds = given.get("seconds", "30")
    if not re.fullmatch("[0-9]{1,6}", seconds):
        raise ValueError(f"seconds={seconds} is no number of seconds")
    return int(seconds)


def _told(start_response: Callable[..., Any], status: str, text: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [text.encode()]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words: Any) -> None:
        """Requests are listed at /requests."""


@contextmanager
def running(application: SandboxApplication, port: int = 0) -> Iterator[str]:
    """Serve it on a port of this machine, any by default; gives the address of its API."""
    with make_server("127.0.0.1", port, application, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    """Serve until interrupted."""
    given = sys.argv[1:] or [str(PORT)]
    port = int(given[0]) if given[0].isdecimal() else sys.exit(__doc__)
    try:
        with running(SandboxApplication(), port) as url:
            print(__doc__, url, sep="\n", flush=True)
            threading.Event().wait()
    except OSError as problem:
        sys.exit(f"port {port}: {problem.strerror}; give another one: python sandbox.py 8443")
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
