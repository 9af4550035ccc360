"""The text of a file, by blocks of whole lines, in bounded memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from .encoding import Encoding


@dataclass(frozen=True)
class Block:
    """Whole lines, each ended by ``\\n`` whatever the file has; ``first_line`` counts from 1."""

    text: str
    first_line: int
    bytes_read: int
    #: whether the file stops in the middle of the last line, or at least before its end
    stops_short: bool = False

    @cached_property
    def lines(self) -> int:
        """How many there are, counted once: it takes as long as reading the text."""
        return self.text.count("\n")


class Stream(Protocol):
    """What blocks are read from."""

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""

    def seek(self, place: int) -> int:
        """Go to a place."""

    def tell(self) -> int:
        """The place."""


def blocks(stream: Stream, encoding: Encoding, size: int) -> Iterator[Block]:
    """The whole text of ``stream`` in blocks of about ``size`` bytes."""
    decoder = _decoder(encoding)
    rest, line = "", 1
    stream.seek(encoding.mark)
    while chunk := stream.read(size):
        text = rest + decoder.decode(chunk)
        end = text.rfind("\n") + 1
        whole, rest = text[:end], text[end:]
        if whole:
            block = Block(whole, line, stream.tell())
            yield block
            line += block.lines
    rest += decoder.decode(b"", final=True)
    if rest:
        stops_short = not rest.endswith("\n")
        yield Block(rest + "\n" if stops_short else rest, line, stream.tell(), stops_short)


def lines_from(parts: Iterator[Block], first_line: int) -> Iterator[Block]:
    """The same blocks without what stands above ``first_line``."""
    for block in parts:
        above = first_line - block.first_line
        if above <= 0:
            yield block
            continue
        start = _start_of_line(block.text, above)
        if start < len(block.text):
            yield Block(block.text[start:], first_line, block.bytes_read, block.stops_short)


def _start_of_line(text: str, above: int) -> int:
    """Where the line after ``above`` lines begins, or the end of ``text``."""
    start = 0
    for _ in range(above):
        start = text.find("\n", start) + 1
        if start == 0:
            return len(text)
    return start


def _decoder(encoding: Encoding) -> io.IncrementalNewlineDecoder:
    strict = codecs.getincrementaldecoder(encoding.codec)("strict")
    return io.IncrementalNewlineDecoder(strict, translate=True)
