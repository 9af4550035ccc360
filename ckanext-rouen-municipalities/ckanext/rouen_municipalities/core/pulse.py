"""The sign of life of a process that nobody asks anything: until when it holds, and what the process was doing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Pulse:
    """One sign of life: seconds since 1970, how many seconds it holds, the process, what it was about to do."""

    at: float
    holds: float
    pid: int
    doing: str

    def age(self, now: float) -> float:
        """Seconds since this sign of life."""
        return max(0.0, now - self.at)

    def is_late(self, now: float) -> bool:
        """Whether the next sign of life should have come by now."""
        return self.age(now) > self.holds

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))


def from_json(text: str | bytes) -> Pulse:
    """The reverse of `to_json`."""
    return Pulse(**json.loads(text))
