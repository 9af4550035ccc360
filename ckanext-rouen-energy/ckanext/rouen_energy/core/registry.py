"""Data flows: where energy figures come from, and how far each source is mapped (KPI E1)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[1] / "data"

#: The six fields that describe a flow.
DESCRIBING_FIELDS = ("source_system", "owner", "carrier", "frequency", "format", "status")

STATUSES = ("identified", "mapped", "connected")

#: An identified flow is known to exist, no more: filling in its description does not make it mapped.
MAPPED_STATUSES = frozenset({"mapped", "connected"})


@dataclass(frozen=True)
class Assessment:
    """Whether a flow counts as mapped; `reason` is a code (`status-identified`, `missing-format`…) when not."""

    mapped: bool
    reason: str = ""


def assess(flow: Mapping[str, str | None]) -> Assessment:
    """A flow is mapped when its six fields are filled and its status says mapped or connected; first reason wins."""
    for name in DESCRIBING_FIELDS:
        if not (flow.get(name) or "").strip():
            return Assessment(False, f"missing-{name}")
    status = str(flow["status"])
    if status not in MAPPED_STATUSES:
        return Assessment(False, f"status-{status}")
    return Assessment(True)


def count_by_status(statuses: Iterable[str | None]) -> dict[str, int]:
    """Number of flows for each known status, zero included."""
    counted = Counter(statuses)
    return {status: counted[status] for status in STATUSES}


@cache
def wording() -> Mapping[str, Any]:
    """The words of KPI E1, in French and English, from data/kpis.json."""
    source = _DATA / "kpis.json"
    described: Mapping[str, Any] = json.loads(source.read_text(encoding="utf-8"))["E1"]
    return described
