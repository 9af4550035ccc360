"""A profile proposed for a file without one: columns, types, examples, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from .cells import is_spreadsheet_error, stripped
from .checking import check
from .cutting import Piece, Shape
from .descriptor import MAXIMUM_NAME_BYTES
from .dialect import Dialect
from .folding import fold
from .guessing import guess_dialect
from .issues import Issue, Refused
from .kinds import TEXT, Kind, kind_of
from .limits import Limits
from .opening import Source, opened
from .profile import load_profile
from .reasons import reason_text
from .report import Report
from .source import pieces
from .spreadsheets.exchange import Sheets
from .totals import is_total_label

#: rows from which a column is guessed; the whole file then has its say
SAMPLE = 5000
EXAMPLES = 3
#: what an example shows of a long text
_EXAMPLE_CHARACTERS = 80
#: times that a proposal is held against the whole file
_ROUNDS = 5
#: rules that a cell breaks whatever the type of its column
_ERRORS_AS_TEXT = frozenset({"spreadsheet-error"})


@dataclass(frozen=True)
class ColumnProposal:
    """One column: ``name`` in the database, ``title`` in the file, first values, and why it is of its kind."""

    name: str
    title: str
    kind: Kind
    examples: tuple[str, ...] = ()

    def reason(self, language: str) -> str:
        """Why, in words."""
        return reason_text(self.kind.reason, self.kind.value, language)

    def descriptor(self) -> dict[str, Any]:
        """The field of a Table Schema."""
        found = {"name": self.name, "title": {"fr": self.title}, **self.kind.descriptor()}
        if self.examples:
            found["example"] = self.examples[0]
        if fold(self.name) != fold(self.title):
            found["aliases"] = [self.title]
        return found

    def loosened(self) -> ColumnProposal:
        """The same column after values of other kinds."""
        return replace(self, kind=replace(TEXT, reason="loosened"))


@dataclass(frozen=True)
class Proposal:
    """``descriptor`` is read by ``load_profile``; ``report`` is the file's under it."""

    columns: Sequence[ColumnProposal] = ()
    descriptor: dict[str, Any] = field(default_factory=dict)
    report: Report = field(default_factory=Report)


def propose(path: Path, name: str, limits: Limits | None = None, sheet: str = "") -> Proposal:
    """A profile called ``name`` for the file at ``path``; without columns when the file cannot be read."""
    limits = limits or Limits()
    try:
        with opened(path, Sheets(wanted=sheet), limits) as source:
            columns = _columns(source, limits)
            sheet = source.found.sheet
    except Refused as refusal:
        report = Report()
        report.add(refusal.issue)
        return Proposal(report=report)
    return _settled(path, name, columns, limits, sheet)


def _settled(path: Path, name: str, columns: list[ColumnProposal], limits: Limits, sheet: str) -> Proposal:
    """The proposal once the whole file has been held against it."""
    for _ in range(_ROUNDS):
        descriptor = _descriptor(name, columns, sheet)
        report = check(path, load_profile(descriptor), limits=limits, sheet=sheet).finish()
        loosened = _loosened(columns, report)
        if loosened == columns:
            break
        columns = loosened
    return Proposal(columns, descriptor, report)


def _loosened(columns: list[ColumnProposal], report: Report) -> list[ColumnProposal]:
    broken = {issue.column for issue in report.issues if issue.rule not in _ERRORS_AS_TEXT}
    return [column.loosened() if column.title in broken else column for column in columns]


def _descriptor(name: str, columns: list[ColumnProposal], sheet: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": name,
        "version": "1.0.0",
        "fields": [column.descriptor() for column in columns],
    }
    return found | ({"publication": {"sheet": sheet}} if sheet else {})


def _columns(source: Source, limits: Limits) -> list[ColumnProposal]:
    dialect = guess_dialect(source, limits)
    titles = _titles(dialect, limits)
    shape = Shape(len(dialect.header), len(titles), 1)
    columns = _without_totals(_sample(pieces(source, dialect, shape, limits), len(titles)))
    names = _names(titles)
    return [_column(title, name, cells) for title, name, cells in zip(titles, names, columns, strict=True) if title]


def _column(title: str, name: str, cells: list[str]) -> ColumnProposal:
    values = [cell for cell in cells if cell and not is_spreadsheet_error(cell)]
    examples = tuple(value[:_EXAMPLE_CHARACTERS] for value in list(dict.fromkeys(values))[:EXAMPLES])
    return ColumnProposal(name, title, kind_of(title, values), examples)


def _titles(dialect: Dialect, limits: Limits) -> list[str]:
    """The titles up to the last one; raises Refused when two are the same or there are too many."""
    cells = [stripped(cell) for cell in dialect.header]
    if not any(cells):
        raise Refused(Issue("header-none"))
    titles = cells[: max(rank for rank, cell in enumerate(cells, 1) if cell)]
    if len(titles) > limits.columns:
        issue = Issue("too-many-columns", dialect.header_line, "", str(len(titles)), str(limits.columns))
        raise Refused(issue)
    seen: set[str] = set()
    for rank, title in enumerate(titles, 1):
        folded = fold(title)
        if title and not folded:
            raise Refused(Issue("header-blank", dialect.header_line, value=str(rank)))
        if title and folded in seen:
            raise Refused(Issue("header-duplicate", dialect.header_line, title, title))
        seen.add(folded)
    return titles


def _sample(found: Iterator[Piece], width: int) -> list[list[str]]:
    """The cells of the first rows, by column."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for piece in found:
        for column, cells in zip(columns, piece.columns, strict=True):
            column.extend(map(stripped, cells[: SAMPLE - len(column)]))
        if len(columns[0]) >= SAMPLE:
            break
    return columns


def _without_totals(columns: list[list[str]]) -> list[list[str]]:
    """The same without a total at the end, which would make every column one with empty cells."""
    last = [cell for column in columns for cell in column[-1:] if cell]
    if last and is_total_label(last[0]):
        return [column[:-1] for column in columns]
    return columns


def _names(titles: Sequence[str]) -> list[str]:
    """Names that the database accepts, all different for whoever reads them."""
    names: list[str] = []
    taken = {fold(title) for title in titles}
    for title in titles:
        name = _database_name(title)
        if fold(name) != fold(title):
            name = next(option for option in _options(name) if fold(option) not in taken)
        taken.add(fold(name))
        names.append(name)
    return names


def _database_name(title: str) -> str:
    plain = stripped(" ".join(title.replace('"', " ").split())).lstrip("_ ")
    return plain.encode()[:MAXIMUM_NAME_BYTES].decode("utf-8", "ignore").strip() or "colonne"


def _options(name: str) -> Iterator[str]:
    yield name
    for number in count(2):
        ending = f"_{number}"
        yield name.encode()[: MAXIMUM_NAME_BYTES - len(ending)].decode("utf-8", "ignore") + ending
