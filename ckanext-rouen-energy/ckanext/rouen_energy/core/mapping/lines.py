"""One line of their file and the rows of ours that it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ckanext.rouen_municipalities.core.tabular.cells import CellError, stripped
from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Row

from .cells import day, is_missing, number
from .definition import COLUMN, COLUMNS, TIME, UNIT, VALUE, Mapping, Measure
from .leaving import BEYOND, BY_WORD, LeftOut
from .periods import period
from .places import Places
from .quantities import Quantity, added, converted, written
from .stamps import Clock
from .targets import CONSUMPTION, READINGS, fields_of

Read = TypeVar("Read")

_STAMP = ("horodate", TIME)
#: what is read together with other columns, not by itself
_TOGETHER = {CONSUMPTION: {"debut", "fin", UNIT}, READINGS: {*_STAMP, UNIT}}


@dataclass(frozen=True)
class Line:
    """A line of the file: its number, its rank among those that hold data, its cells."""

    number: int
    rank: int
    cells: Sequence[str]


class _Wrong(Exception):
    """A cell that the mapping cannot read; `issue` says which."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.rule)
        self.issue = issue


class _LeftOut(Exception):
    """A line that the mapping leaves out for a word in one of its columns."""

    def __init__(self, column: str, value: str) -> None:
        super().__init__(value)
        self.column = column
        self.value = value


class LineReader:
    """Reads the lines of one file."""

    def __init__(self, mapping: Mapping, places: Places, clock: Clock) -> None:
        """Raises Refused when a value that is the same for the whole file is not there."""
        self._mapping = mapping
        self._places = places
        self._clock = clock
        self._fields = fields_of(mapping.profile)
        self._together = _TOGETHER.get(mapping.profile, set())
        self._same = {name: places.outside(source) for name, source in mapping.sources.items() if source.kind != COLUMN}
        self._words = {
            name: {fold(stripped(theirs)): ours for theirs, ours in pairs.items()}
            for name, pairs in mapping.words.items()
        }
        self._groups = _groups(mapping.measures)
        #: what was left out so far
        self.left_out = LeftOut()

    def rows(self, line: Line) -> Iterator[Row | Issue]:
        """The rows of a line, or what is wrong with it."""
        try:
            own = self._own(line)
            if not self._groups:
                yield Row(line.number, own)
            for constants, measures in self._groups:
                yield from self._measured(line, {**own, **constants}, measures)
        except _LeftOut as left_out:
            self.left_out.count(BY_WORD, line.number, left_out.column, left_out.value)
        except _Wrong as wrong:
            yield wrong.issue

    def stamp(self, line: Line) -> tuple[str, str]:
        """The stamp of a line as it is written, and the meter that it is of."""
        try:
            return self._stamp_text(line), self._text("id_compteur", line)
        except _LeftOut:
            return "", ""

    def _own(self, line: Line) -> dict[str, str]:
        """What a line says by itself, whatever its measures."""
        found = {}
        for name in self._mapping.sources:
            if name in _STAMP:
                continue
            text = self._text(name, line)
            found[name] = text if name in self._together else self._canonical(name, text, line)
        return found

    def _measured(self, line: Line, own: dict[str, str], measures: Sequence[Measure]) -> Iterator[Row | Issue]:
        quantities = [one for measure in measures if (one := self._quantity(line, own, measure)) is not None]
        if not quantities and not self._mapping.lasts_until_next:
            return
        cells = {name: text for name, text in own.items() if name not in self._together}
        cells.update(self._when(line, own))
        if quantities:
            value, unit = self._checked(lambda: added(quantities, self._mapping.profile), line, measures[0].column)
            cells.update({VALUE: written(value), UNIT: unit})
        yield Row(line.number, cells)

    def _quantity(self, line: Line, own: dict[str, str], measure: Measure) -> Quantity | None:
        """The value of a measure and its unit; none where there is no value, or one that no meter gives."""
        cell = self._cell(measure.column, line)
        if is_missing(cell, self._mapping):
            return None
        value = self._checked(lambda: number(cell, self._mapping), line, measure.column)
        if not self._is_plausible(value):
            self.left_out.count(BEYOND, line.number, measure.column, stripped(cell))
            return None
        if measure.times:
            factor = self._cell(measure.times, line)
            if is_missing(factor, self._mapping):
                return None
            value *= self._checked(lambda: number(factor, self._mapping), line, measure.times)
        return value, measure.unit or own.get(UNIT, "")

    def _is_plausible(self, value: Decimal) -> bool:
        least, most = self._mapping.minimum, self._mapping.maximum
        return (not least or value >= Decimal(least)) and (not most or value <= Decimal(most))

    def _when(self, line: Line, own: dict[str, str]) -> dict[str, str]:
        if self._mapping.profile == READINGS:
            text, title = self._stamp_text(line), self._title("horodate")
            return {"horodate": self._checked(lambda: self._clock.start(line.rank, text), line, title)}
        last = own.get("fin", "")
        if self._mapping.period == COLUMNS:
            self._checked(lambda: day(last, self._mapping), line, self._title("fin"))
        start, end = self._checked(
            lambda: period(own.get("debut", ""), last, self._mapping), line, self._title("debut")
        )
        return {"debut": start.isoformat(), "fin": end.isoformat() if end else ""}

    def _stamp_text(self, line: Line) -> str:
        """Day and time, which may stand in two columns."""
        return " ".join(filter(None, (self._text("horodate", line), self._text(TIME, line))))

    def _canonical(self, name: str, text: str, line: Line) -> str:
        """A cell as our table has it; raises _Wrong."""
        if not text:
            return ""
        field, unit = self._fields[name], self._mapping.units.get(name)
        if field.numeric:
            value = self._checked(lambda: number(text, self._mapping), line, self._title(name), text)
            return written(converted(value, unit) if unit else value)
        if field.type == "date":
            return self._checked(lambda: day(text, self._mapping), line, self._title(name), text).isoformat()
        return text

    def _text(self, name: str, line: Line) -> str:
        """What the file says for a column of ours, in our words; raises _LeftOut."""
        source = self._mapping.sources.get(name)
        if source is None:
            return ""
        if source.kind != COLUMN:
            return self._same[name]
        text = stripped(self._cell(source.value, line))
        ours = self._words[name].get(fold(text)) if name in self._words else None
        if ours == "":
            raise _LeftOut(source.value, text)
        return ours or ("" if is_missing(text, self._mapping) else text)

    def _cell(self, title: str, line: Line) -> str:
        rank = self._places.ranks[title]
        return line.cells[rank] if rank < len(line.cells) else ""

    def _title(self, name: str) -> str:
        source = self._mapping.sources.get(name)
        return source.value if source and source.kind == COLUMN else name

    def _checked(self, read: Callable[[], Read], line: Line, title: str, text: str | None = None) -> Read:
        try:
            return read()
        except CellError as error:
            shown = text if text is not None else self._shown(title, line)
            raise _Wrong(Issue(error.rule, line.number, title, shown, error.expected)) from error

    def _shown(self, title: str, line: Line) -> str:
        return stripped(self._cell(title, line)) if title in self._places.ranks else ""


def _groups(measures: Sequence[Measure]) -> list[tuple[dict[str, str], list[Measure]]]:
    """Measures by what they are of: those of the same carrier, meter and year are added up."""
    found: dict[tuple[tuple[str, str], ...], list[Measure]] = {}
    for measure in measures:
        found.setdefault(tuple(sorted(measure.constants.items())), []).append(measure)
    return [(dict(key), group) for key, group in found.items()]
