"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

READABLE, PRIVATE = 0o644, 0o600


def write(path: Path, content: bytes, mode: int = READABLE) -> None:
    """Write a file whole and durable under its final name; by default the tile process may read it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync(path.parent)


def point(link: Path, target: str) -> None:
    """Have a link name something else, between one request and the next. Raises OSError."""
    draft = link.with_name(f".{link.name}.{uuid.uuid4().hex}")
    try:
        draft.symlink_to(target)
        draft.replace(link)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync(link.parent)


def remove(path: Path) -> None:
    """Remove a name for good; one that is not there is no error. Raises OSError."""
    path.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
