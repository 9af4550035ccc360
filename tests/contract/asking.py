"""What the checks share: asking without any decoding, the addresses of a server, the schemas that it serves."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from client import Reply, TilesClient
from schema import problems

AS_MANIFEST = "public, max-age=60, stale-if-error=86400"
AS_DATA = "public, max-age=60, must-revalidate"
AS_SCHEMA = "public, max-age=3600"
IMMUTABLE = "public, max-age=31536000, immutable"
RESOLVED = re.compile(r"public, max-age=(\d{1,2})(, stale-if-error=86400)?")
COMMUNE = "76540"

JSON, JOSE, CALENDAR, SVG = (
    "application/json; charset=utf-8",
    "application/jose",
    "text/calendar; charset=utf-8",
    "image/svg+xml",
)

Check = Callable[[TilesClient], None]


def raw(server: TilesClient, path: str, method: str = "GET", **headers: str) -> Reply:
    """The answer with its body as it was sent; no content coding is asked for but the one given."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"{server.url}/{path}", headers=asked, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, {name.lower(): value for name, value in error.headers.items()}, error.read())


def manifest(server: TilesClient) -> dict[str, Any]:
    """The manifest of now."""
    return dict(server.fetch("manifest").json)


def release(server: TilesClient) -> dict[str, Any]:
    """The release of now."""
    return dict(server.fetch(manifest(server)["release"]).json)


def addresses(server: TilesClient) -> dict[str, tuple[str, str]]:
    """Addresses that answer 200, with their Cache-Control and Content-Type; that of a resolved view is not fixed."""
    plain = {"manifest": AS_MANIFEST, manifest(server)["release"]: IMMUTABLE, "releases?limit=2": AS_MANIFEST}
    number = manifest(server)["number"]
    plain |= {f"changes?since={number}": AS_MANIFEST, "tiles": "", f"tiles?commune={COMMUNE}&lang=en&app=ios/3.2.0": ""}
    plain |= dict.fromkeys(("communes", "coverage", "health", "kpis", "vocabulary"), AS_MANIFEST)
    plain |= dict.fromkeys(("schema/tile.json", "openapi.json", "keys"), AS_SCHEMA)
    for tile in release(server)["tiles"]:
        plain[f"tiles/{tile['id']}"] = AS_MANIFEST
        if tile["data"]:
            plain[f"{tile['data']}?commune={COMMUNE}"] = AS_DATA
    found = {path: (cache, JSON) for path, cache in plain.items()}
    found["manifest.jws"] = (AS_MANIFEST, JOSE)
    for tile in release(server)["tiles"][:1]:
        found[f"icons/{tile['icon']}.svg"] = (AS_SCHEMA, SVG)
    for tile in [tile for tile in release(server)["tiles"] if tile["kind"] == "calendar"][:1]:
        found[f"{tile['data']}.ics?commune={COMMUNE}"] = (AS_DATA, CALENDAR)
    return found


def check_schema(server: TilesClient, name: str, value: Any) -> None:
    """A document is what the schema that the server itself serves says, and says nothing that it does not."""
    wrong = problems(value, _schema(server.url, name), everything_said=True)
    assert not wrong, f"{name}: {'; '.join(wrong[:5])}"


@lru_cache(maxsize=100)
def _schema(url: str, name: str) -> dict[str, Any]:
    """A schema changes with the code of the server only: it is asked for once."""
    reply = TilesClient(url).fetch(f"schema/{name}.json")
    assert reply.status == 200, f"no schema {name}"
    return dict(reply.json)
