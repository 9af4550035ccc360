"""The rows of a file as its author wrote them: what stands above the header, empty ones and wrong ones included."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from ..cells import shown
from ..opening import Source
from ..reading import Block, lines_from
from ..report import Report
from ..spreadsheets.exchange import LINE_BREAK, SEPARATOR

#: bytes read at a time
_BLOCK = 1 << 16

#: the line on which a row begins in its file, and its cells
Row = tuple[int, list[str]]


class CannotBeCut(Exception):
    """The rows of the file cannot be told from one another."""


def rows_of(source: Source, report: Report) -> Iterator[Row]:
    """Every row of the file that ``report`` describes; raises CannotBeCut, and Refused."""
    if source.is_sheet:
        yield from _rows_of_sheet(source.blocks(_BLOCK))
        return
    header_line = report.header_line or 1
    for number, line in _lines(source.blocks(_BLOCK)):
        if number >= header_line:
            break
        yield number, next(_cut([line], report), [])
    yield from _rows_of_text(lines_from(source.blocks(_BLOCK), header_line), header_line, report)


def _rows_of_sheet(blocks: Iterable[Block]) -> Iterator[Row]:
    for number, line in _lines(blocks):
        yield number, [shown(cell).replace(LINE_BREAK, "\n") for cell in line.split(SEPARATOR)]


def _rows_of_text(blocks: Iterable[Block], first_line: int, report: Report) -> Iterator[Row]:
    reader = _cut((f"{line}\n" for _, line in _lines(blocks)), report)
    number = first_line
    try:
        for cells in reader:
            yield number, cells
            number = first_line + reader.line_num
    except csv.Error as error:
        raise CannotBeCut(str(error)) from error


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        yield from enumerate(block.text[:-1].split("\n"), block.first_line)


def _cut(lines: Iterable[str], report: Report) -> csv._reader:  # type: ignore[name-defined]
    return csv.reader(lines, delimiter=report.delimiter or ";", quotechar=report.quote or '"')
