"""The rows of a table whose dialect is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from .cutting import Cutter, Piece, Shape
from .dialect import Dialect, known_dialect
from .limits import Limits
from .opening import Source, opened
from .reading import lines_from
from .report import Report
from .spreadsheets.exchange import LINE_BREAK, QUOTE, SEPARATOR, Sheets

#: characters read at a time for each column: what becomes of them should stay in the processor's memory
_PER_COLUMN = 1 << 14
_LEAST = 1 << 16


def pieces(source: Source, dialect: Dialect, shape: Shape, limits: Limits) -> Iterator[Piece]:
    """The data of ``source`` as columns, piece after piece; raises Refused."""
    cutter = Cutter(dialect.separator, dialect.quote, shape, limits)
    size = min(limits.batch_characters, max(_LEAST, _PER_COLUMN * shape.width))
    data = lines_from(source.blocks(size), dialect.first_data_line)
    if not source.is_sheet:
        found = cutter.pieces(data)
        yield from found if source.lines is None else (piece.of_lines(source.lines) for piece in found)
        return
    for block in data:
        for piece in cutter.pieces((block,)):
            yield piece.with_line_breaks(LINE_BREAK) if LINE_BREAK in block.text else piece


def line_of_rows(path: Path, report: Report, rows: Collection[int]) -> dict[int, int]:
    """The line (or row of the sheet) where each of ``rows`` (from 1) begins, in the file that ``report`` describes."""
    wanted = sorted(set(rows))
    found: dict[int, int] = {}
    limits = Limits()
    with opened(path, Sheets(wanted=report.sheet), limits, codec=report.encoding) as source:
        dialect = _dialect(source, report)
        # what is looked for has been accepted: a row may be as short as it is
        shape = Shape(len(dialect.header), report.columns, 1)
        before = 0
        for piece in pieces(source, dialect, shape, limits):
            after = before + len(piece.lines)
            while len(found) < len(wanted) and wanted[len(found)] <= after:
                row = wanted[len(found)]
                found[row] = piece.lines[row - before - 1]
            if len(found) == len(wanted):
                break
            before = after
    return found


def _dialect(source: Source, report: Report) -> Dialect:
    header_line = report.header_line or 1
    if source.is_sheet:
        return known_dialect(source, SEPARATOR, QUOTE, header_line)
    return known_dialect(source, report.delimiter, report.quote, header_line)
