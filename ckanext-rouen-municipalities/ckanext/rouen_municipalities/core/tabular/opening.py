"""A file as the text of its one table, whatever the file is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .encoding import Encoding, detect_encoding, known_encoding
from .formats import HEAD_BYTES, is_archive, is_document, refuse_too_large
from .isolated import IsolatedReader, Tick
from .issues import Issue, Refused
from .limits import Limits
from .reading import Block, blocks
from .spreadsheets.exchange import (
    LINE_BREAK,
    QUOTE,
    SEPARATOR,
    End,
    Found,
    Request,
    Sheets,
)

SEPARATORS = (";", ",", "\t", "|")
QUOTES = ('"', "'")
#: characters of a line set aside that a report quotes
_QUOTED = 200


class Text:
    """A text that may still be growing; what is there so far can be read any number of times."""

    def __init__(self, path: Path, size: int, reader: IsolatedReader | None = None) -> None:
        """``size``: bytes of the file that it comes from; ``reader`` writes it, when it is not whole."""
        self.path = path
        self.end = End()
        self.size = size
        self._reader = reader
        self._read = 0.0
        self._whole = 0 if reader else path.stat().st_size

    def blocks(self, encoding: Encoding, size: int) -> Iterator[Block]:
        """The text in blocks of whole lines of about ``size`` bytes; raises Refused when its end is a refusal."""
        with self.path.open("rb") as stream:
            yield from blocks(_Growing(stream, self), encoding, size)

    def progress(self, bytes_read: int) -> int:
        """Bytes of the file that are behind ``bytes_read`` of the text; while it grows, behind what is written."""
        read = bytes_read / self._whole if self._whole else self._read
        return int(read * self.size)

    def grow(self) -> bool:
        """Wait until there is more; whether there may be."""
        if self._reader is None:
            return False
        message = self._reader.next_message()
        self._read = message.read
        if message.end:
            self.end, self._reader = message.end, None
        return True


@dataclass
class _Growing:
    """A stream that waits where its text has not been written yet."""

    stream: IO[bytes]
    text: Text

    def seek(self, place: int) -> int:
        return self.stream.seek(place)

    def tell(self) -> int:
        return self.stream.tell()

    def read(self, size: int) -> bytes:
        while not (chunk := self.stream.read(size)) and self.text.grow():
            pass
        return chunk


@dataclass(frozen=True)
class Source:
    """The text of a table: how it is written, and what else is known of it."""

    text: Text
    encoding: Encoding
    found: Found = field(default_factory=Found)
    #: whether it is JSON, which is no table
    is_document: bool = False
    #: the lines of an officer's file that the rows of this text come from, when it was written from one
    lines: Sequence[int] | None = None

    @property
    def is_sheet(self) -> bool:
        """Whether the text is written from the cells of a spreadsheet."""
        return bool(self.found.sheet)

    @property
    def reads_serials(self) -> bool:
        """Whether a number in a column of dates is a day as a spreadsheet counts them."""
        return self.is_sheet and not self.found.since_1904

    @property
    def separators(self) -> Sequence[str]:
        """What may stand between cells."""
        return (SEPARATOR,) if self.is_sheet else SEPARATORS

    @property
    def quotes(self) -> Sequence[str]:
        """What may stand around cells."""
        return (QUOTE,) if self.is_sheet else QUOTES

    def blocks(self, size: int) -> Iterator[Block]:
        """The text in blocks of whole lines of about ``size`` bytes."""
        return self.text.blocks(self.encoding, size)

    def progress(self, bytes_read: int, size: int) -> int:
        """Bytes of a file of ``size`` that are behind ``bytes_read`` of the text: its second half, once converted."""
        read = self.text.progress(bytes_read)
        if self.lines is None:
            return read
        return size // 2 + (size * read // self.text.size) // 2

    def shown(self, line: str) -> str:
        """A line set aside, as a report quotes it."""
        if self.is_sheet:
            line = " ".join(filter(None, line.replace(LINE_BREAK, " ").split(SEPARATOR)))
        return line[:_QUOTED]


@contextmanager
def opened(
    path: Path, sheets: Sheets, limits: Limits, tick: Tick | None = None, codec: str = ""
) -> Iterator[Source]:
    """The table in ``path``, which lasts as long as the block; ``codec`` when it has been found before.

    Raises Refused, and ReaderLost for what is no fault of the file; so does reading what is opened."""
    with opened_text(path, sheets, limits, tick, codec) as source:
        refuse_document(source)
        yield source


def refuse_document(source: Source) -> None:
    """Raises Refused when ``source`` is no table."""
    if source.is_document:
        raise Refused(Issue("format-not-text-table", value="JSON"))


@contextmanager
def opened_text(
    path: Path, sheets: Sheets, limits: Limits, tick: Tick | None = None, codec: str = ""
) -> Iterator[Source]:
    """The same, be it a table or JSON."""
    size = path.stat().st_size
    if not codec:
        refuse_too_large(size, limits.file_bytes)
    with path.open("rb") as stream:
        if not is_archive(stream.read(len(b"PK00"))):
            yield _read(Text(path, size), limits, codec, Found())
            return
        folder = room_beside(path)
        # a file without a name, which nothing can leave behind
        with tempfile.TemporaryFile(dir=folder) as unpacked:
            request = Request(stream.fileno(), unpacked.fileno(), os.getpid(), folder, limits, sheets)
            with IsolatedReader(request, tick or _nobody_waits) as reader:
                yield _unpacked(unpacked, size, reader, limits, codec)


def room_beside(path: Path) -> str:
    """The folder for what is made of ``path``: where there was room for it."""
    return str(path.parent) if os.access(path.parent, os.W_OK) else tempfile.gettempdir()


def _unpacked(unpacked: IO[bytes], size: int, reader: IsolatedReader, limits: Limits, codec: str) -> Source:
    found = reader.next_message().found or Found()
    path = Path(f"/proc/self/fd/{unpacked.fileno()}")
    if found.sheet:
        return Source(Text(path, size, reader), Encoding("utf-8"), found)
    reader.next_message()
    return _read(Text(path, size), limits, codec, found)


def _read(text: Text, limits: Limits, codec: str, found: Found) -> Source:
    """The source of a text that is whole."""
    encoding = known_encoding(text.path, codec) if codec else detect_encoding(text.path, limits)
    with text.path.open("rb") as stream:
        stream.seek(encoding.mark)
        return Source(text, encoding, found, is_document(stream.read(HEAD_BYTES)))


def _nobody_waits() -> None:
    """No one wants to be told."""
