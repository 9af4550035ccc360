"""Counters read day after day: what each went forward, as the energy of the days between two readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Row

from ..registers import BackwardsError, advance, shares
from ..stamps import nearest_midnight, seconds_between
from ..steps import DAY, SHORT_STEPS
from .cells import WrongError, plain

BACKWARDS = "energy-register-backwards"
#: quality of a day that a counter was not read: its part of what the counter went in all
FILLED = "comblé"

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Shown:
    """What a counter shows at an instant."""

    line: int
    column: str
    instant: datetime
    value: Decimal
    quality: str = ""


@dataclass(frozen=True)
class Used:
    """What was used from `start` on, for a step or a day."""

    line: int
    start: datetime
    value: Decimal
    quality: str


def used(shown: Iterable[Shown]) -> Iterator[Used]:
    """What one counter went between its readings, whatever their order; raises WrongError when it goes backwards.

    A reading between two days (a change of contract) is left for the next one at a day's distance."""
    before: Shown | None = None
    for now in sorted(shown, key=lambda one: one.instant):
        if before is None:
            before = now
            continue
        parts = _parts(seconds_between(before.instant, now.instant))
        if parts:
            yield from _between(before, now, parts)
            before = now


def reading(meter: str, unit: str, one: Used) -> Row:
    """A row of energy/readings."""
    cells = {
        "id_compteur": meter,
        "horodate": one.start.isoformat(),
        "valeur": plain(one.value),
        "unite": unit,
        "qualite": one.quality,
    }
    return Row(one.line, cells)


def _parts(seconds: int) -> int:
    """Into how many steps or days a length of time is cut; 0 for what is neither."""
    if seconds in SHORT_STEPS:
        return 1
    days = round(seconds / DAY)
    return days if days and abs(seconds - days * DAY) <= _HOUR.total_seconds() else 0


def _between(before: Shown, now: Shown, parts: int) -> Iterator[Used]:
    try:
        total = advance(before.value, now.value)
    except BackwardsError as error:
        expected = f"{plain(error.before)}"
        raise WrongError(Issue(BACKWARDS, now.line, now.column, plain(error.after), expected)) from error
    start = _start(before.instant, seconds_between(before.instant, now.instant))
    quality = FILLED if parts > 1 else now.quality
    for day, value in enumerate(shares(total, parts)):
        yield Used(now.line, _days_after(start, day), value, quality)


def _start(instant: datetime, seconds: int) -> datetime:
    """A counter read within an hour of midnight, which winter or summer time moves, counts whole days."""
    midnight = nearest_midnight(instant)
    near = abs(seconds_between(midnight, instant)) <= _HOUR.total_seconds()
    return midnight if near and seconds not in SHORT_STEPS else instant


def _days_after(start: datetime, days: int) -> datetime:
    return start + timedelta(days=days)
