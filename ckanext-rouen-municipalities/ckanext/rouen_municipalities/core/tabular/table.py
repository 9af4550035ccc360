"""A file whose header has been found: which of its columns is which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .cells import stripped
from .columns import Column
from .cutting import Piece, Shape
from .dialect import Dialect, detect_dialect
from .flaws import Flaws
from .header import Matching, match_header
from .limits import Limits
from .opening import Source
from .profile import Profile
from .report import Report
from .source import pieces
from .totals import Totals


@dataclass(frozen=True)
class Table:
    """The rows of ``source`` under the header of ``dialect``."""

    source: Source
    dialect: Dialect
    matching: Matching
    profile: Profile

    @property
    def places(self) -> Mapping[str, int]:
        """Name of the field → rank of its column."""
        return self.matching.places

    def title(self, field: str) -> str:
        """The field's title in the file."""
        return stripped(self.dialect.header[self.places[field]])

    def describe(self, report: Report) -> None:
        """Say in ``report`` how the file is written and what its header has."""
        answer = self.source.answer
        report.format, report.member, report.sheet = answer.kind, answer.member, answer.sheet
        if not self.source.is_sheet:
            report.encoding = self.source.encoding.codec
            report.delimiter, report.quote = self.dialect.separator, self.dialect.quote
        report.header_line = self.source.row_numbers.row(self.dialect.header_line)
        report.preamble = list(self.dialect.preamble)
        report.columns = self.matching.named
        report.matched = {name: self.title(name) for name in self.places}
        report.warnings.extend(answer.notices)

    def pieces(self, limits: Limits) -> Iterator[Piece]:
        """The rows, lines of totals included."""
        required = [self.places[field.name] for field in self.profile.fields if field.constraints.required]
        shape = Shape(len(self.dialect.header), self.matching.named, max(required, default=0) + 1)
        return pieces(self.source, self.dialect, shape, limits)

    def totals(self) -> Totals:
        """What recognises the lines of totals."""
        return Totals(self.profile, self.places, [stripped(cell) for cell in self.dialect.header])

    def flaws(self, columns: list[Column]) -> Flaws:
        """What the cells of ``columns`` hide."""
        ranks = {self.places[column.field.name]: (order, column) for order, column in enumerate(columns, 1)}
        return Flaws(self.source.answer.flaws, ranks)


def table_of(source: Source, profile: Profile, limits: Limits) -> Table:
    """The table in ``source``, with what is wrong with its header in ``matching``; raises Refused."""
    dialect = detect_dialect(source, profile, limits)
    line = source.row_numbers.row(dialect.header_line)
    return Table(source, dialect, match_header(dialect.header, line, profile, limits), profile)
