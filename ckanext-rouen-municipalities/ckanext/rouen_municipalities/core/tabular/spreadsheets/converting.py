"""From a file in an archive to the text of its one table."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
)

from ..cells import stripped
from ..formats import is_archive
from ..issues import Issue, Notice, Refused
from .archive import Archive
from .careful_ods import ContentReader
from .careful_xlsx import SheetReader
from .choosing import Chosen, choose
from .exchange import Answer, Flaw, Request
from .findings import Findings, Merged, Place
from .parts import Parts
from .suspects import Look, look_at_content, look_at_sheet
from .writing import SheetWriter
from .xml import read

_DOCUMENTS = ("XLSX", "ODS")


def answer(request: Request) -> Answer:
    """Write the table of the file as text, or say why not."""
    try:
        with os.fdopen(request.source, "rb", closefd=False) as source:
            return _open(source, request)
    except Refused as refusal:
        return Answer(refusal=refusal.issue)
    except MemoryError:
        return Answer(refusal=Issue("sheet-too-large"))
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        return Answer(refusal=Issue("archive-too-large", expected=str(request.limits.unpacked_bytes)))


def _open(source: IO[bytes], request: Request) -> Answer:
    archive = Archive(source, request.limits)
    if archive.kind in _DOCUMENTS:
        return _spreadsheet(source, archive, request)
    member = archive.only_file()
    if not is_archive(archive.head(member, 4)):
        _unpack(archive, member, request.target)
        return Answer(member=member)
    with tempfile.TemporaryFile(dir=request.folder) as inner:
        _unpack(archive, member, inner.fileno())
        document = Archive(inner, request.limits)
        if document.kind not in _DOCUMENTS:
            raise Refused(Issue("archive-nested", value=member))
        found = _spreadsheet(inner, document, request)
    found.member = member
    return found


def _unpack(archive: Archive, member: str, target: int) -> None:
    with os.fdopen(target, "wb", closefd=False) as unpacked:
        for chunk in archive.chunks(member):
            unpacked.write(chunk)


def _spreadsheet(source: IO[bytes], archive: Archive, request: Request) -> Answer:
    parts = Parts(archive, request.limits)
    with ThreadPoolExecutor(1) as beside, _named_trouble():
        # the look at the content goes on while the reader is at work: both leave Python's lock alone
        content = beside.submit(look_at_content, archive.chunks("content.xml")) if archive.kind == "ODS" else None
        looks = {}

        def load(name: str) -> CalamineSheet:
            part = parts.of_sheet(name)
            parts.refuse_too_wide(name)
            looks[name] = content or beside.submit(look_at_sheet, archive.chunks(part))
            return book.get_sheet_by_name(name)

        book = CalamineWorkbook.from_path(f"/proc/self/fd/{source.fileno()}")
        chosen = choose(book, load, request.sheets)
        seen = looks[chosen.name].result()
    return _write(chosen, _findings(parts, chosen, seen), parts, request)


def _findings(parts: Parts, chosen: Chosen, seen: Look) -> Findings:
    """What the reader passed over, looked for only where there is something to find."""
    part = parts.of_sheet(chosen.name)
    if parts.archive.kind == "ODS":
        content = ContentReader(chosen.name)
        if seen.suspicious:
            read(parts.archive.chunks(part), content)
        return content.findings
    trusts = not parts.workbook.awaits_computing
    sheet = SheetReader(trusts_formulas=trusts)
    if seen.suspicious or (seen.formulas and not trusts):
        read(parts.archive.chunks(part), sheet)
    found = sheet.findings
    found.hidden_rows, found.first_hidden_row = seen.hidden_rows, seen.first_hidden_row
    found.merged = [
        Merged((first[0] + 1, first[1]), (last[0] + 1, last[1]))
        for first, last in chosen.sheet.merged_cell_ranges or ()
    ]
    return found


def _write(chosen: Chosen, findings: Findings, parts: Parts, request: Request) -> Answer:
    kept = _kept(chosen)
    first_column = (chosen.sheet.start or (0, 0))[1]
    ranks = {first_column + column: rank for rank, column in enumerate(kept)}
    patches = {(row, ranks[column]): text for (row, column), text in findings.texts.items() if column in ranks}
    first_data_row = (chosen.header_rank or 0) + 2
    everything = len(kept) == chosen.sheet.width
    with os.fdopen(request.target, "w", encoding="utf-8", newline="", closefd=False) as target:
        writer = SheetWriter(target, None if everything else kept, patches, first_data_row)
        written = writer.write(chosen.sheet.iter_rows())
    return Answer(
        kind=parts.archive.kind,
        sheet=chosen.name,
        tall_rows=written.tall_rows,
        flaws=[*written.flaws, *_flaws(findings, ranks)],
        notices=[*chosen.notices, *_notices(findings)],
        since_1904=parts.workbook.since_1904,
    )


def _kept(chosen: Chosen) -> list[int]:
    """The columns without those, left of the last title, that have neither title nor value."""
    ranks = range(chosen.sheet.width)
    titles = chosen.header
    named = max((rank + 1 for rank, title in enumerate(titles) if title), default=0)
    untitled = {rank for rank in range(named) if not titles[rank]}
    if untitled and chosen.header_rank is not None:
        for place, row in enumerate(chosen.sheet.iter_rows()):
            if place > chosen.header_rank:
                untitled = {rank for rank in untitled if not stripped(str(row[rank]))}
    return [rank for rank in ranks if rank not in untitled]


def _flaws(findings: Findings, ranks: dict[int, int]) -> Iterator[Flaw]:
    for (row, column), formula in findings.uncomputed.items():
        if column in ranks:
            yield Flaw(row, ranks[column], "formula-not-computed", formula)
    for merged in findings.merged:
        row, column = merged.first
        if column in ranks:
            yield Flaw(row, ranks[column], "cells-merged", _name_of(merged.first, merged.last))


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


@contextmanager
def _named_trouble() -> Iterator[None]:
    """What the reader of spreadsheets raises, by its name."""
    try:
        yield
    except PasswordError as error:
        raise Refused(Issue("file-protected")) from error
    except CalamineError as error:
        raise Refused(Issue("spreadsheet-damaged")) from error
    except BaseException as error:
        # what Rust raises when it panics derives from nothing else
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(Issue("spreadsheet-damaged")) from error
