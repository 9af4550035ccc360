"""Workbooks opened: the names of their sheets, and the cells of one after the other."""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from typing import IO, Protocol

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from ..issues import Issue, Refused
from ..limits import MEBIBYTE
from .archive import Archive
from .careful_ods import ContentReader
from .findings import Findings, Merged
from .grids import Grid, grid_of
from .parts import Parts, column_number
from .slabs import Seams
from .suspects import is_suspicious
from .xml import read

#: bytes of XML read at a time
_SLAB = 4 * MEBIBYTE
#: every slab is read with all texts of the workbook: so much more of it than of them
_SLAB_PER_TEXTS = 3
#: slabs in the air; reading them leaves Python's lock alone
_AHEAD = 2
_TEXTS = "xl/sharedStrings.xml"
#: bytes of XML in which a header is looked for, and how many times
_LOOK = 1 << 17
_LOOKS = 8


class Sheet(Protocol):
    """The cells of a sheet, then what its reader passes over."""

    name: str

    def look(self) -> Grid | None:
        """The first cells; ``None`` when there are none."""

    def grids(self) -> Iterator[Grid]:
        """The cells, in the order of the rows."""

    def findings(self) -> Findings:
        """Complete once the cells have been read; texts are there before."""


class Book(Protocol):
    """A workbook."""

    visible: Sequence[str]
    tables: Sequence[str]
    since_1904: bool

    def sheet(self, name: str) -> Sheet:
        """The sheet called ``name``."""


class XlsxBook:
    """A workbook of Excel, read slab by slab."""

    def __init__(self, archive: Archive, parts: Parts) -> None:
        """The names of sheets are known at once."""
        self._archive, self._parts = archive, parts
        tables = [sheet for sheet in parts.workbook.sheets if parts.is_table(sheet)]
        self.tables: Sequence[str] = [sheet.name for sheet in tables]
        self.visible: Sequence[str] = [sheet.name for sheet in tables if sheet.is_visible]
        self.since_1904 = parts.workbook.since_1904

    def sheet(self, name: str) -> Sheet:
        """Raises Refused for a sheet that says that it is larger than can be read."""
        self._parts.refuse_too_wide(name)
        return XlsxSheet(name, self._archive, self._parts)


class XlsxSheet:
    """One sheet of a workbook of Excel."""

    def __init__(self, name: str, archive: Archive, parts: Parts) -> None:
        """Nothing is read yet."""
        self.name = name
        self._part = parts.of_sheet(name)
        self._archive = archive
        self._frame = {each: b"".join(archive.chunks(each)) for each in parts.frame}
        size = max(_SLAB, _SLAB_PER_TEXTS * len(self._frame.get(_TEXTS, b"")))
        self._awaits_computing = parts.workbook.awaits_computing
        self._seams = Seams(archive.chunks(self._part), size, self._awaits_computing)

    def look(self) -> Grid | None:
        """A small slab."""
        seams = Seams(self._archive.chunks(self._part, _LOOK), _LOOK, self._awaits_computing)
        grids = (self._read(slab, 0) for slab in islice(seams.slabs(), _LOOKS))
        return next((grid for grid in grids if grid is not None), None)

    def grids(self) -> Iterator[Grid]:
        """Slabs are read ahead, by threads."""
        whole, done = self._archive.size(self._part), 0
        waiting: deque[Future[Grid | None]] = deque()
        with ThreadPoolExecutor(_AHEAD) as readers:
            for slab in self._seams.slabs():
                done += len(slab)
                waiting.append(readers.submit(self._read, slab, min(1.0, done / whole)))
                if len(waiting) > _AHEAD:
                    yield from _present(waiting.popleft())
            while waiting:
                yield from _present(waiting.popleft())

    def findings(self) -> Findings:
        """Errors and formulas are texts of the cells already."""
        seams = self._seams
        merged = [
            Merged((first_row, column_number(first) - 1), (last_row, column_number(last) - 1))
            for first, first_row, last, last_row in seams.merged
        ]
        return Findings(merged=merged, hidden_rows=seams.hidden_rows, first_hidden_row=seams.first_hidden_row)

    def _read(self, slab: bytes, part: float) -> Grid | None:
        written = BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as small:
            for name, content in self._frame.items():
                small.writestr(name, content)
            small.writestr(self._part, slab)
        written.seek(0)
        with named_trouble():
            return grid_of(CalamineWorkbook.from_filelike(written).get_sheet_by_name(self.name), part)


class OdsBook:
    """A workbook of LibreOffice, read as a whole."""

    def __init__(self, source: IO[bytes], archive: Archive, parts: Parts) -> None:
        """The reader and the look at what it passes over go side by side."""
        self._archive = archive
        self.since_1904 = False
        with ThreadPoolExecutor(1) as beside, named_trouble():
            suspicious = beside.submit(is_suspicious, archive.chunks(parts.of_sheet("")))
            self._book = CalamineWorkbook.from_path(f"/proc/self/fd/{source.fileno()}")
            self._suspicious = suspicious.result()
        found = self._book.sheets_metadata
        self.tables: Sequence[str] = [each.name for each in found]
        self.visible: Sequence[str] = [each.name for each in found if each.visible == SheetVisibleEnum.Visible]

    def sheet(self, name: str) -> Sheet:
        """The sheet, with what its reader passes over where there is something to find."""
        content = ContentReader(name)
        if self._suspicious:
            read(self._archive.chunks("content.xml"), content)
        return OdsSheet(name, self._book, content.findings)


class OdsSheet:
    """One sheet of a workbook of LibreOffice."""

    def __init__(self, name: str, book: CalamineWorkbook, findings: Findings) -> None:
        """Everything has been read."""
        self.name = name
        self._book, self._findings = book, findings

    def look(self) -> Grid | None:
        """All cells."""
        with named_trouble():
            return grid_of(self._book.get_sheet_by_name(self.name))

    def grids(self) -> Iterator[Grid]:
        """One grid."""
        grid = self.look()
        if grid is not None:
            yield grid

    def findings(self) -> Findings:
        """What a careful reading found."""
        return self._findings


def open_book(source: IO[bytes], archive: Archive, parts: Parts) -> Book:
    """The workbook in ``archive``; raises Refused."""
    if archive.kind == "XLSX":
        return XlsxBook(archive, parts)
    return OdsBook(source, archive, parts)


@contextmanager
def named_trouble() -> Iterator[None]:
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


def _present(reading: Future[Grid | None]) -> Iterator[Grid]:
    grid = reading.result()
    if grid is not None:
        yield grid
