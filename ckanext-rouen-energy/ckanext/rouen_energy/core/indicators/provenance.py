"""What a figure came from: tables, formula, and the consumption that it leaves out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

#: Why consumption is in no total.
UNKNOWN_BUILDING = "unknown-building"
NO_BUILDING = "no-building"
OVERLAP = "overlap"
OTHER_SOURCE = "other-source"
REPLACED = "replaced"
LEFT_OUT_REASONS = (UNKNOWN_BUILDING, NO_BUILDING, OVERLAP, OTHER_SOURCE, REPLACED)


@dataclass(frozen=True)
class Source:
    """A published table that a figure was computed from."""

    resource_id: str
    sha256: str
    profile: str
    synthetic: bool


@dataclass(frozen=True)
class LeftOut:
    """Consumption of a year that no total counts, and why: one of `LEFT_OUT_REASONS`."""

    year: int
    reason: str
    buildings: int
    kwh: Decimal


def fingerprint(formula: str, sources: Iterable[Source]) -> str:
    """SHA-256 of a formula and its inputs, whatever their order: the same inputs need no second computation."""
    inputs = sorted([one.profile, one.resource_id, one.sha256, one.synthetic] for one in sources)
    return hashlib.sha256(json.dumps([formula, inputs]).encode()).hexdigest()
