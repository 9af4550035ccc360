"""A client of the tiles API in the standard library alone: what an app's backend could start from.

    python client.py https://donnees.example/api/tiles/v1 [INSEE code]

It asks for the manifest with what it has, fetches a release only when it has a new name, checks that name against the
bytes, never goes back to a lower number, and forgets the data of a tile as soon as its tombstone says so.
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
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 20
POLL_SECONDS = 60
UNAVAILABLE, GONE = 503, 410


class WrongRelease(Exception):
    """The bytes of a release are not what the manifest says, or are older than what the client has."""


@dataclass(frozen=True)
class Reply:
    """An answer, its body decoded."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """A header, whatever the case of its name."""
        return self.headers.get(name.lower(), "")


@dataclass
class TilesClient:
    """The last good release, and the data fetched for it."""

    url: str
    manifest: dict[str, Any] = field(default_factory=dict)
    release: dict[str, Any] = field(default_factory=dict)
    data: dict[tuple[str, str], Reply] = field(default_factory=dict)
    retry_after: float = 0.0
    _tag: str = ""

    def poll(self) -> bool:
        """Ask whether there is a new release and take it; whether there was one. Raises WrongRelease."""
        reply = self.fetch("manifest", tag=self._tag)
        self.retry_after = float(reply.header("Retry-After") or 0) if reply.status == UNAVAILABLE else 0.0
        if reply.status != 200:
            return False
        manifest = reply.json
        if self.manifest and manifest["number"] < self.manifest["number"]:
            raise WrongRelease(f"number {manifest['number']} after {self.manifest['number']}")
        if manifest["sha256"] != self.manifest.get("sha256"):
            self.release = self._fetch_release(manifest)
        self.manifest, self._tag = manifest, reply.header("ETag")
        self._forget_what_is_not_served()
        return True

    def tile_data(self, tile_id: str, commune: str) -> Any:
        """The data of a tile for a commune: what was kept when nothing changed, None when they are gone."""
        kept = self.data.get((tile_id, commune))
        reply = self.fetch(f"tiles/{tile_id}/data?commune={commune}", tag=kept.header("ETag") if kept else "")
        if reply.status == 200:
            self.data[tile_id, commune] = kept = reply
        elif reply.status == GONE:
            self.data.pop((tile_id, commune), None)
            kept = None
        return kept.json if kept else None

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

    def _fetch_release(self, manifest: dict[str, Any]) -> dict[str, Any]:
        body = self.fetch(manifest["release"]).body
        if hashlib.sha256(body).hexdigest() != manifest["sha256"] or len(body) != manifest["bytes"]:
            raise WrongRelease(f"the bytes are not those of {manifest['sha256']}")
        found: dict[str, Any] = json.loads(body)
        return found

    def _forget_what_is_not_served(self) -> None:
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
        if client.poll():
            print(f"release {client.manifest['number']}: {len(client.release['tiles'])} tiles")
            for tile in client.release["tiles"]:
                found = client.tile_data(tile["id"], commune) if tile["data"] else None
                print(f"  {tile['title']['fr']}: {found['count'] if found else 'no'} items in {commune}")
        time.sleep(client.pause())


if __name__ == "__main__":
    main()
