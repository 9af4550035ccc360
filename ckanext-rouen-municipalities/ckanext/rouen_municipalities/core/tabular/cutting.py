"""Lines cut into columns: by plain splitting where that gives what a CSV reader gives, else by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from .issues import Issue, Refused
from .limits import Limits
from .patterns import Pattern
from .reading import Block

Row = list[str]
Lines = Sequence[int]


@dataclass(frozen=True)
class Shape:
    """``width``: cells of the header line, trailing nameless ones included; ``named``: columns up to the last name."""

    width: int
    named: int
    #: cells that a row has at least: Excel leaves out the separators of empty cells at its end
    least: int


@dataclass(frozen=True)
class Piece:
    """Rows as columns; ``lines`` has the physical line on which each row begins."""

    columns: list[list[str]]
    lines: Lines
    bytes_read: int
    issues: list[Issue] = field(default_factory=list)
    blank_lines: Lines = ()
    #: lines of the rows that ended early
    short_lines: Lines = ()
    #: the rows as they are written, when they have no other quotes than around whole cells, and without these
    text: str = ""

    def of_lines(self, lines: Sequence[int]) -> Piece:
        """The same, when the row on line n (from 2, below a header) comes from ``lines[n - 2]`` of another file."""
        own = self.lines
        if isinstance(own, range):
            return replace(self, lines=lines[own.start - 2 : own.stop - 2])
        return replace(self, lines=[lines[line - 2] for line in own])

    def with_line_breaks(self, sign: str) -> Piece:
        """The same with ``sign`` as what it stands for within cells."""
        columns = [[cell.replace(sign, "\n") for cell in column] for column in self.columns]
        return replace(self, columns=columns, text="")


class Cutter:
    """Cuts blocks into pieces whose rows have the named columns of the header."""

    def __init__(self, separator: str, quote: str, shape: Shape, limits: Limits) -> None:
        """``separator`` and ``quote`` are those of the header."""
        self._separator, self._quote = separator, quote
        self._width, self._named, self._least = shape.width, shape.named, shape.least
        self._limits = limits
        self._only_wrapping = _wrapping_quotes(separator, quote)
        self._blank_line = f"\n{separator * (shape.width - 1)}\n"
        csv.field_size_limit(max(csv.field_size_limit(), limits.cell_characters))

    def pieces(self, blocks: Iterable[Block]) -> Iterator[Piece]:
        """One piece per block; a record left open by a block is cut with the next."""
        open_text, open_line, last = "", 0, 0
        for block in blocks:
            whole = replace(block, text=open_text + block.text, first_line=open_line) if open_text else block
            piece = self._split(whole)
            if piece is None:
                piece, open_text, open_line = self._read(whole)
            else:
                open_text, open_line = "", 0
            if len(open_text) > self._limits.line_bytes:
                raise Refused(Issue("quote-unclosed", open_line))
            yield piece
            last = block.bytes_read
        if open_text:
            raise Refused(Issue("quote-unclosed", open_line, value=str(last)))

    def _split(self, block: Block) -> Piece | None:
        """The piece when every line of ``block`` is one row of plain cells; ``None`` otherwise."""
        text, rows = block.text, block.lines
        if self._quote in text:
            if not self._only_wrapping.matches(text):
                return None
            text = text.replace(self._quote, "")
        if self._width == 1 or self._blank_line in f"\n{text}":
            return None
        # a mark after each row makes a row of another width move the marks out of their places
        separator = self._separator
        cells = text.replace("\n", f"{separator}\n{separator}").split(separator)
        if len(cells) != rows * (self._width + 1) + 1 or cells[self._width :: self._width + 1].count("\n") != rows:
            return None
        columns = [cells[rank : -1 : self._width + 1] for rank in range(self._width)]
        if any(map(any, columns[self._named :])):
            return None
        has_unnamed = self._named < self._width
        lines = range(block.first_line, block.first_line + rows)
        return Piece(columns[: self._named], lines, block.bytes_read, text="" if has_unnamed else text)

    def _read(self, block: Block) -> tuple[Piece, str, int]:
        """The piece as a CSV reader sees it, then the text and the line of a record left open."""
        text, line = block.text, block.first_line
        rows, closed = self._records(text, line)
        lines = _first_lines(rows, line, text.count("\n"))
        after = lines[-1]
        piece = self._piece(rows, lines[:-1], block)
        return (piece, "", 0) if closed else (piece, _after_lines(text, after - line), after)

    def _records(self, text: str, line: int) -> tuple[list[Row], bool]:
        """Rows, and whether the last one was closed."""
        lines = io.StringIO(text, newline="\n")
        reader = csv.reader(lines, delimiter=self._separator, quotechar=self._quote, strict=True)
        rows: list[Row] = []
        try:
            for row in reader:
                rows.append(row)  # noqa: PERF402 (those read before an error are wanted)
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                raise Refused(self._refusal(error, _first_lines(rows, line, -1)[-1])) from error
            return rows, False
        return rows, True

    def _refusal(self, error: csv.Error, line: int) -> Issue:
        if "field limit" in str(error):
            return Issue("cell-too-long", line, expected=str(self._limits.cell_characters))
        return Issue("quote-misplaced", line)

    def _piece(self, rows: list[Row], first_lines: Lines, block: Block) -> Piece:
        if set(map(len, rows)) == {self._named} and all(map(any, rows)):
            return Piece(_columns(rows, self._named), first_lines, block.bytes_read)
        regular: list[Row] = []
        lines: list[int] = []
        blanks: list[int] = []
        short: list[int] = []
        issues: list[Issue] = []
        # a last line without its end may have lost more than separators
        cut = first_lines[-1] if rows and block.stops_short else None
        for row, line in zip(rows, first_lines, strict=True):
            if not any(row):
                blanks.append(line)
            elif len(row) < (self._named if line == cut else self._least) or any(row[self._named :]):
                issues.append(self._misfit(row, line))
            else:
                missing = [""] * (self._named - len(row))
                regular.append([*row[: self._named], *missing])
                lines.append(line)
                short.extend([line] if missing else [])
        return Piece(_columns(regular, self._named), lines, block.bytes_read, issues, blanks, short)

    def _misfit(self, row: Row, line: int) -> Issue:
        rule = "row-too-short" if len(row) < self._named else "row-too-long"
        return Issue(rule, line, value=str(len(row)), expected=str(self._named))


def _columns(rows: list[Row], width: int) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _first_lines(rows: list[Row], line: int, lines: int) -> Sequence[int]:
    """The line on which each row begins, then the one after the last; ``lines``: how many were read."""
    if len(rows) == lines:
        return range(line, line + lines + 1)
    heights = (1 + "".join(row).count("\n") for row in rows)
    return list(accumulate(heights, initial=line))


def _wrapping_quotes(separator: str, quote: str) -> Pattern:
    """Matches text in which quotes do nothing but surround whole plain cells."""
    plain = f"[^{quote}{_escaped(separator)}\\n]*"
    return Pattern(f"(?:(?:{quote}{plain}{quote}|{plain})[{_escaped(separator)}\\n])*")


def _escaped(separator: str) -> str:
    return "\\t" if separator == "\t" else f"\\{separator}"


def _after_lines(text: str, count: int) -> str:
    start = 0
    for _ in range(count):
        start = text.index("\n", start) + 1
    return text[start:]
