"""A client of the tiles API in the standard library alone: what an app's backend could start from.

    python client.py https://donnees.example/api/tiles/v1 [INSEE code]

It polls the signed manifest with what it has, fetches a release only when it has a new name, checks that name against
the bytes, never goes back to a lower number, keeps the last good release when an answer is wrong, and forgets the data
of a tile as soon as it is not served.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

from signature import BadSignature, UnknownKey, verified

TIMEOUT_SECONDS = 20
POLL_SECONDS = 60
#: Cut off from the server, definitions are shown so long, and data not at all.
DEFINITIONS_LAST_SECONDS = 24 * 3600
UNREACHABLE, UNAVAILABLE, TOO_MANY, GONE, NEVER = 0, 503, 429, 410, 404


class WrongRelease(Exception):
    """What was sent is not to be believed; the last good release stays."""


@dataclass(frozen=True)
class Reply:
    """An answer, its body decoded; status 0 when there was none."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """A header, whatever the case of its name."""
        return self.headers.get(name.lower(), "")


@dataclass
class TilesClient:
    """The last good release, and the data fetched for it. `keys` may be given, then no other is believed."""

    url: str
    keys: dict[str, Any] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    manifest: dict[str, Any] = field(default_factory=dict)
    release: dict[str, Any] = field(default_factory=dict)
    data: dict[tuple[str, str], Reply] = field(default_factory=dict)
    retry_after: float = 0.0
    _tag: str = ""
    _heard_at: float = 0.0

    def poll(self) -> bool:
        """Ask whether there is something new and take it; whether there was. Raises WrongRelease."""
        reply = self.fetch("manifest.jws", tag=self._tag)
        self.retry_after = float(reply.header("Retry-After") or 0) if reply.status in (UNAVAILABLE, TOO_MANY) else 0.0
        if reply.status not in (200, 304):
            return False
        if reply.status == 200:
            self._take(self._believed(reply.body))
            self._tag = reply.header("ETag")
        self._heard_at = self.clock()
        return reply.status == 200

    def tiles(self, commune: str) -> list[dict[str, Any]]:
        """The tiles to show in a commune now: windows are evaluated here; what is too old is not shown."""
        if self.clock() - self._heard_at > DEFINITIONS_LAST_SECONDS:
            return []
        now = datetime.fromtimestamp(self.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return [
            tile
            for tile in self.release.get("tiles", [])
            if commune in tile["served"]["insee"]
            and (tile["window"]["from"] or "") <= now < (tile["window"]["until"] or "9")
        ]

    def tile_data(self, tile_id: str, commune: str) -> Any:
        """The data of a tile for a commune: what was kept when nothing changed, None when there are none to show."""
        kept = self.data.get((tile_id, commune))
        reply = self.fetch(f"tiles/{tile_id}/data?commune={commune}", tag=kept.header("ETag") if kept else "")
        if reply.status == 200:
            self.data[tile_id, commune] = kept = reply
        elif reply.status in (GONE, NEVER):
            self.data.pop((tile_id, commune), None)
        return kept.json if kept and reply.status in (200, 304) else None

    def pause(self) -> float:
        """Seconds to wait before the next poll: as long as the server asked, never all clients at once."""
        return max(self.retry_after, POLL_SECONDS) * random.uniform(1.0, 1.25)  # noqa: S311

    def fetch(self, path: str, *, tag: str = "", method: str = "GET", **headers: str) -> Reply:
        """Ask for an address relative to the API; with the tag of what one has, the answer may be 304."""
        asked = {"Accept-Encoding": "gzip", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if tag:
            asked["If-None-Match"] = tag
        request = urllib.request.Request(f"{self.url}/{path}", headers=asked, method=method)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                return _reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return _reply(error.code, error.headers, error.read())
        except (OSError, HTTPException):
            return Reply(UNREACHABLE)

    def _believed(self, token: bytes) -> dict[str, Any]:
        """The manifest in a token. A key that is unknown may have been announced since: ask for the keys, once."""
        try:
            self.keys = self.keys or self.fetch("keys").json
            try:
                return json.loads(verified(token, self.keys))
            except UnknownKey:
                self.keys = self.fetch("keys").json
                return json.loads(verified(token, self.keys))
        except (BadSignature, ValueError) as wrong:
            raise WrongRelease(f"the manifest is not to be believed: {wrong}") from wrong

    def _take(self, manifest: dict[str, Any]) -> None:
        """Make this manifest and its release the last good ones, whole or not at all."""
        if manifest["number"] < self.manifest.get("number", 0):
            raise WrongRelease(f"number {manifest['number']} after {self.manifest['number']}")
        if datetime.fromisoformat(manifest["expires"]).timestamp() < self.clock():
            raise WrongRelease(f"the manifest has expired: {manifest['expires']}")
        if manifest["sha256"] != self.manifest.get("sha256"):
            body = self.fetch(manifest["release"]).body
            if hashlib.sha256(body).hexdigest() != manifest["sha256"]:
                raise WrongRelease(f"the bytes are not those of {manifest['sha256']}")
            self.release = json.loads(body)
        self.manifest = manifest
        served = {tile["id"] for tile in self.release["tiles"]}
        self.data = {key: value for key, value in self.data.items() if key[0] in served}


def _reply(status: int, headers: Any, body: bytes) -> Reply:
    known = {name.lower(): value for name, value in headers.items()}
    return Reply(status, known, gzip.decompress(body) if known.get("content-encoding") == "gzip" else body)


def main() -> None:
    """Follow the tiles of an API, and the data of one commune."""
    url, *rest = sys.argv[1:] or sys.exit(__doc__)
    commune = rest[0] if rest else "76540"
    client = TilesClient(url.rstrip("/"))
    while True:
        try:
            new = client.poll()
        except WrongRelease as wrong:
            new = False
            print(f"kept what was there: {wrong}", file=sys.stderr)
        if new:
            print(f"release {client.manifest['number']}: {len(client.release['tiles'])} tiles")
            for tile in client.tiles(commune):
                found = client.tile_data(tile["id"], commune) if tile["data"] else None
                print(f"  {tile['title']['fr']}" + (f": {found['count']} items in {commune}" if found else ""))
        pause = client.pause()
        if not client.manifest:
            print(f"no release could be had; asking again in {pause:.0f} s", file=sys.stderr)
        time.sleep(pause)


if __name__ == "__main__":
    main()
