"""One state of the folder, read once, with every answer that does not depend on the query prepared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.contract.operations import JOSE, PREFIX
from ..core.release import Damaged, Release, ReleaseFolder, Served
from ..core.release.encodings import encoded
from ..core.release.state import KEYS, MANIFEST, SIGNED, VOCABULARY
from .answers import AS_MANIFEST, AS_SCHEMA, IMMUTABLE, JSON, Answer, built, document
from .kept import Kept
from .problems import gone

__all__ = ["PREFIX", "Snapshot", "gone_tile"]

Entry = dict[str, Any]

#: The papers of a state: where each is served, how long it may be kept, what it is.
_PAPERS = {
    MANIFEST: ("manifest", AS_MANIFEST, JSON),
    SIGNED: ("manifest.jws", AS_MANIFEST, JOSE),
    KEYS: ("keys", AS_SCHEMA, JSON),
    VOCABULARY: ("vocabulary", AS_MANIFEST, JSON),
}


class Snapshot:
    """A state and its release, ready to be served."""

    def __init__(self, folder: ReleaseFolder, target: str) -> None:
        """Read the state that the link's `target` names. Raises Damaged."""
        self.target = target
        self.folder = folder
        self.kept = Kept()
        self.state: Served = folder.state(target.rpartition("/")[2])
        forms = folder.release_forms(self.state.release)
        self.release: Release = folder.release(self.state.release)
        try:
            self.tiles: Mapping[str, Entry] = {tile["id"]: tile for tile in self.release.tiles}
            self.tombstones: Mapping[str, Entry] = {entry["id"]: entry for entry in self.release.tombstones}
            self.fixed: dict[str, Answer] = {**self._papers(), **self._tiles()}
        except (KeyError, TypeError) as error:
            raise Damaged(f"release {self.state.release}: {error!r}") from error
        self.fixed[f"{PREFIX}/releases/{self.state.release}"] = document(forms, IMMUTABLE)

    def _papers(self) -> dict[str, Answer]:
        found = {name: self.state.paper(name) for name in _PAPERS}
        if found[MANIFEST] is None:
            raise Damaged(f"state {self.state.number} has no manifest")
        return {
            f"{PREFIX}/{_PAPERS[name][0]}": document(encoded(body), *_PAPERS[name][1:])
            for name, body in found.items()
            if body is not None
        }

    def _tiles(self) -> dict[str, Answer]:
        """Each tile; a stub for one that is withdrawn; 410 for one that is gone."""
        return {
            **{f"{PREFIX}/tiles/{name}": built(tile, AS_MANIFEST) for name, tile in self.tiles.items()},
            **{f"{PREFIX}/tiles/{name}": _stub(entry) for name, entry in self.tombstones.items()},
        }


def _stub(entry: Entry) -> Answer:
    return built(entry, AS_MANIFEST) if entry["state"] == "withdrawn" else gone_tile(entry)


def _ended(text: str) -> str:
    """A sentence, which a department may have left without its end."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def gone_tile(entry: Entry) -> Answer:
    """410 for a tile that is not served, with its reason and its successor."""
    text, successor = entry["reason"]["text"], entry.get("successor")
    if not successor:
        return gone(f"tile-{entry['state']}", text["en"], text["fr"]).answer
    english = f"{_ended(text['en'])} Successor: {successor}."
    french = f"{_ended(text['fr'])} Remplacée par : {successor}."
    return gone(f"tile-{entry['state']}", english, french, successor=successor).answer
