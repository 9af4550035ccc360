"""What a kind's builder is given, and what it gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from ..tile.document import Tile
from ..tile.instants import PARIS
from .cells import Cells
from .rows import Row

Item = dict[str, Any]

#: How far a clock elsewhere may be ahead of ours: what is observed later than that was not.
CLOCKS_APART = timedelta(minutes=5)
#: How far ahead what is dated is told.
DAYS_AHEAD = 60


@dataclass(frozen=True)
class Setting:
    """What items depend on beside the rows of a commune: the tile, and the instant."""

    tile: Tile
    now: datetime

    @property
    def day(self) -> date:
        """The day in Paris."""
        return self.now.astimezone(PARIS).date()


@dataclass
class Items:
    """Items in order; rows that could not be shown whole, by the code of the message that says so.

    `observed` is the newest time of an observation, `valid_until` the end of what the rows tell.
    """

    items: list[Item] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    observed: datetime | None = None
    valid_until: datetime | None = None

    def see(self, *, observed: datetime | None = None, valid_until: datetime | None = None) -> None:
        """Take a row's times into account."""
        self.observed = latest(self.observed, observed)
        self.valid_until = latest(self.valid_until, valid_until)


class Builder(Protocol):
    """Turns the rows of one commune into items whose texts are in the language of `cells`.

    The same rows in any order give the same items; what is lost is counted, never raised.
    """

    def __call__(self, rows: Sequence[Row], cells: Cells, setting: Setting) -> Items:
        """The items of these rows."""


#: What is put around the items: the tile, the items, the language.
Shape = Callable[[Tile, list[Item], str], Any]


def as_they_are(tile: Tile, items: list[Item], language: str) -> Any:
    """Nothing around the items."""
    return items


def latest(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two instants, either of which may not be known."""
    return max(one, other) if one and other else one or other
