"""What is served now: the release, its papers, the data that belong to it. The link `current` names one state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

#: The papers of a state: small documents that are served beside the release.
MANIFEST, SIGNED, KEYS, VOCABULARY = "manifest.json", "manifest.jws", "keys.json", "vocabulary.json"


@dataclass(frozen=True)
class Served:
    """One state: the release's hash and number, when it was issued, data per tile, communes' names, papers as texts."""

    release: str
    number: int
    issued: str
    data: Mapping[str, str]
    communes: Mapping[str, str]
    papers: Mapping[str, str] = field(default_factory=dict)

    def with_papers(self, papers: Mapping[str, bytes]) -> Served:
        """The same with these papers."""
        return replace(self, papers={name: body.decode() for name, body in papers.items()})

    def paper(self, name: str) -> bytes | None:
        """A paper; None when the state has none of this name."""
        return self.papers[name].encode() if name in self.papers else None

    def body(self) -> bytes:
        """The state as a file."""
        return json.dumps(vars(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def name(self) -> str:
        """A name that says the number and differs for any other state."""
        return f"{self.number:08d}-{hashlib.sha256(self.body()).hexdigest()[:16]}"


def read_state(body: bytes) -> Served:
    """The inverse of `Served.body`."""
    document: dict[str, Any] = json.loads(body)
    return Served(**document)
