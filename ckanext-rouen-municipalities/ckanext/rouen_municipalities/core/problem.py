"""A problem that a reader tells of a dataset."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from .mail import is_address

#: Characters of what is told, at least and at most.
SHORTEST, LONGEST = 10, 5_000
#: Over which time the problems from one address on the network are counted, and those of one dataset.
ADDRESS_WINDOW, DATASET_WINDOW = timedelta(hours=1), timedelta(days=1)
_KIND = "problem"


@dataclass(frozen=True)
class Problem:
    """What somebody tells of a dataset, and where to answer, empty when no answer is wanted."""

    package_id: str
    message: str
    email: str = ""

    def faults(self) -> dict[str, str]:
        """What keeps it from being sent, by field: `too-short`, `too-long`, `no-address`."""
        found = {}
        if len(self.message) < SHORTEST:
            found["message"] = "too-short"
        if len(self.message) > LONGEST:
            found["message"] = "too-long"
        if self.email and not is_address(self.email):
            found["email"] = "no-address"
        return found

    def key(self, origin: str) -> str:
        """What its mail is known by: the same words from the same place about the same dataset are one mail."""
        said = hashlib.sha256(f"{self.email}\n{self.message}".encode()).hexdigest()[:16]
        return f"{of_dataset(self.package_id)}{origin[:32]}:{said}"


def of_dataset(package_id: str) -> str:
    """How the keys of the mails about a dataset begin."""
    return f"{_KIND}:{package_id}:"


def of_origin(origin: str) -> tuple[str, str]:
    """How the keys of the mails from one place begin, and what follows the dataset in them."""
    return f"{_KIND}:", f":{origin[:32]}:"
