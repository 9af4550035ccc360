"""Check a file against a profile, in batches of columns, in bounded memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .blanks import BlankLines
from .cells import shown, stripped
from .columns import Checked, Column
from .converting import Foreign, Layouts, table_or_foreign
from .cutting import Piece
from .issues import Issue, Notice, Refused
from .limits import Limits
from .opening import opened_text, room_beside
from .plain import Values, column_reader
from .plain_rows import PlainRows
from .profile import Field, OneSpelling, Profile
from .reader import FieldReader, of_sheet
from .remarks import Watched
from .report import Report
from .rows import RowCheck
from .separators import Separators
from .settling import Settling
from .source import line_of_rows
from .spellings import Spellings
from .spreadsheets.exchange import Sheets
from .table import Table, table_of
from .totals import Totals

__all__ = ["Batch", "Check", "Layouts", "Progress", "Registers", "check"]

#: called after each batch with (bytes read, bytes in all, rows read)
Progress = Callable[[int, int, int], None]
Registers = Mapping[str, frozenset[str]]

_TEXTS = ("string", "code")


@dataclass(frozen=True)
class Batch:
    """Rows ``first_row`` (from 1) onwards, as one list of canonical texts per field of the
    profile, in the profile's order; ``None`` is no value."""

    first_row: int
    columns: list[Values]
    #: it is known that no value has a tab, an end of line or a backslash
    is_plain: bool = False

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])


@dataclass(frozen=True)
class Given:
    """What a check goes by beside the profile."""

    registers: Registers
    sheet: str
    layouts: Layouts


class Check:
    """Iterate once to get the batches; ``report`` is complete when the iteration has ended.

    Batches are given until the first issue; the reading goes on for the report."""

    def __init__(self, path: Path, profile: Profile, given: Given, limits: Limits) -> None:
        """See ``check``; raises ProfileError for a register that is not given."""
        self.report = Report(kept=limits.issues)
        self.progress: Progress = _silent
        self._path, self._profile, self._limits = path, profile, limits
        self._layouts = given.layouts
        self._sheets = Sheets(given.sheet, profile.hints.sheet, given.layouts.titles(profile))
        self._readers = {field.name: self._reader(field, given) for field in profile.fields}
        self._readers_of_sheets = {field.name: self._reader(of_sheet(field), given) for field in profile.fields}
        self._row_checks = [RowCheck(rule, profile) for rule in profile.row_rules]
        self._remarks = [Watched(remark, profile) for remark in profile.remarks]
        #: the codes that may be written in one way only
        self.spellings = [
            Spellings(rule, profile, limits.remembered_texts)
            for rule in profile.table_rules
            if isinstance(rule, OneSpelling)
        ]
        self._bytes_read = 0
        self._columns: list[Column] = []
        self._blank_lines = BlankLines()
        #: the line of each row of a file that a layout reads
        self._lines = array("I")

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

    def lines_of(self, rows: Collection[int]) -> Mapping[int, int]:
        """The line (or row of the sheet) of the officer's file where each of ``rows`` (from 1) begins."""
        if self.report.layout:
            return {row: self._lines[row - 1] for row in rows}
        return line_of_rows(self._path, self.report, rows)

    def _reader(self, field: Field, given: Given) -> FieldReader:
        return FieldReader(field, given.registers, self._limits.cell_characters)

    def _batches(self) -> Iterator[Batch]:
        size = self._path.stat().st_size
        with opened_text(self._path, self._sheets, self._limits, lambda: self._tell(self._bytes_read, size)) as source:
            found = table_or_foreign(source, self._profile, self._layouts, self._limits)
            found.describe(self.report)
            if isinstance(found, Foreign):
                yield from self._converted(found, size)
                return
            for issue in found.matching.issues:
                self._add(issue)
            if self.report.accepted:
                yield from self._read(found, size)

    def _converted(self, foreign: Foreign, size: int) -> Iterator[Batch]:
        """The batches of what a layout makes of the file; reading it is half the work."""

        def tell(bytes_read: int, rows: int) -> None:
            self._bytes_read = bytes_read // 2
            self.progress(self._bytes_read, size, rows)
            self._refuse_too_many(rows)

        with foreign.converted(self._profile, self._hear, tell, room_beside(self._path)) as source:
            if not self.report.accepted:
                return
            table = table_of(source, self._profile, self._limits)
            self.report.columns = table.matching.named
            yield from self._read(table, size)

    def _read(self, table: Table, size: int) -> Iterator[Batch]:
        self._table = table
        self._doubled_hours = Settling(table, self._limits)
        self._columns = [self._column(field, table) for field in self._profile.fields if field.name in table.places]
        self._unnamed = set(table.matching.unnamed)
        self._plain_rows = self._rows_of(table)
        totals = table.totals()
        for piece in totals.set_aside(table.pieces(self._limits)):
            batch = self._batch(piece)
            self._tell(table.source.progress(piece.bytes_read, size), size)
            if self.report.accepted and batch.rows:
                yield batch
        self._conclude(totals)

    def _tell(self, bytes_read: int, size: int) -> None:
        """Who waits for the next rows of a workbook is told again how far it is: it may be asked to stop."""
        self._bytes_read = bytes_read
        self.progress(bytes_read, size, self.report.rows)

    def _rows_of(self, table: Table) -> PlainRows:
        by_rank: list[Field | None] = [None] * table.matching.named
        for column in self._columns:
            by_rank[table.places[column.field.name]] = column.field
        return PlainRows(by_rank, table.dialect.separator, self._limits.cell_characters)

    def _column(self, field: Field, table: Table) -> Column:
        source = table.source
        reader = (self._readers_of_sheets if source.reads_serials else self._readers)[field.name]
        return Column(
            reader,
            column_reader(reader.field, self._limits.cell_characters),
            table.title(field.name),
            self._limits.remembered_texts // max(1, len(table.places)),
            # the process that opens spreadsheets has looked at the texts among their numbers
            Separators() if field.numeric and not source.is_sheet else None,
        )

    def _batch(self, piece: Piece) -> Batch:
        first_row = self.report.rows + 1
        self.report.rows += len(piece.lines)
        self._refuse_too_many(self.report.rows)
        if self.report.layout:
            self._lines.extend(piece.lines)
        self._count("blank-lines", *self._blank_lines.told(piece))
        self._count("rows-short", len(piece.short_lines), piece.short_lines[0] if piece.short_lines else None)
        found = [(issue.line or 0, 0, issue) for issue in (*self._unnamed_values(piece), *piece.issues)]
        values = self._plain_rows.values(piece)
        is_plain = self._is_plain(piece, values)
        for order, column in enumerate(self._columns, 1):
            rank = self._table.places[column.field.name]
            if rank in values:
                continue
            cells = piece.columns[rank]
            checked = self._doubled_hours.settled(column, column.check(cells, piece.lines), first_row)
            values[rank] = checked.values
            found += _issues(column, order, checked, cells, piece.lines)
        absent: Values = [None] * len(piece.lines)
        places = self._table.places
        columns = [values[places[field.name]] if field.name in places else absent for field in self._profile.fields]
        found += self._row_issues(columns, piece.lines, {line for line, _, _ in found})
        for remark in self._remarks:
            remark.look(columns, piece.lines)
        for spelling in self.spellings:
            spelling.look(columns, piece.lines)
        for _, _, issue in sorted(found, key=lambda item: item[:2]):
            self._add(issue)
        return Batch(first_row, columns, is_plain)

    def _refuse_too_many(self, rows: int) -> None:
        if rows > self._limits.rows:
            raise Refused(Issue("too-many-rows", expected=str(self._limits.rows)))

    def _is_plain(self, piece: Piece, values: Mapping[int, Values]) -> bool:
        """Whether all texts among the values are as they stand in the file, and have no special signs there."""
        texts = {self._table.places[column.field.name] for column in self._columns if column.field.type in _TEXTS}
        return bool(piece.text) and texts <= values.keys() and not any(sign in piece.text for sign in "\t\r\\")

    def _unnamed_values(self, piece: Piece) -> Iterator[Issue]:
        """Columns that have no name and yet a value, each told once."""
        for rank in self._unnamed.copy():
            if any(map(stripped, piece.columns[rank])):
                self._unnamed.discard(rank)
                yield Issue("header-blank", self.report.header_line, value=str(rank + 1))

    def _row_issues(self, columns: list[Values], lines: Sequence[int], wrong: set[int]) -> list[tuple[int, int, Issue]]:
        """Rules between cells, on the rows whose cells are right."""
        return [
            (lines[rank], order, Issue(check.rule.code, lines[rank], check.rule.fields[0], shown, check.expected))
            for order, check in enumerate(self._row_checks)
            for rank, shown in check.broken(columns)
            if lines[rank] not in wrong
        ]

    def _count(self, rule: str, count: int, first: int | None) -> None:
        """Tell of lines in one notice for the whole file."""
        if not count:
            return
        warnings = self.report.warnings
        known = next((rank for rank, notice in enumerate(warnings) if notice.rule == rule), None)
        if known is None:
            self.report.warn(Notice(rule, count, first))
        else:
            warnings[known] = replace(warnings[known], count=warnings[known].count + count)

    def _conclude(self, totals: Totals) -> None:
        self.report.warnings.extend([*self._table.source.text.end.notices, *totals.notices])
        for issue in self._table.flaws(self._columns, {notice.line for notice in totals.notices if notice.line}):
            self._add(issue)
        if not self.report.rows and self.report.accepted:
            self._add(Issue("no-rows", self.report.header_line))
        for column in self._columns:
            if column.field.numeric:
                self.report.sums[column.field.name] = column.sum
            self.report.warnings.extend(column.notices())
            for issue in column.last_issues():
                self._add(issue)
        self.report.warnings.extend(notice for remark in self._remarks for notice in remark.notices())
        for issue in (issue for spelling in self.spellings for issue in spelling.issues()):
            self._add(issue)

    def _hear(self, said: Issue | Notice) -> None:
        """What a layout says of the file, beside its rows."""
        if isinstance(said, Notice):
            self.report.warn(said)
        else:
            self._add(said)

    def _add(self, issue: Issue) -> None:
        limit = self._limits.quoted_characters
        self.report.add(Issue(issue.rule, issue.line, issue.column, shown(issue.value)[:limit], issue.expected))


def check(
    path: Path,
    profile: Profile,
    registers: Registers | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    *,
    sheet: str = "",
    layouts: Layouts | None = None,
) -> Check:
    """Check the file at ``path``, whatever its format; never raises for what is in the file.

    ``sheet``: the one of a workbook to read; otherwise the profile's, or the one that looks like it.
    ``layouts``: those by which it may be read when its header is not the profile's."""
    given = Given(registers or {}, sheet, layouts or Layouts())
    found = Check(path, profile, given, limits or Limits())
    found.progress = progress or _silent
    return found


def _issues(
    column: Column, order: int, checked: Checked, cells: list[str], lines: Sequence[int]
) -> list[tuple[int, int, Issue]]:
    return [
        (lines[rank], order, Issue(error.rule, lines[rank], column.header, cells[rank], error.expected))
        for rank, error in checked.errors
    ]


def _silent(_read: int, _all: int, _rows: int) -> None:
    """Nobody wants to know."""
