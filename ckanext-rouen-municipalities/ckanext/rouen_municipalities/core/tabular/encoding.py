"""The encoding of a whole file, decided before a cell is read, or why the file cannot be text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from .formats import HEAD_BYTES, is_document, refuse_other_formats, refuse_too_large
from .issues import Issue, Refused
from .limits import Limits

CHUNK = 1 << 18

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: what accented letters of UTF-8 look like when they are read byte by byte
_UTF8_LETTERS = re.compile(rb"[\xc2\xc3][\x80-\xbf]")


@dataclass(frozen=True)
class Encoding:
    """How bytes become text: the codec, and the bytes of the mark in front."""

    codec: str
    mark: int = 0

    @property
    def name(self) -> str:
        """As a report writes it."""
        return f"{self.codec} (BOM)" if self.mark else self.codec


def detect_encoding(path: Path, limits: Limits) -> Encoding:
    """The encoding in which the whole of ``path`` can be read; raises Refused."""
    size = path.stat().st_size
    refuse_too_large(size, limits.file_bytes)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    encoding = _marked(head)
    if not head[encoding.mark :].strip() and size <= len(head):
        raise Refused(Issue("file-empty"))
    refuse_other_formats(path, head[encoding.mark :])
    if is_document(head[encoding.mark :]):
        limits = replace(limits, line_bytes=limits.file_bytes)
    return _verified(path, encoding, limits)


def known_encoding(path: Path, codec: str) -> Encoding:
    """The encoding of a file whose codec has been found before."""
    with path.open("rb") as stream:
        marked = _marked(stream.read(HEAD_BYTES))
    return marked if marked.codec == codec else Encoding(codec)


def _marked(head: bytes) -> Encoding:
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return Encoding(codec, len(mark))
    return Encoding("utf-8")


def _verified(path: Path, encoding: Encoding, limits: Limits) -> Encoding:
    wide = encoding.codec.startswith("utf-16")
    if not wide:
        _refuse_nul_and_long_lines(path, encoding.mark, limits)
    bad = _first_undecodable(path, encoding)
    if bad is not None and not encoding.mark:
        return _windows(path, bad)
    if bad is not None:
        raise Refused(Issue("encoding-undecodable", value=str(bad), expected=encoding.name))
    if wide:
        _refuse_wide_nul_and_long_lines(path, encoding, limits)
    return encoding


def _windows(path: Path, first_bad: int) -> Encoding:
    """cp1252, unless the file is UTF-8 in some places: then it has two encodings."""
    if any(_UTF8_LETTERS.search(chunk) for _, chunk in _chunks(path)):
        raise Refused(Issue("encoding-mixed", value=str(first_bad)))
    encoding = Encoding("cp1252")
    bad = _first_undecodable(path, encoding)
    if bad is not None:
        raise Refused(Issue("encoding-undecodable", value=str(bad)))
    return encoding


def _refuse_nul_and_long_lines(path: Path, start: int, limits: Limits) -> None:
    line_start = start
    for offset, chunk in _chunks(path, min(CHUNK, limits.line_bytes), start):
        nul = chunk.find(b"\0")
        if nul >= 0:
            raise Refused(Issue("nul-character", value=str(offset + nul)))
        # a line within one chunk is shorter than the chunk: only lines across chunks can be too long
        first, last = _line_ends(chunk)
        end = offset + (first if first >= 0 else len(chunk))
        if end - line_start > limits.line_bytes:
            raise Refused(Issue("line-too-long", value=str(line_start), expected=str(limits.line_bytes)))
        if last >= 0:
            line_start = offset + last + 1


def _refuse_wide_nul_and_long_lines(path: Path, encoding: Encoding, limits: Limits) -> None:
    """The same for two bytes a letter, where bytes say nothing of letters."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    line_start = encoding.mark
    for offset, chunk in _chunks(path, min(CHUNK, limits.line_bytes), encoding.mark):
        text = decoder.decode(chunk)
        if "\0" in text:
            raise Refused(Issue("nul-character", value=str(offset + 2 * text.index("\0"))))
        if "\n" in text or "\r" in text:
            line_start = offset
        elif offset + len(chunk) - line_start > limits.line_bytes:
            raise Refused(Issue("line-too-long", value=str(line_start), expected=str(limits.line_bytes)))


def _line_ends(chunk: bytes) -> tuple[int, int]:
    """Where the first and the last line of ``chunk`` end; −1 when none does."""
    first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
    return (first, last) if first >= 0 else (chunk.find(b"\r"), chunk.rfind(b"\r"))


def _first_undecodable(path: Path, encoding: Encoding) -> int | None:
    """The offset of the first byte that ``encoding`` cannot read."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    has_plain_letters = not encoding.codec.startswith("utf-16")
    position = 0
    for offset, chunk in _chunks(path, start=encoding.mark):
        pending = len(decoder.getstate()[0])
        position = offset + len(chunk)
        if not pending and has_plain_letters and chunk.isascii():
            continue
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return offset - pending + error.start
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return position - 1
    return None


def _chunks(path: Path, size: int = CHUNK, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The bytes of ``path`` from ``start``, by chunks, each with its offset."""
    with path.open("rb") as stream:
        offset = stream.seek(start)
        while chunk := stream.read(size):
            yield offset, chunk
            offset += len(chunk)
