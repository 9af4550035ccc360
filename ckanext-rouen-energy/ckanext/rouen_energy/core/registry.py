"""Data flows: where energy figures come from, and how far each source is mapped (KPI E1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: The six fields that describe a flow.
DESCRIBING_FIELDS = ("source_system", "owner", "carrier", "frequency", "format", "status")

STATUSES = ("identified", "mapped", "connected")

#: An identified flow is known to exist, no more: its description does not make it mapped.
MAPPED_STATUSES = frozenset({"mapped", "connected"})


@dataclass(frozen=True)
class Assessment:
    """Whether a flow counts as mapped; `reason` is a code (`status-identified`, `missing-format`…) when not."""

    mapped: bool
    reason: str = ""


def assess(flow: Mapping[str, str | None]) -> Assessment:
    """A flow is mapped when its six fields are filled and its status says mapped or connected."""
    missing = [name for name in DESCRIBING_FIELDS if not (flow.get(name) or "").strip()]
    if missing:
        return Assessment(False, "missing-" + "-".join(missing))
    status = str(flow["status"])
    if status not in MAPPED_STATUSES:
        return Assessment(False, f"status-{status}")
    return Assessment(True)


def count_by_status(statuses: Iterable[str]) -> dict[str, int]:
    """Number of flows for each known status, zero included."""
    counted = Counter(statuses)
    return {status: counted[status] for status in STATUSES}
