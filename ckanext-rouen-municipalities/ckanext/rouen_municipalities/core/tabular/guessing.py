"""How a file is written when no profile says what its header has: separator, quote and the line of the titles."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from .cells import CellError, Read, stripped
from .dates import FIRST_YEAR, read_date, read_year
from .dialect import Dialect, as_written
from .header import HEADER_SEARCH
from .issues import Issue, Refused
from .limits import Limits
from .numbers import read_number
from .opening import Source

#: records looked at
_LOOK = 200
#: titles there are in a header, as a part of the cells that a usual row fills
_FILLED = 0.6


@dataclass(frozen=True)
class _Record:
    line: int
    lines: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if stripped(cell))


@dataclass(frozen=True)
class _Candidate:
    separator: str
    quote: str
    records: list[_Record]

    @property
    def regularity(self) -> tuple[float, int]:
        """Rows that have the usual number of cells, as a part of all, then that number; one cell is no row."""
        widths = Counter(len(record.cells) for record in self.records)
        width, times = widths.most_common(1)[0]
        return (times / len(self.records), width) if width > 1 else (0, 1)


def guess_dialect(source: Source, limits: Limits) -> Dialect:
    """The dialect under which rows have the same number of cells, below a line of titles; raises Refused."""
    first = next(source.blocks(limits.batch_characters), None)
    lines = first.text.split("\n")[:-1] if first else []
    quote = quote_around(lines, source.quotes)
    candidates = [
        _Candidate(separator, quote, records)
        for separator in source.separators
        if (records := list(islice(_records(lines, separator, quote), _LOOK)))
    ]
    if not candidates:
        raise Refused(Issue("file-empty"))
    best = max(candidates, key=lambda candidate: candidate.regularity)
    header = _header(best.records)
    return Dialect(
        source.encoding,
        best.separator,
        best.quote,
        header.line,
        header.line + header.lines,
        as_written(header.cells),
        tuple(source.shown(line) for line in lines[: header.line - 1]),
    )


def quote_around(lines: Sequence[str], quotes: Sequence[str]) -> str:
    """The first quote with which a line begins or ends: within lines it is an apostrophe."""
    around = {sign for line in lines if line for sign in (line[0], line[-1])}
    return next((quote for quote in quotes if quote in around), quotes[0])


def _header(records: list[_Record]) -> _Record:
    """The first row that fills as many cells as rows do; raises Refused when these are no titles."""
    usual = median(record.filled for record in records)
    header = next((record for record in records[:HEADER_SEARCH] if record.filled >= usual * _FILLED), None)
    if header is None or not all(map(_is_title, header.cells)):
        raise Refused(Issue("header-none", header.line if header else None))
    return header


def reads(read: Read, text: str) -> bool:
    """Whether ``read`` accepts ``text``."""
    try:
        read(text)
    except CellError:
        return False
    return True


def _records(lines: Sequence[str], separator: str, quote: str) -> Iterator[_Record]:
    """The rows that are not blank."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, quotechar=quote)
    line = 1
    try:
        for cells in reader:
            record = _Record(line, reader.line_num + 1 - line, tuple(cells))
            if record.filled:
                yield record
            line = reader.line_num + 1
    except csv.Error:
        return


def _is_title(cell: str) -> bool:
    """Whether a cell may be a title: nothing that is counted, but for the year of a column."""
    text = stripped(cell)
    if not text:
        return True
    if reads(read_year, text):
        return int(text) >= FIRST_YEAR
    return not reads(read_number, text) and not reads(read_date, text)
