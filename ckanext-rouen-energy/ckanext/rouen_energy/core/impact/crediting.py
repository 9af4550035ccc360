"""Credit notes give back what bills said too much: they correct these, and are no bills of other days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .bills import Bill
from .days import Span


def net_of_credits(bills: Sequence[Bill], credits_given: Sequence[Bill]) -> tuple[Bill, ...]:
    """The bills less what was given back (kWh of credit notes are below 0), by the days that they have in common.

    A credit note of days that no bill has corrects nothing here.
    """
    corrections = [0.0] * len(bills)
    for credit in credits_given:
        common = [_days_in_common(bill.span, credit.span) for bill in bills]
        if sum(common):
            shares = [days / sum(common) for days in common]
            corrections = [old + share * credit.kwh for old, share in zip(corrections, shares, strict=True)]
    return tuple(replace(bill, kwh=bill.kwh + less) for bill, less in zip(bills, corrections, strict=True))


def _days_in_common(one: Span, other: Span) -> int:
    return Span(max(one.first, other.first), min(one.end, other.end)).length
