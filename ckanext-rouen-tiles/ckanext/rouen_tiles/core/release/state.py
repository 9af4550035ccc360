"""What is served now: the release, the data that belong to it, and the communes. The link `current` names one state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Served:
    """One state: the release's hash and number, when it was issued, data archive per tile, names of communes."""

    release: str
    number: int
    issued: str
    data: Mapping[str, str]
    communes: Mapping[str, str]

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
