"""Check a file against a profile, in batches of columns, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .columns import Checked, Column
from .cutting import Piece
from .dialect import Dialect, detect_dialect
from .doubled import Doubled
from .encoding import detect_encoding
from .header import Matching, match_header
from .issues import Issue, Notice, Refused
from .limits import Limits
from .plain import Values, column_reader
from .profile import Field, Profile
from .reader import FieldReader
from .report import Report
from .rows import RowCheck
from .source import line_of_rows, pieces

__all__ = ["Batch", "Check", "Progress", "Registers", "check", "line_of_rows"]

#: called after each batch with (bytes read, bytes in all, rows read)
Progress = Callable[[int, int, int], None]
Registers = Mapping[str, frozenset[str]]

_AMBIGUOUS = "datetime-ambiguous"


@dataclass(frozen=True)
class Batch:
    """Rows ``first_row`` (from 1) onwards, as one list of canonical texts per field of the
    profile, in the profile's order; ``None`` is no value."""

    first_row: int
    columns: list[Values]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])


class Check:
    """Iterate once to get the batches; ``report`` is complete when the iteration has ended.

    Batches are given until the first issue; the reading goes on for the report."""

    def __init__(self, path: Path, profile: Profile, registers: Registers, limits: Limits, progress: Progress) -> None:
        """See ``check``; raises ProfileError for a register that is not given."""
        self.report = Report(kept=limits.issues)
        self._path, self._profile, self._limits, self._progress = path, profile, limits, progress
        self._readers = {field.name: FieldReader(field, registers, limits.cell_characters) for field in profile.fields}
        self._row_checks = [RowCheck(rule, profile) for rule in profile.row_rules]
        self._columns: list[Column] = []
        self._resolved: dict[str, dict[int, str]] = {}

    def __iter__(self) -> Iterator[Batch]:
        """The batches of a file that is acceptable so far."""
        try:
            yield from self._batches()
        except Refused as refusal:
            self._add(refusal.issue)

    def finish(self) -> Report:
        """Read to the end without wanting the batches; returns the complete report."""
        for _ in self:
            pass
        return self.report

    def _pieces(self) -> Iterator[Piece]:
        return pieces(self._path, self._dialect, self._matching.named, self._limits)

    def _batches(self) -> Iterator[Batch]:
        encoding = detect_encoding(self._path, self._limits)
        self.report.encoding = encoding.codec
        self._dialect = detect_dialect(self._path, encoding, self._profile, self._limits)
        self._matching = match_header(self._dialect.header, self._dialect.header_line, self._profile, self._limits)
        self._describe(self._dialect, self._matching)
        if not self.report.accepted:
            return
        self._columns = self._columns_of(self._matching)
        size = self._path.stat().st_size
        for piece in self._pieces():
            batch = self._batch(piece)
            self._progress(piece.bytes_read, size, self.report.rows)
            if self.report.accepted and batch.rows:
                yield batch
        self._conclude()

    def _describe(self, dialect: Dialect, matching: Matching) -> None:
        report = self.report
        report.delimiter, report.quote = dialect.separator, dialect.quote
        report.header_line, report.preamble = dialect.header_line, list(dialect.preamble)
        report.columns = matching.named
        report.matched = {name: dialect.header[rank].strip() for name, rank in matching.places.items()}
        for issue in matching.issues:
            self._add(issue)

    def _columns_of(self, matching: Matching) -> list[Column]:
        memory = self._limits.remembered_texts // max(1, len(matching.places))
        return [
            Column(
                self._readers[field.name],
                column_reader(field, self._limits.cell_characters),
                self.report.matched[field.name],
                memory,
            )
            for field in self._profile.fields
            if field.name in matching.places
        ]

    def _batch(self, piece: Piece) -> Batch:
        first_row = self.report.rows + 1
        self.report.rows += len(piece.lines)
        if self.report.rows > self._limits.rows:
            raise Refused(Issue("too-many-rows", expected=str(self._limits.rows)))
        self._note_blank_lines(piece)
        found = [(issue.line or 0, 0, issue) for issue in piece.issues]
        values: dict[str, Values] = {}
        for order, column in enumerate(self._columns, 1):
            cells = piece.columns[self._matching.places[column.field.name]]
            checked = self._settled(column, column.check(cells, piece.lines), first_row)
            values[column.field.name] = checked.values
            found += _issues(column, order, checked, cells, piece.lines)
        absent: Values = [None] * len(piece.lines)
        columns = [values.get(field.name, absent) for field in self._profile.fields]
        found += self._row_issues(columns, piece.lines, {line for line, _, _ in found})
        for _, _, issue in sorted(found, key=lambda item: item[:2]):
            self._add(issue)
        return Batch(first_row, columns)

    def _row_issues(self, columns: list[Values], lines: Sequence[int], wrong: set[int]) -> list[tuple[int, int, Issue]]:
        """Rules between cells, on the rows whose cells are right."""
        return [
            (lines[rank], order, Issue(check.rule.rule, lines[rank], check.rule.fields[0], shown, check.expected))
            for order, check in enumerate(self._row_checks)
            for rank, shown in check.broken(columns)
            if lines[rank] not in wrong
        ]

    def _settled(self, column: Column, checked: Checked, first_row: int) -> Checked:
        """``checked`` with the stamps of a doubled hour that the order of the rows tells."""
        if not any(error.rule == _AMBIGUOUS for _, error in checked.errors):
            return checked
        name = column.field.name
        if name not in self._resolved:
            self._resolved[name] = self._resolve(column.field)
        resolved = self._resolved[name]
        left = []
        for rank, error in checked.errors:
            instant = resolved.get(first_row + rank) if error.rule == _AMBIGUOUS else None
            checked.values[rank] = instant
            if instant is None:
                left.append((rank, error))
        return Checked(checked.values, left)

    def _resolve(self, field: Field) -> dict[int, str]:
        """Read the file once more for the order of the stamps in each series."""
        places = self._matching.places
        keys = [places[name] for name in self._profile.primary_key if name != field.name and name in places]
        batches = ((piece.columns[places[field.name]], _series(piece, keys)) for piece in self._pieces())
        return Doubled(field.timezone, self._limits.doubled_stamps).follow(batches)

    def _note_blank_lines(self, piece: Piece) -> None:
        if not piece.blank_lines:
            return
        warnings = self.report.warnings
        known = next((notice for notice in warnings if notice.rule == "blank-lines"), None)
        if known is None:
            self.report.warn(Notice("blank-lines", len(piece.blank_lines), piece.blank_lines[0]))
        else:
            warnings[warnings.index(known)] = Notice(known.rule, known.count + len(piece.blank_lines), known.line)

    def _conclude(self) -> None:
        if not self.report.rows and self.report.accepted:
            self._add(Issue("no-rows", self._dialect.header_line))
        for column in self._columns:
            if column.field.numeric:
                self.report.sums[column.field.name] = column.sum
            self.report.warnings.extend(column.notices())
            for issue in column.last_issues():
                self._add(issue)

    def _add(self, issue: Issue) -> None:
        limit = self._limits.quoted_characters
        self.report.add(Issue(issue.rule, issue.line, issue.column, issue.value[:limit], issue.expected))


def check(
    path: Path,
    profile: Profile,
    registers: Registers | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Check:
    """Check the file at ``path``; never raises for what is in the file."""
    return Check(path, profile, registers or {}, limits or Limits(), progress or _silent)


def _issues(
    column: Column, order: int, checked: Checked, cells: list[str], lines: Sequence[int]
) -> list[tuple[int, int, Issue]]:
    return [
        (lines[rank], order, Issue(error.rule, lines[rank], column.header, cells[rank], error.expected))
        for rank, error in checked.errors
    ]


def _silent(_read: int, _all: int, _rows: int) -> None:
    """Nobody wants to know."""


def _series(piece: Piece, keys: Sequence[int]) -> list[tuple[str, ...]]:
    """Which series each row belongs to; without a key all rows are one."""
    if not keys:
        return [()] * len(piece.lines)
    return list(zip(*(piece.columns[rank] for rank in keys), strict=True))
