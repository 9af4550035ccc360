"""The rows of a file whose dialect is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from .cutting import Cutter, Piece
from .dialect import Dialect, known_dialect
from .encoding import known_encoding
from .limits import Limits
from .reading import blocks, lines_from
from .report import Report


def pieces(path: Path, dialect: Dialect, named: int, limits: Limits) -> Iterator[Piece]:
    """The data of ``path`` as columns, ``named`` of them, piece after piece; raises Refused."""
    cutter = Cutter(dialect.separator, dialect.quote, len(dialect.header), named, limits)
    text = blocks(path, dialect.encoding, limits.batch_characters)
    return cutter.pieces(lines_from(text, dialect.first_data_line))


def line_of_rows(path: Path, report: Report, rows: Collection[int]) -> dict[int, int]:
    """The physical line on which each of ``rows`` (from 1) begins, in the file that ``report`` describes."""
    encoding = known_encoding(path, report.encoding)
    dialect = known_dialect(path, encoding, report.delimiter, report.quote, report.header_line or 1)
    wanted = sorted(set(rows))
    found: dict[int, int] = {}
    before = 0
    for piece in pieces(path, dialect, report.columns, Limits()):
        after = before + len(piece.lines)
        while len(found) < len(wanted) and wanted[len(found)] <= after:
            row = wanted[len(found)]
            found[row] = piece.lines[row - before - 1]
        if len(found) == len(wanted):
            break
        before = after
    return found
