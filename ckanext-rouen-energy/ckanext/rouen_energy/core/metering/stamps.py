"""Local times as instants: the hour that autumn doubles is told by the order of the stamps, or refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

#: where the meters are
PARIS = ZoneInfo("Europe/Paris")

#: what is wrong with a stamp; the first two are rules of the base
AMBIGUOUS = "datetime-ambiguous"
SKIPPED = "datetime-skipped"
ORDER = "energy-stamp-order"
DUPLICATE = "energy-stamp-duplicate"

Item = TypeVar("Item")


class Timed(NamedTuple, Generic[Item]):
    """An item with its instant; `problem` says what is wrong with it, and `instant` is None when none can be told."""

    item: Item
    instant: datetime | None
    problem: str = ""


class Clock(Generic[Item]):
    """The stamps of one meter in the order in which its file gives them, as instants in one time zone.

    Naive stamps of the doubled hour are held back until order tells them apart: the first time through is summer
    time. A series goes forward or backward in time, and only one way."""

    def __init__(self, zone: ZoneInfo = PARIS) -> None:
        self._zone = zone
        self._held: list[tuple[Item, datetime]] = []
        self._last: datetime | None = None
        self._forward: bool | None = None

    def add(self, item: Item, stamp: datetime) -> list[Timed[Item]]:
        """The items whose instants are known once `stamp` is; a stamp with an offset says its own."""
        if stamp.tzinfo is not None:
            return [*self.end(), self._in_order(item, stamp.astimezone(self._zone))]
        kind, instant = _local(stamp, self._zone)
        if kind == AMBIGUOUS:
            self._held.append((item, stamp))
            return []
        if kind == SKIPPED:
            return [*self.end(), Timed(item, None, SKIPPED)]
        return [*self.end(), self._in_order(item, instant)]

    def end(self) -> list[Timed[Item]]:
        """What is still held back, when no stamp follows."""
        held, self._held = self._held, []
        if not held:
            return []
        passage = self._passages([stamp for _, stamp in held])
        if passage is None:
            return [Timed(item, None, AMBIGUOUS) for item, _ in held]
        return [
            self._in_order(item, stamp.replace(tzinfo=self._zone, fold=fold))
            for (item, stamp), fold in zip(held, passage, strict=True)
        ]

    def _passages(self, stamps: list[datetime]) -> list[int] | None:
        """For each stamp of a doubled hour 0 or 1, its place in `fold`; None when their order does not tell."""
        forward = self._goes_forward(stamps[0])
        pairs = enumerate(pairwise(stamps), 1)
        turns = [place for place, (one, after) in pairs if (after <= one if forward else after >= one)]
        if len(turns) != 1:
            return None
        first, second = (0, 1) if forward else (1, 0)
        return [first if place < turns[0] else second for place in range(len(stamps))]

    def _goes_forward(self, stamp: datetime) -> bool:
        if self._forward is not None or self._last is None:
            return self._forward is not False
        return self._last.replace(tzinfo=None) <= stamp

    def _in_order(self, item: Item, instant: datetime) -> Timed[Item]:
        last, self._last = self._last, instant
        if last is None:
            return Timed(item, instant)
        # two datetimes of one zone compare by their clocks: the doubled hour would not be told apart
        apart = (instant.astimezone(UTC) - last.astimezone(UTC)).total_seconds()
        if not apart:
            return Timed(item, instant, DUPLICATE)
        if self._forward is None:
            self._forward = apart > 0
        return Timed(item, instant, "" if (apart > 0) == self._forward else ORDER)


def shifted(instant: datetime, seconds: int) -> datetime:
    """`seconds` of real time after `instant`, in the same zone."""
    return (instant.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(instant.tzinfo)


def seconds_between(earlier: datetime, later: datetime) -> int:
    """Real time from one instant to another."""
    return int((later.astimezone(UTC) - earlier.astimezone(UTC)).total_seconds())


def nearest_midnight(instant: datetime) -> datetime:
    """The local midnight that is nearest to `instant`, in the zone of Paris."""
    noon = instant.astimezone(PARIS).replace(tzinfo=None) + timedelta(hours=12)
    return datetime.combine(noon.date(), datetime.min.time(), PARIS)


def _local(stamp: datetime, zone: ZoneInfo) -> tuple[str, datetime]:
    """Whether a naive stamp is in the doubled or the missing hour, and else its instant."""
    first = stamp.replace(tzinfo=zone, fold=0)
    before, after = _offsets(stamp.replace(minute=0, second=0, microsecond=0), zone)
    if before == after:
        return "", first
    return (SKIPPED if before < after else AMBIGUOUS), first


@lru_cache(maxsize=4096)
def _offsets(hour: datetime, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """Offsets of an hour of the clock on its first and its second passage; changes come on the hour."""
    found = (hour.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    before, after = (offset or timedelta() for offset in found)
    return before, after
