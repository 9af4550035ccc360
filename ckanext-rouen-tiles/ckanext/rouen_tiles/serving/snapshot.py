"""One state of the folder, read once, with every answer that does not depend on the query prepared."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from ..core.release import Damaged, Release, ReleaseFolder, Served
from .answers import AS_DATA, AS_MANIFEST, IMMUTABLE, Answer, built, document
from .problems import gone

PREFIX = "/api/tiles/v1"
_MOST_KEPT = 1_000


class Kept:
    """Answers made on demand, the least recently used dropped. Two threads may make the same one: no harm."""

    def __init__(self, most: int = _MOST_KEPT) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._most = most

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer kept under this key, or a new one."""
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = make()
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return found


class Snapshot:
    """A state and its release, ready to be served."""

    def __init__(self, folder: ReleaseFolder, target: str) -> None:
        """Read the state that the link's `target` names. Raises Damaged."""
        self.target = target
        self.folder = folder
        self.kept = Kept()
        self._name = target.rpartition("/")[2]
        self.state: Served = folder.state(self._name)
        self.release: Release = folder.release(self.state.release)
        try:
            self.tiles = {tile["id"]: tile for tile in self.release.tiles}
            self.tombstones = {entry["id"]: entry for entry in self.release.tombstones}
            self.fixed = self._fixed()
        except (KeyError, TypeError) as error:
            raise Damaged(f"release {self.state.release}: {error!r}") from error

    def data(self, tile_id: str, insee: str) -> Answer:
        """A tile's data for a commune. Raises Damaged."""
        version = self.state.data[tile_id]
        return self.kept.get(
            ("data", tile_id, insee), lambda: document(self.folder.data(tile_id, version, insee), AS_DATA)
        )

    def health(self) -> Answer:
        """The health of the tiles served, with the time of the last check."""
        last = json.loads(self.folder.health() or b"{}")
        checked: dict[str, Any] = {entry["id"]: entry for entry in last.get("tiles", [])}
        tiles = [checked.get(name, {"id": name, **tile["health"]}) for name, tile in self.tiles.items()]
        return built({"number": self.state.number, "checked_at": last.get("checked_at"), "tiles": tiles}, AS_MANIFEST)

    def old_release(self, sha256: str) -> Answer:
        """A release that was served before. Raises Damaged."""
        return self.kept.get(
            ("release", sha256), lambda: document(self.folder.encodings(f"releases/{sha256}.json"), IMMUTABLE)
        )

    def _fixed(self) -> dict[str, Answer]:
        """The answers by whole path; a tile that is gone answers 410."""
        manifest = self.folder.encodings(f"states/{self._name}/manifest.json")
        release = self.folder.encodings(f"releases/{self.state.release}.json")
        return {
            f"{PREFIX}/manifest": document(manifest, AS_MANIFEST),
            f"{PREFIX}/releases/{self.state.release}": document(release, IMMUTABLE),
            **{f"{PREFIX}/tiles/{name}": built(tile, AS_MANIFEST) for name, tile in self.tiles.items()},
            **{f"{PREFIX}/tiles/{name}": _stub(entry) for name, entry in self.tombstones.items()},
        }


def _stub(entry: dict[str, Any]) -> Answer:
    return built(entry, AS_MANIFEST) if entry["state"] == "withdrawn" else gone_tile(entry)


def gone_tile(entry: dict[str, Any]) -> Answer:
    """410 for a tile that is not served, with its reason and its successor."""
    text, successor = entry["reason"]["text"], entry.get("successor")
    english = f"{text['en']} Successor: {successor}." if successor else text["en"]
    french = f"{text['fr']} Remplacée par : {successor}." if successor else text["fr"]
    return gone(f"tile-{entry['state']}", english, french).answer
