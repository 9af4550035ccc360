"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import re
from pathlib import Path

from .issues import Issue, Refused

#: bytes that are enough to tell
HEAD_BYTES = 1024

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0"
#: what a compound file contains in place of a workbook that a password protects
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_PROTECTED_LOOK = 1 << 26
#: first bytes of files that are not text, and what a person calls them
_MAGIC = (
    (_COMPOUND, "XLS, DOC"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x1f\x8b", "GZIP"),
    (b"BZh", "BZIP2"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"{\\rtf", "RTF"),
)
#: text that is not a table, once blanks are skipped
_MARKUP = (
    (re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE), "HTML"),
    (re.compile(rb"\s*<(?:\?xml|[a-z][\w:.-]*[\s>])", re.IGNORECASE), "XML"),
)

_DOCUMENT = re.compile(rb'\s*(?:\{\s*"|\[\s*[\[{])')


def is_document(head: bytes) -> bool:
    """Whether a text that begins with ``head`` is JSON, which a layout may read."""
    return _DOCUMENT.match(head) is not None


def is_archive(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a ZIP archive, as spreadsheets are."""
    return head.startswith(_ARCHIVES)


def refuse_too_large(size: int, most: int) -> None:
    """Raises Refused for a file of more than ``most`` bytes."""
    if size > most:
        raise Refused(Issue("file-too-large", value=str(size), expected=str(most)))


def refuse_other_formats(path: Path, head: bytes) -> None:
    """Raises Refused when ``path``, whose text begins with ``head``, is not a table in text."""
    if head.startswith(_COMPOUND) and _is_protected(path):
        raise Refused(Issue("file-protected"))
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise Refused(Issue("format-not-read", value=name))
    for pattern, name in _MARKUP:
        if pattern.match(head):
            raise Refused(Issue("format-not-text-table", value=name))


def _is_protected(path: Path) -> bool:
    with path.open("rb") as stream:
        return _PROTECTED in stream.read(_PROTECTED_LOOK)
