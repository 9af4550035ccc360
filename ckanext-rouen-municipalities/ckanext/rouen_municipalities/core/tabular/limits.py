"""Caps on what a file may be; each has a rule by which a file beyond it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Caps checked while reading; the caller's configuration may replace each."""

    #: bytes of a file (rule ``file-too-large``)
    file_bytes: int = 2048 * MEBIBYTE
    #: data rows (rule ``too-many-rows``)
    rows: int = 50_000_000
    #: columns of the header (rule ``too-many-columns``)
    columns: int = 500
    #: characters of one cell (rule ``cell-too-long``)
    cell_characters: int = 100_000
    #: bytes of one line (rule ``line-too-long``)
    line_bytes: int = MEBIBYTE
    #: characters of a header that no profile knows (rule ``header-too-long``)
    header_characters: int = 63
    #: issues kept in full; all of them are counted by rule
    issues: int = 10_000
    #: cells of a refused file that is shown whole as a workbook; of a larger one, only the rows to repair are
    annotated_cells: int = 500_000
    #: characters of a cell's value quoted in a report
    quoted_characters: int = 200
    #: characters of text read before a batch is given, at most: fewer where there are few columns
    batch_characters: int = MEBIBYTE
    #: stamps of a doubled autumn hour whose order is looked at (rule ``datetime-ambiguous``)
    doubled_stamps: int = 500_000
    #: texts whose meaning is kept in mind while a file is read, all columns together
    remembered_texts: int = 400_000
    #: bytes of a JSON file, which is read at once (rule ``document-too-large``)
    document_bytes: int = 32 * MEBIBYTE
    #: files in an archive (rule ``archive-many-entries``)
    archive_entries: int = 10_000
    #: bytes of all that an archive holds, once unpacked (rule ``archive-too-large``)
    unpacked_bytes: int = 2048 * MEBIBYTE
    #: how many times larger than itself an archive may become (rule ``archive-bomb``)
    unpacked_ratio: int = 250
    #: cells that a sheet may declare, empty ones included (rule ``sheet-too-large``)
    sheet_cells: int = 250_000_000
    #: bytes of memory of the process that opens archives and spreadsheets (rule ``sheet-too-large``)
    reader_memory: int = 1536 * MEBIBYTE
    #: seconds of computing of that process (rule ``sheet-too-slow``)
    reader_seconds: int = 300
