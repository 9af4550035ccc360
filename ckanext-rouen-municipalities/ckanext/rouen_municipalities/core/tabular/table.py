"""A file whose header has been found: which of its columns is which field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from .cells import stripped
from .columns import Column
from .cutting import Piece, Shape
from .dialect import Dialect, detect_dialect
from .header import Matching, match_header
from .issues import Issue
from .limits import Limits
from .opening import Source
from .profile import Field, Profile
from .report import Report
from .source import pieces
from .totals import Totals

#: flaws that concern some columns only
_CONCERNS: Mapping[str, Callable[[Field], bool]] = {
    "code-date": lambda field: field.type == "code",
    "number-ambiguous": lambda field: field.numeric,
}


def concerns(rule: str, field: Field) -> bool:
    """Whether a flaw matters in a column."""
    return _CONCERNS.get(rule, lambda _: True)(field)


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
        found = self.source.found
        report.format, report.member, report.sheet = found.kind, found.member, found.sheet
        if not self.source.is_sheet:
            report.encoding = self.source.encoding.codec
            report.delimiter, report.quote = self.dialect.separator, self.dialect.quote
        report.header_line = self.dialect.header_line
        report.preamble = list(self.dialect.preamble)
        report.columns = self.matching.named
        report.matched = {name: self.title(name) for name in self.places}

    def pieces(self, limits: Limits) -> Iterator[Piece]:
        """The rows, lines of totals included."""
        required = [self.places[field.name] for field in self.profile.fields if field.constraints.required]
        shape = Shape(len(self.dialect.header), self.matching.named, max(required, default=0) + 1)
        return pieces(self.source, self.dialect, shape, limits)

    def totals(self) -> Totals:
        """What recognises the lines of totals."""
        return Totals(self.profile, self.places, [stripped(cell) for cell in self.dialect.header])

    def flaws(self, columns: list[Column], set_aside: Collection[int]) -> list[Issue]:
        """What the cells of ``columns`` hide below the header, once all has been read; not on lines ``set_aside``."""
        by_rank = {self.places[column.field.name]: column for column in columns}
        return [
            Issue(flaw.rule, flaw.row, by_rank[flaw.column].header, flaw.value, flaw.expected)
            for flaw in self.source.text.end.flaws
            if flaw.row > self.dialect.header_line and flaw.row not in set_aside
            if flaw.column in by_rank and concerns(flaw.rule, by_rank[flaw.column].field)
        ]


def table_of(source: Source, profile: Profile, limits: Limits) -> Table:
    """The table in ``source``, with what is wrong with its header in ``matching``; raises Refused."""
    dialect = detect_dialect(source, profile, limits)
    return Table(source, dialect, match_header(dialect.header, dialect.header_line, profile, limits), profile)
