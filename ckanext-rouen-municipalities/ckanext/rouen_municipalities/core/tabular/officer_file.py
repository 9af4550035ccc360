"""A file as a layout reads it: its lines as cells, or its JSON."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from .cells import shown
from .guessing import quote_around
from .issues import Issue, Refused
from .layouts import HEAD_CHARACTERS, HEAD_ROWS, Head
from .limits import Limits
from .opening import Source
from .reading import Block
from .spreadsheets.exchange import LINE_BREAK, SEPARATOR

#: bytes read at a time
_BLOCK = 1 << 18
#: a comma also stands before decimals: it separates cells where nothing else does
_SEPARATORS = (";", "\t", "|", ",")
#: bytes that have the characters of a head, in any encoding
_HEAD_BYTES = 4 * HEAD_CHARACTERS


class OfficerFile:
    """The ``Opened`` of a source, called ``name`` by its officer."""

    def __init__(self, source: Source, name: str, limits: Limits) -> None:
        """``source`` stays open while this is read."""
        self.name = source.found.member or name
        #: how much of the file's text is behind the rows that were given
        self.bytes_read = 0
        #: called whenever more of the file has been read, be there rows of it or not
        self.on_read: Callable[[], None] = _nobody_listens
        self._source, self._limits = source, limits
        csv.field_size_limit(max(csv.field_size_limit(), limits.cell_characters))

    @cached_property
    def head(self) -> Head:
        """How the file begins; without rows when they cannot be told from one another."""
        source = self._source
        sheets = (source.found.sheet,) if source.is_sheet else ()
        try:
            rows = () if source.is_document else tuple(tuple(cells) for _, cells in islice(self.rows(), HEAD_ROWS))
        except Refused:
            rows = ()
        return Head(self.name, rows, "" if source.is_sheet else self._first_characters, sheets)

    @property
    def separator(self) -> str:
        """What stands between cells; nothing of that in a sheet and in JSON."""
        return "" if self._source.is_sheet or self._source.is_document else self._signs[0]

    @property
    def quote(self) -> str:
        """What may stand around cells; nothing of that in a sheet and in JSON."""
        return "" if self._source.is_sheet or self._source.is_document else self._signs[1]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every line with its number and its cells. Raises Refused."""
        if self._source.is_document:
            return
        blocks = self._watched(self._source.blocks(_BLOCK))
        yield from self._rows_of_sheet(blocks) if self._source.is_sheet else self._rows_of_text(blocks)

    def document(self) -> Any:
        """The whole file as JSON. Raises Refused."""
        path, most = self._source.text.path, self._limits.document_bytes
        size = path.stat().st_size
        if size > most:
            raise Refused(Issue("document-too-large", value=str(size), expected=str(most)))
        try:
            text = path.read_bytes()[self._source.encoding.mark :].decode(self._source.encoding.codec)
            return _parsed(text)
        except json.JSONDecodeError as error:
            raise Refused(Issue("document-broken", error.lineno, value=error.doc[error.pos : error.pos + 1])) from error
        except (ValueError, RecursionError) as error:
            raise Refused(Issue("document-broken")) from error

    @cached_property
    def _first_characters(self) -> str:
        with self._source.text.path.open("rb") as stream:
            stream.seek(self._source.encoding.mark)
            text = stream.read(_HEAD_BYTES).decode(self._source.encoding.codec, "ignore")
        return text[:HEAD_CHARACTERS]

    @cached_property
    def _signs(self) -> tuple[str, str]:
        lines = [line for line in self._first_characters.splitlines()[:HEAD_ROWS] if line.strip()]
        quote = quote_around(lines, self._source.quotes)
        return next((sign for sign in _SEPARATORS if _separates(sign, quote, lines)), _SEPARATORS[0]), quote

    def _rows_of_sheet(self, blocks: Iterable[Block]) -> Iterator[tuple[int, list[str]]]:
        for number, line in _numbered(blocks):
            yield number, [shown(cell).replace(LINE_BREAK, "\n") for cell in line.split(SEPARATOR)]

    def _rows_of_text(self, blocks: Iterable[Block]) -> Iterator[tuple[int, list[str]]]:
        separator, quote = self._signs
        lines = (f"{line}\n" for _, line in _numbered(blocks))
        reader = csv.reader(lines, delimiter=separator, quotechar=quote, strict=True)
        number = 1
        try:
            for cells in reader:
                yield number, cells
                number = reader.line_num + 1
        except csv.Error as error:
            raise Refused(self._refusal(error, number)) from error

    def _refusal(self, error: csv.Error, line: int) -> Issue:
        if "field limit" in str(error):
            return Issue("cell-too-long", line, expected=str(self._limits.cell_characters))
        return Issue("quote-unclosed" if "end of data" in str(error) else "quote-misplaced", line)

    def _watched(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            self.bytes_read = self._source.text.progress(block.bytes_read)
            self.on_read()
            yield block


def _nobody_listens() -> None:
    """Nobody wants to know how much has been read."""


def _separates(sign: str, quote: str, lines: list[str]) -> bool:
    """Whether most lines have cells with ``sign`` between them, the same number in many."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign, quotechar=quote))
    except csv.Error:
        return False
    return sum(times for width, times in widths.items() if width > 1) * 2 > len(lines)


def _numbered(blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        yield from enumerate(block.text[:-1].split("\n"), block.first_line)


def _parsed(text: str) -> Any:
    """One value, or the list of those that stand one to a line, as some web services answer."""
    first, _, rest = text.strip().partition("\n")
    try:
        return _value(text)
    except json.JSONDecodeError:
        if not rest.lstrip().startswith(("{", "[")) or not _is_value(first):
            raise
    return [_value(line) for line in text.splitlines() if line.strip()]


def _is_value(text: str) -> bool:
    try:
        _value(text)
    except ValueError:
        return False
    return True


def _value(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    """JSON has no NaN and no infinity, whatever Python reads."""
    raise ValueError(name)
