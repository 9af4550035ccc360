"""Registers: what a counter went forward between two readings."""

from __future__ import annotations

from decimal import Decimal

#: a counter that shows more than this part of what its digits can hold may have passed zero since
_NEARLY_FULL = Decimal("0.9")
#: after which it shows no more than this part
_HARDLY_BEGUN = Decimal("0.1")


class BackwardsError(ValueError):
    """A counter that shows less than before without having passed zero, or less than nothing: another, or a mistake."""

    def __init__(self, before: Decimal, after: Decimal) -> None:
        super().__init__(f"{before} > {after}")
        self.before = before
        self.after = after


def advance(before: Decimal, after: Decimal) -> Decimal:
    """How far a counter went, past the end of its digits too; raises BackwardsError."""
    if min(before, after) < 0:
        raise BackwardsError(before, after)
    if after >= before:
        return after - before
    capacity = Decimal(10) ** len(str(int(before)))
    if before < capacity * _NEARLY_FULL or after > capacity * _HARDLY_BEGUN:
        raise BackwardsError(before, after)
    return capacity - before + after


def shares(total: Decimal, parts: int) -> list[Decimal]:
    """`total` in `parts` whole units as even as can be, which sum to it exactly: days that a counter was not read."""
    even = total // parts
    return [even] * (parts - 1) + [total - even * (parts - 1)]
