"""The data of one tile for all communes in one file: a zip with an entry per commune, language and encoding."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .encodings import QUICK, SUFFIXES, encoded

BadArchive = zipfile.BadZipFile
_EPOCH = (1980, 1, 1, 0, 0, 0)


def data_name(insee: str, language: str) -> str:
    """The entry of a commune's data in a language."""
    return f"{insee}.{language}.json"


def calendar_name(insee: str) -> str:
    """The entry of a commune's dates as iCalendar, in French."""
    return f"{insee}.ics"


def version(files: Mapping[str, bytes]) -> str:
    """The name of these data: a hash over names and bytes."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """The archive, the same bytes for the same data."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            for encoding, content in encoded(files[name], QUICK).items():
                archive.writestr(zipfile.ZipInfo(name + SUFFIXES[encoding], _EPOCH), content)
    return buffer.getvalue()


def is_whole(path: Path) -> bool:
    """Whether the archive is there to its end."""
    return zipfile.is_zipfile(path)


def read(path: Path, name: str) -> dict[str, bytes]:
    """An entry in each encoding, checksums verified. Raises OSError, KeyError, BadArchive."""
    with zipfile.ZipFile(path) as archive:
        return {encoding: archive.read(name + suffix) for encoding, suffix in SUFFIXES.items()}
