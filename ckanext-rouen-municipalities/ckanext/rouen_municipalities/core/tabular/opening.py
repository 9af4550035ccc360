"""A file as the text of its one table, whatever the file is."""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import IO

from .encoding import Encoding, detect_encoding, known_encoding
from .formats import is_archive, refuse_too_large
from .isolated import ask
from .issues import Refused
from .limits import Limits
from .spreadsheets.exchange import QUOTE, SEPARATOR, Answer, Request, Sheets

SEPARATORS = (";", ",", "\t", "|")
QUOTES = ('"', "'")
#: characters of a line set aside that a report quotes
_QUOTED = 200
#: told from time to time while one waits
Tick = Callable[[], None]


class RowNumbers:
    """Lines of a text ↔ rows of the sheet that it was written from."""

    def __init__(self, tall_rows: Sequence[tuple[int, int]]) -> None:
        """``tall_rows``: rows with line breaks, and how many."""
        self._rows = [row for row, _ in tall_rows]
        self._breaks = list(accumulate((breaks for _, breaks in tall_rows), initial=0))
        # the line on which each tall row begins
        self._lines = [row + before for row, before in zip(self._rows, self._breaks, strict=False)]

    def row(self, line: int) -> int:
        """The row that begins on ``line``."""
        return line - self._breaks[bisect_left(self._lines, line)]

    def line(self, row: int) -> int:
        """The line on which ``row`` begins."""
        return row + self._breaks[bisect_left(self._rows, row)]

    def rows(self, lines: Sequence[int]) -> Sequence[int]:
        """The rows that begin on ``lines``."""
        return list(map(self.row, lines)) if self._rows else lines


@dataclass(frozen=True)
class Source:
    """The text of a table: where it is, how it is written, what else is known of it."""

    path: Path
    encoding: Encoding
    answer: Answer = field(default_factory=Answer)

    @property
    def is_sheet(self) -> bool:
        """Whether the text was written from the cells of a spreadsheet."""
        return bool(self.answer.sheet)

    @property
    def reads_serials(self) -> bool:
        """Whether a number in a column of dates is a day as a spreadsheet counts them."""
        return self.is_sheet and not self.answer.since_1904

    @property
    def separators(self) -> Sequence[str]:
        """What may stand between cells."""
        return (SEPARATOR,) if self.is_sheet else SEPARATORS

    @property
    def quotes(self) -> Sequence[str]:
        """What may stand around cells."""
        return (QUOTE,) if self.is_sheet else QUOTES

    def shown(self, line: str) -> str:
        """A line set aside, as a report quotes it."""
        if self.is_sheet:
            line = " ".join(filter(None, line.replace(QUOTE, "").split(SEPARATOR)))
        return line[:_QUOTED]

    @cached_property
    def row_numbers(self) -> RowNumbers:
        """How lines of the text are counted as rows of the sheet."""
        return RowNumbers(self.answer.tall_rows)


@contextmanager
def opened(
    path: Path, sheets: Sheets, limits: Limits, tick: Tick | None = None, codec: str = ""
) -> Iterator[Source]:
    """The table in ``path``, which lasts as long as the block; ``codec`` when it has been found before.

    Raises Refused, and ReaderLost for what is no fault of the file."""
    if not codec:
        refuse_too_large(path.stat().st_size, limits.file_bytes)
    with path.open("rb") as stream:
        if not is_archive(stream.read(len(b"PK00"))):
            yield Source(path, _encoding(path, limits, codec))
            return
        folder = path.parent if os.access(path.parent, os.W_OK) else Path(tempfile.gettempdir())
        # a file without a name, which nothing can leave behind
        with tempfile.TemporaryFile(dir=folder) as text:
            request = Request(stream.fileno(), text.fileno(), os.getpid(), str(folder), limits, sheets)
            answer = ask(request, tick or _nobody_waits)
            yield _unpacked(text, answer, limits, codec)


def _unpacked(text: IO[bytes], answer: Answer, limits: Limits, codec: str) -> Source:
    if answer.refusal:
        raise Refused(answer.refusal)
    path = Path(f"/proc/self/fd/{text.fileno()}")
    return Source(path, Encoding("utf-8") if answer.sheet else _encoding(path, limits, codec), answer)


def _encoding(path: Path, limits: Limits, codec: str) -> Encoding:
    return known_encoding(path, codec) if codec else detect_encoding(path, limits)


def _nobody_waits() -> None:
    """No one wants to be told."""
