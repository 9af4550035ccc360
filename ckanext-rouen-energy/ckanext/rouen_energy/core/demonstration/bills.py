"""Monthly bills, with the faults that bills have: estimates, credit notes, months that never came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from .truths import CREDITS, ELECTRICITY, ESTIMATES, GAS, HEAT, MISSING, OIL
from .use import Use, monthly

ACTUAL, ESTIMATED, CREDIT_NOTE = "réel", "estimé", "avoir"

_DECEMBER = 12

#: Euros of a kWh, all included: made up.
_EUROS = {ELECTRICITY: 0.19, GAS: 0.085, HEAT: 0.098, OIL: 0.12}


@dataclass(frozen=True)
class Bill:
    """kWh of a period (end excluded) and how they are known."""

    use: Use
    first: date
    end: date
    kwh: int
    nature: str = ACTUAL

    @property
    def euros(self) -> float:
        """What it costs; a credit note gives back."""
        return round(self.kwh * _EUROS[self.use.carrier], 2)


def bills(uses: Iterable[Use], since: date) -> Iterator[Bill]:
    """The bills of some uses from a month on, in order."""
    for use in uses:
        for month, kwh in monthly(use).items():
            if month >= since:
                yield from _issued(Bill(use, month, next_month(month), kwh))


def next_month(month: date) -> date:
    """The first day of the month after."""
    if month.month == _DECEMBER:
        return date(month.year + 1, 1, 1)
    return month.replace(month=month.month + 1)


def billed(use: Use, year: int) -> int:
    """kWh that the bills of a year come to: without the months that never came, credits given back."""
    true = (Bill(use, month, next_month(month), kwh) for month, kwh in monthly(use).items())
    return sum(bill.kwh for bill in true if bill.first.year == year and not _is_missing(bill))


def _issued(true: Bill) -> Iterator[Bill]:
    """What was issued for a month of which we know what was used."""
    if _is_missing(true):
        return
    for estimate in ESTIMATES:
        if _concerns(estimate.building, estimate.carrier, estimate.month, true):
            yield replace(true, kwh=round(true.kwh * estimate.times), nature=ESTIMATED)
    too_much = sum(credit.kwh for credit in CREDITS if _concerns(credit.building, credit.carrier, credit.month, true))
    yield replace(true, kwh=true.kwh + too_much)
    if too_much:
        yield replace(true, kwh=-too_much, nature=CREDIT_NOTE)


def _concerns(building: str, carrier: str, month: date, bill: Bill) -> bool:
    return (building, carrier, month) == (bill.use.building, bill.use.carrier, bill.first)


def _is_missing(bill: Bill) -> bool:
    return any(
        (gone.building, gone.carrier) == (bill.use.building, bill.use.carrier) and gone.first <= bill.first < gone.end
        for gone in MISSING
    )
