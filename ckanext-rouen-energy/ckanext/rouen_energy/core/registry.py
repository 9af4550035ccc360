"""Data flows: where energy figures come from, and how far each source is mapped (KPI E1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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


#: What a flow of every carrier says in place of one.
EVERY_CARRIER = "tous"

ONE_DECIMAL = Decimal("0.1")


@dataclass(frozen=True)
class MappedFlow:
    """A flow that counts as mapped: the organisation whose energy it tells, and of which carrier."""

    id: str
    organization: str | None
    carrier: str

    def tells(self, organization: str, carrier: str) -> bool:
        """Whether the flow tells this carrier of this organisation."""
        said = self.carrier.strip().casefold()
        return self.organization == organization and said in (carrier.casefold(), EVERY_CARRIER)


@dataclass(frozen=True)
class Covered:
    """kWh of a carrier, the part that mapped flows tell, and these flows."""

    kwh: Decimal
    covered_kwh: Decimal
    flows: tuple[str, ...]

    @property
    def percent(self) -> Decimal | None:
        """The part in percent to one decimal; None of nothing."""
        if self.kwh <= 0:
            return None
        return (self.covered_kwh * 100 / self.kwh).quantize(ONE_DECIMAL, ROUND_HALF_UP)


def coverage(used: Mapping[tuple[str, str], Decimal], flows: Iterable[MappedFlow]) -> dict[str, Covered]:
    """By carrier, what of the kWh used (by organisation and carrier) a mapped flow of the organisation tells."""
    known = list(flows)
    found: dict[str, Covered] = {}
    for (organization, carrier), kwh in used.items():
        telling = tuple(flow.id for flow in known if flow.tells(organization, carrier))
        before = found.get(carrier, Covered(Decimal(0), Decimal(0), ()))
        ids = (*before.flows, *(one for one in telling if one not in before.flows))
        found[carrier] = Covered(before.kwh + kwh, before.covered_kwh + (kwh if telling else 0), ids)
    return found


def in_all(parts: Mapping[str, Covered]) -> Covered:
    """Every carrier together."""
    flows = dict.fromkeys(flow for part in parts.values() for flow in part.flows)
    kwh = sum((part.kwh for part in parts.values()), Decimal(0))
    return Covered(kwh, sum((part.covered_kwh for part in parts.values()), Decimal(0)), tuple(flows))
