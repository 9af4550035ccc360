"""Tables of others: their header by folded titles, and their cells as canonical text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar

from ckanext.rouen_municipalities.core.tabular.cells import CellError, stripped
from ckanext.rouen_municipalities.core.tabular.dates import FIRST_YEAR, read_date, read_year, stamp
from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.numbers import read_number

from ..steps import read_duration, step_of
from ..units import Unit, UnknownUnitError, unit_of

UNKNOWN_UNIT = "energy-unit-unknown"
METER_MISSING = "energy-meter-missing"
STEP_UNKNOWN = "energy-step-unknown"
#: a day of the base that no calendar has; days are added to others, so that the last year is none either
IMPOSSIBLE, LAST_YEAR = "date-impossible", 9999

_METER = re.compile(r"(?<![0-9A-Za-z])(?P<id>[0-9]{14}|GI[0-9]{6})(?![0-9A-Za-z])")
Value = TypeVar("Value")


class WrongError(ValueError):
    """What cannot be converted, as the report will say it."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.rule)
        self.issue = issue


class Header(NamedTuple):
    """The titles of a table: where the column of each folded title stands, and how it is written."""

    places: Mapping[str, int]
    titles: Mapping[str, str]


class Line(NamedTuple):
    """A line of a table, its cells read by folded title."""

    number: int
    values: Sequence[str]
    header: Header

    def text(self, name: str) -> str:
        """The cell of the column, without blanks around it; nothing when there is no such column."""
        place = self.header.places.get(name)
        return "" if place is None or place >= len(self.values) else stripped(self.values[place])

    def title(self, name: str) -> str:
        """The title of the column as it is written."""
        return self.header.titles.get(name, name)

    def number_in(self, name: str) -> str:
        """The number in the column as canonical text, empty for an empty cell; raises WrongError."""
        return self._read(name, read_number)

    def day_in(self, name: str) -> date:
        """The day in the column, whatever its hour; raises WrongError."""
        return self._day(name, self.text(name).split("T")[0].split(" ")[0])

    def year_in(self, name: str) -> date:
        """The first day of the year in the column; raises WrongError."""
        year = self._read(name, read_year)
        if not year:
            raise self.wrong("year", name)
        return self._day(name, f"{year}-01-01")

    def step_in(self, name: str) -> int | None:
        """The step that is written in the column; raises WrongError when meters have no such step."""
        step = step_of(read_duration(self.text(name)))
        if step is None and self.text(name):
            raise self.wrong(STEP_UNKNOWN, name)
        return step

    def stamp_in(self, name: str) -> datetime:
        """The stamp in the column, with its offset when it has one; raises WrongError."""
        return read_stamp(self.text(name), lambda rule: self.wrong(rule, name))

    def unit_in(self, name: str) -> Unit:
        """The unit that the column names; raises WrongError."""
        try:
            return unit_of(self.text(name))
        except UnknownUnitError as error:
            raise self.wrong(UNKNOWN_UNIT, name) from error

    def wrong(self, rule: str, name: str = "", expected: str = "") -> WrongError:
        """What is wrong with the column, to be raised."""
        return WrongError(Issue(rule, self.number or None, self.title(name), self.text(name), expected))

    def _read(self, name: str, read: Callable[[str], str]) -> str:
        text = self.text(name)
        try:
            return read(text) if text else ""
        except CellError as error:
            raise self.wrong(error.rule, name, error.expected) from error

    def _day(self, name: str, text: str) -> date:
        try:
            day = date.fromisoformat(read_date(text))
        except CellError as error:
            raise self.wrong(error.rule, name, error.expected) from error
        if day.year >= LAST_YEAR:
            raise self.wrong(IMPOSSIBLE, name)
        return day


def read_stamp(text: str, wrong: Callable[[str], WrongError]) -> datetime:
    """A stamp, naive unless its offset is written; raises what `wrong` makes of the rule that it breaks."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _french_stamp(text, wrong)
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise wrong(IMPOSSIBLE)
    return found


def _french_stamp(text: str, wrong: Callable[[str], WrongError]) -> datetime:
    try:
        local, offset = stamp(text)
    except CellError as error:
        raise wrong(error.rule) from error
    return datetime.fromisoformat(local.isoformat() + offset)


def header_of(cells: Sequence[str]) -> Header:
    """The header that a line of titles makes; of two that fold alike the first counts."""
    titles: dict[str, str] = {}
    places: dict[str, int] = {}
    for place, cell in enumerate(map(stripped, cells)):
        if cell:
            titles.setdefault(fold(cell), cell)
            places.setdefault(fold(cell), place)
    return Header(places, titles)


def record(number: int, cells: Mapping[str, str]) -> Line:
    """An object of JSON as a line, its keys as titles and as names of columns."""
    return Line(number, list(cells.values()), _header(tuple(cells)))


@lru_cache(maxsize=64)
def _header(names: tuple[str, ...]) -> Header:
    return Header({name: place for place, name in enumerate(names)}, {})


def has_titles(head: Head, *wanted: str) -> bool:
    """Whether one of the first rows holds all the folded titles `wanted`."""
    return any(set(wanted) <= header_of(row).places.keys() for row in head.rows)


def table(opened: Opened, *wanted: str) -> Iterator[Line]:
    """The lines below the header that holds the folded titles `wanted`, without the blank ones."""
    header = Header({}, {})
    for number, cells in opened.rows():
        if header.places:
            if any(map(stripped, cells)):
                yield Line(number, cells, header)
        elif set(wanted) <= (found := header_of(cells)).places.keys():
            header = found


def each(lines: Iterable[Value], convert: Callable[[Value], Iterable[Row | Issue]]) -> Iterator[Row | Issue]:
    """What `convert` gives for each line, or what is wrong with it."""
    for line in lines:
        try:
            yield from convert(line)
        except WrongError as error:
            yield error.issue


def meter_in(*texts: str) -> str:
    """The meter (14 digits, or a gas delivery point that begins with GI) that one of `texts` names, else nothing."""
    found = (_METER.search(text.replace("_", " ")) for text in texts)
    return next((match["id"] for match in found if match), "")


def plain(number: Decimal) -> str:
    """A number without exponent or useless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
