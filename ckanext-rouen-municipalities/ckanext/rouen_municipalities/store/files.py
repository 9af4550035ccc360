"""Uploaded files, kept as they were received under the hash of their bytes, never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

import ckan.plugins.toolkit as tk

CHUNK = 1 << 20


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
    folder = incoming_folder()
    handle, name = tempfile.mkstemp(dir=folder, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(stream, target, limit)
            target.flush()
            os.fsync(target.fileno())
        _settle(Path(name), path_of(sha256))
    finally:
        Path(name).unlink(missing_ok=True)
    return sha256, size


def incoming_folder() -> Path:
    """Where files lie until they are kept: on the disk of those that are."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
    """Give the file its lasting name; a file of the same bytes that is already there stays."""
    if final.exists():
        return
    final.parent.mkdir(exist_ok=True)
    incoming.chmod(0o640)
    incoming.rename(final)
