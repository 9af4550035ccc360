"""A disk of a few megabytes, which no root is needed for: it is mounted in a namespace of its own.

Everybody of the same account reaches it through the process that keeps the namespace.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1 << 20


class NoSmallDisk(Exception):
    """This machine lets nobody but root mount anything."""


@dataclass(frozen=True)
class SmallDisk:
    """The disk."""

    folder: Path

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self, left: int) -> None:
        """Leave so many bytes of room."""
        block = b"\0" * (MEBIBYTE // 16)
        with self._filler.open("wb", buffering=0) as file:
            with suppress(OSError):
                while file.write(block):
                    pass
            file.truncate(file.tell() - left)

    def make_room(self) -> None:
        """Take away what filled it."""
        self._filler.unlink(missing_ok=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """A disk of so many megabytes. Raises NoSmallDisk."""
    with tempfile.TemporaryDirectory(prefix="small-disk-") as folder:
        mount = f"mount -t tmpfs -o size={megabytes}m,mode=700 small {folder} && echo ready && exec cat"
        command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as keeper:
            assert keeper.stdout is not None
            if keeper.stdout.readline() != "ready\n":
                raise NoSmallDisk(keeper.communicate()[1].strip())
            try:
                yield SmallDisk(Path(f"/proc/{keeper.pid}/root{folder}"))
            finally:
                keeper.kill()
