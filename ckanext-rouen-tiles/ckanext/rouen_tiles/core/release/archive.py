"""The data of one tile for all communes in one file: a zip with an entry per commune and encoding, with checksums."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .encodings import QUICK, SUFFIXES, encoded

BadArchive = zipfile.BadZipFile
_EPOCH = (1980, 1, 1, 0, 0, 0)


def version(bodies: Mapping[str, bytes]) -> str:
    """The name of these data: a hash over communes and bytes."""
    digest = hashlib.sha256()
    for insee in sorted(bodies):
        digest.update(insee.encode() + b"\0" + hashlib.sha256(bodies[insee]).digest())
    return digest.hexdigest()


def pack(bodies: Mapping[str, bytes]) -> bytes:
    """The archive, the same bytes for the same data."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for insee in sorted(bodies):
            for encoding, content in encoded(bodies[insee], QUICK).items():
                archive.writestr(zipfile.ZipInfo(_entry(insee, encoding), _EPOCH), content)
    return buffer.getvalue()


def read(path: Path, insee: str) -> dict[str, bytes]:
    """One commune's data in each encoding, checksums verified. Raises OSError, KeyError, BadArchive."""
    with zipfile.ZipFile(path) as archive:
        return {encoding: archive.read(_entry(insee, encoding)) for encoding in SUFFIXES}


def _entry(insee: str, encoding: str) -> str:
    return f"{insee}.json{SUFFIXES[encoding]}"
