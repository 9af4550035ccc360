"""What a row is only known by once its neighbours are: what a counter went, when a period ends, what comes twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Row

from ..metering.registers import BackwardsError, advance
from .definition import UNIT, VALUE
from .leaving import REPEATED, LeftOut
from .quantities import REGISTER, written

#: a value that comes twice is looked for among so many values of its meter
_REMEMBERED = 1_000

Rows = Iterator[Row | Issue]
Series = tuple[str, ...]


def advanced(rows: Iterable[Row | Issue]) -> Rows:
    """What counters went up to the next line of their series, in place of what they show.

    The last line of a series only ends the one before: it has no value of its own."""
    waiting: dict[Series, Row] = {}
    for row in rows:
        if isinstance(row, Issue) or not row.cells.get(UNIT, "").startswith(REGISTER):
            yield row
            continue
        earlier = waiting.get(_series(row))
        waiting[_series(row)] = row
        if earlier is not None:
            yield _went(earlier, row)
    for row in waiting.values():
        yield replace(row, cells={**row.cells, VALUE: "", UNIT: ""})


def ended(rows: Iterable[Row | Issue]) -> Rows:
    """Periods that last until the next one of their series; a line without a value only ends the one before."""
    waiting: dict[Series, Row] = {}
    for row in rows:
        if isinstance(row, Issue):
            yield row
            continue
        earlier = waiting.pop(_series(row), None)
        if earlier is not None:
            yield _until(earlier, row.cells["debut"])
        if row.cells.get(VALUE):
            waiting[_series(row)] = row
    for row in waiting.values():
        yield Issue("mapping-no-end", row.line, value=row.cells["debut"])


def once(rows: Iterable[Row | Issue], left_out: LeftOut) -> Rows:
    """The first of the values that a meter has at the same time."""
    seen: dict[Series, dict[str, None]] = {}
    for row in rows:
        if isinstance(row, Row):
            times = seen.setdefault(_series(row), {})
            time = row.cells.get("horodate") or row.cells.get("debut") or ""
            if time in times:
                left_out.count(REPEATED, row.line, "", time)
                continue
            times[time] = None
            if len(times) > _REMEMBERED:
                del times[next(iter(times))]
        yield row


def _went(earlier: Row, row: Row) -> Row | Issue:
    """How far a counter went from one line to the next."""
    before, after = Decimal(earlier.cells[VALUE]), Decimal(row.cells[VALUE])
    try:
        went = advance(before, after)
    except BackwardsError:
        return Issue("energy-register-backwards", row.line, value=written(after), expected=written(before))
    unit = earlier.cells[UNIT].removeprefix(REGISTER)
    return replace(earlier, cells={**earlier.cells, VALUE: written(went), UNIT: unit})


def _until(row: Row, end: str) -> Row | Issue:
    if date.fromisoformat(end) <= date.fromisoformat(row.cells["debut"]):
        return Issue("mapping-no-end", row.line, value=row.cells["debut"], expected=end)
    return replace(row, cells={**row.cells, "fin": end})


def _series(row: Row) -> Series:
    return tuple(row.cells.get(name, "") for name in ("id_compteur", "id_batiment", "vecteur"))
