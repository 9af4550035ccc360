"""Uploaded files, kept as they were received under the hash of their bytes, never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import ckan.plugins.toolkit as tk

CHUNK = 1 << 20
#: how the names of files begin that are still being received, or looked at without being kept
INCOMING = "incoming-"


class FileTooLarge(Exception):
    """The file is larger than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


def path_of(sha256: str) -> Path:
    """Where the file of this hash is kept."""
    return _folder() / sha256[:2] / sha256


def keep(stream: BinaryIO, limit: int) -> tuple[str, int]:
    """Keep what the stream holds; give its SHA-256 and its size in bytes. Raises FileTooLarge."""
    handle, name = tempfile.mkstemp(dir=incoming_folder(), prefix=INCOMING)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(stream, target, limit)
            target.flush()
            os.fchmod(target.fileno(), 0o640)
            os.fsync(target.fileno())
        _settle(Path(name), path_of(sha256))
    finally:
        Path(name).unlink(missing_ok=True)
    return sha256, size


def incoming_folder() -> Path:
    """Where files lie until they are kept: on the disk of those that are."""
    folder = _folder()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _flush(folder.parent)
    return folder


def remove_abandoned(age: timedelta) -> None:
    """Remove what uploads that were killed midway left, once no living one can have stood still for so long."""
    for path in _folder().glob(f"{INCOMING}*"):
        # One that is still received is kept or gone between two looks.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - age.total_seconds():
                path.unlink()


def _folder() -> Path:
    return Path(tk.config["ckan.storage_path"]) / "rouen_files"


def _copy(stream: BinaryIO, target: BinaryIO, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileTooLarge(limit)
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest(), size


def _settle(incoming: Path, final: Path) -> None:
    """Give the file its lasting name, which no power cut takes away; a file of the same bytes that is there stays."""
    if not final.exists():
        final.parent.mkdir(exist_ok=True)
        incoming.rename(final)
    # Whoever gave the name may not have come to this yet, nor whoever made the folder.
    _flush(final.parent)
    _flush(final.parent.parent)


def _flush(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
