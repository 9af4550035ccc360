"""From a file in an archive to the text of its one table."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from ..formats import is_archive
from ..issues import Issue, Notice, Refused
from .archive import Archive
from .books import open_book
from .choosing import Chosen, choose
from .exchange import LINE_BREAK, SEPARATOR, End, Flaw, Found, Message, Request
from .findings import Findings, Place
from .parts import Parts
from .writing import SheetWriter

_DOCUMENTS = ("XLSX", "ODS")
_BUFFER = 1 << 20

Say = Callable[[Message], None]


def answer(request: Request, say: Say) -> None:
    """Write the table of the file as text, and say where it is, how far it is, and what it does not tell."""
    try:
        with os.fdopen(request.source, "rb", closefd=False) as source:
            say(Message(end=_open(source, request, say), read=1))
    except Refused as refusal:
        say(Message(refusal=refusal.issue))
    except MemoryError:
        say(Message(refusal=Issue("sheet-too-large")))
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        say(Message(refusal=Issue("archive-too-large", expected=str(request.limits.unpacked_bytes))))


def _open(source: IO[bytes], request: Request, say: Say) -> End:
    archive = Archive(source, request.limits)
    if archive.kind in _DOCUMENTS:
        return _spreadsheet(source, archive, "", request, say)
    member = archive.only_file()
    if not is_archive(archive.head(member, len(b"PK00"))):
        _unpack(archive, member, request.target)
        say(Message(found=Found(member=member)))
        return End()
    with tempfile.TemporaryFile(dir=request.folder) as inner:
        _unpack(archive, member, inner.fileno())
        document = Archive(inner, request.limits)
        if document.kind not in _DOCUMENTS:
            raise Refused(Issue("archive-nested", value=member))
        return _spreadsheet(inner, document, member, request, say)


def _unpack(archive: Archive, member: str, target: int) -> None:
    with os.fdopen(target, "wb", closefd=False) as unpacked:
        for chunk in archive.chunks(member):
            unpacked.write(chunk)


def _spreadsheet(source: IO[bytes], archive: Archive, member: str, request: Request, say: Say) -> End:
    book = open_book(source, archive, Parts(archive, request.limits))
    chosen = choose(book, request.sheets)
    say(Message(found=Found(archive.kind, member, chosen.sheet.name, book.since_1904)))
    return _write(chosen, request, say)


def _write(chosen: Chosen, request: Request, say: Say) -> End:
    width = max((rank for rank, title in enumerate(chosen.titles, 1) if title), default=1)
    patches = chosen.sheet.findings().texts
    with os.fdopen(request.target, "w", _BUFFER, encoding="utf-8", newline="", closefd=False) as target:
        writer = SheetWriter(target, width, chosen.header_row, patches)
        for grid in chosen.sheet.grids():
            writer.write(grid)
            target.flush()
            say(Message(read=grid.read))
    findings = chosen.sheet.findings()
    flaws = [*writer.flaws(), *_merged(findings, request.target)]
    return End(flaws, [*chosen.notices, *_notices(findings)])


def _merged(findings: Findings, target: int) -> Iterator[Flaw]:
    """Merged cells that have a value."""
    areas = {merged.first: _name_of(merged.first, merged.last) for merged in findings.merged}
    if not areas:
        return
    rows = {row for row, _ in areas}
    with open(f"/proc/self/fd/{target}", encoding="utf-8", newline="\n") as lines:  # noqa: PTH123
        for number, line in enumerate(lines, 1):
            if number not in rows:
                continue
            for column, cell in enumerate(line.rstrip("\n").split(SEPARATOR)):
                if cell and (number, column) in areas:
                    value = cell.replace(LINE_BREAK, "\n")
                    yield Flaw(number, column, "cells-merged", value, areas[number, column])


def _notices(findings: Findings) -> list[Notice]:
    hidden = findings.hidden_rows
    return [Notice("rows-hidden", hidden, findings.first_hidden_row)] if hidden else []


def _name_of(first: Place, last: Place) -> str:
    """``A3:B5``."""
    return ":".join(f"{_letters(column)}{row}" for row, column in (first, last))


def _letters(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
