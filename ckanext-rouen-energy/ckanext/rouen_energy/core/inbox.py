"""Meters that no building claims: they wait until an officer says which one they serve."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Reason(Enum):
    """Why a meter is matched with no building."""

    UNKNOWN_METER = "unknown-meter"
    NO_BUILDING = "no-building"
    UNKNOWN_BUILDING = "unknown-building"


@dataclass(frozen=True)
class Mention:
    """What one table says of a meter: the buildings it names, the carrier, and from which day to which (excluded).

    `declares` tells a table of meters from one of bills or readings.
    """

    meter: str
    resource_id: str
    declares: bool = False
    buildings: frozenset[str] = frozenset()
    carrier: str | None = None
    first: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Meter:
    """A meter and all that tables say of it."""

    id: str
    mentions: tuple[Mention, ...]

    @property
    def carrier(self) -> str | None:
        """The carrier that the first table to name one gives it."""
        return next((mention.carrier for mention in self.mentions if mention.carrier), None)

    @property
    def named(self) -> frozenset[str]:
        """The buildings that tables name for it."""
        return frozenset().union(*(mention.buildings for mention in self.mentions))

    @property
    def first(self) -> date | None:
        """The first day that there is something of it."""
        return min((mention.first for mention in self.mentions if mention.first), default=None)

    @property
    def end(self) -> date | None:
        """The day after the last."""
        return max((mention.end for mention in self.mentions if mention.end), default=None)


def meters(mentions: Iterable[Mention]) -> list[Meter]:
    """Every meter that tables mention, by its number; those that declare it are heard first."""
    found: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda each: (each.meter, not each.declares, each.resource_id)):
        found.setdefault(mention.meter, []).append(mention)
    return [Meter(name, tuple(said)) for name, said in found.items()]


def reason(meter: Meter, buildings: Collection[str], assigned: Collection[str]) -> Reason | None:
    """Why a meter is matched with no known building, neither by a table nor by an officer; None when it is."""
    if meter.id in assigned or any(name in buildings for name in meter.named):
        return None
    if meter.named:
        return Reason.UNKNOWN_BUILDING
    return Reason.NO_BUILDING if any(mention.declares for mention in meter.mentions) else Reason.UNKNOWN_METER
