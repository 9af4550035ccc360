"""How a file writes days and numbers, and how its periods follow each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ckanext.rouen_municipalities.core.tabular.cells import CellError

from . import definition as parts
from .cells import day
from .looking import MONTH, NUMBER, SERIAL, YEAR, Seen
from .vocabulary import score

_PARTS = re.compile(r"(?P<one>[0-9]{1,2})[-/.](?P<two>[0-9]{1,2})[-/.][0-9]{2,4}.*")
_MOST_MONTHS = 12
_THOUSANDS = {
    ".": re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ",": re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_POINT = re.compile(r"[+-]?[0-9]*\.[0-9]+")


def dates_of(column: Seen) -> str:
    """Whether day or month comes first, or days are counted from 1900; day first when nothing tells."""
    if column.kind == SERIAL:
        return "excel"
    found = [match for cell in column.cells if (match := _PARTS.fullmatch(cell))]
    if any(int(match["one"]) > _MOST_MONTHS for match in found):
        return "day-first"
    return "month-first" if any(int(match["two"]) > _MOST_MONTHS for match in found) else "day-first"


def decimal_of(seen: Sequence[Seen]) -> str:
    """The decimal sign that most of the numbers have."""
    cells = [cell for one in seen if one.kind == NUMBER for cell in one.cells]
    thousands = {sign: sum(bool(_THOUSANDS[sign].fullmatch(cell)) for cell in cells) for sign in _THOUSANDS}
    commas = sum(bool(_COMMA.fullmatch(cell)) and not _THOUSANDS["."].fullmatch(cell) for cell in cells)
    points = sum(bool(_POINT.fullmatch(cell)) and not _THOUSANDS[","].fullmatch(cell) for cell in cells)
    if commas or points:
        return "," if commas > points else "."
    return "," if thousands[","] > thousands["."] else "."


def period_of(by_name: Mapping[str, Seen]) -> str:
    """What says when a period begins and ends."""
    if "fin" in by_name:
        return parts.COLUMNS
    start = by_name.get("debut")
    if start is None or start.kind == YEAR:
        return parts.YEAR
    if start.kind == MONTH:
        return parts.MONTH
    found = {name: score("period", name, start.bare) for name in (parts.YEAR_ENDING, parts.MONTH, parts.DAY)}
    best = max(found, key=lambda name: found[name])
    return best if found[best] else parts.UNTIL_NEXT


def end_of(by_name: Mapping[str, Seen]) -> str:
    """Whether the last day of a period is in it: the next period begins on the day after, not on that day."""
    start, end = by_name.get("debut"), by_name.get("fin")
    if start is None or end is None:
        return parts.ENDS[0]
    starts, ends = (_days(one) for one in (start, end))
    same = sum(last in starts for last in ends)
    after = sum(last + timedelta(days=1) in starts for last in ends)
    return "included" if after > same else "excluded"


def is_regular(column: Seen) -> bool:
    """Whether each day of a column is the one after the last."""
    days = sorted(_days(column))
    return bool(days) and all((two - one).days == 1 for one, two in pairwise(days))


def _days(column: Seen) -> set[date]:
    mapping = parts.Mapping(profile="", titles=(), dates=dates_of(column))
    found = set()
    for cell in column.cells:
        try:
            found.add(day(cell, mapping))
        except CellError:
            continue
    return found
