"""Which building an officer said that a meter serves, where no table of meters says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WHOLE = Decimal(1)

#: Bounds of a period that has none: comparisons need no special case.
EVER, NEVER = date.min, date.max


@dataclass(frozen=True)
class Assignment:
    """A share of a meter given to a building of the same owner, from a day to another (excluded); None: no bound.

    `carrier` is what it counts, where no table says it.
    A published table of meters that names a known building for the same meter is believed before any assignment.
    """

    owner: str
    meter: str
    building: str
    share: Decimal = WHOLE
    valid_from: date | None = None
    valid_to: date | None = None
    carrier: str | None = None

    @property
    def first(self) -> date:
        """The first day."""
        return self.valid_from or EVER

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.valid_to or NEVER


def in_force(said: Iterable[Assignment]) -> list[Assignment]:
    """What holds of all that was said, oldest first: the last word on a meter, building and period; 0 takes it back."""
    last = {(one.owner, one.meter, one.building, one.valid_from, one.valid_to): one for one in said}
    return [one for one in last.values() if one.share > 0]


def largest_sum(shares: Iterable[Assignment]) -> Decimal:
    """The greatest sum that the shares of one meter reach on any day."""
    held = list(shares)
    return max((_sum_on(day.first, held) for day in held), default=Decimal(0))


def _sum_on(day: date, shares: Iterable[Assignment]) -> Decimal:
    return sum((one.share for one in shares if one.first <= day < one.end), Decimal(0))
