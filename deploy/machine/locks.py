"""Keeps two runs from working on the same files."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from typing import Iterator

from machine.console import say
from machine.failure import MachineError


@contextlib.contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Hold a lock, or refuse and say who holds it."""
    with path.open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            raise MachineError(f"{what}: process {stream.read().strip() or '?'} is at it already.") from None
        _sign(path)
        yield


@contextlib.contextmanager
def in_turn(path: Path, what: str) -> Iterator[None]:
    """Hold a lock, waiting for whoever has it."""
    with path.open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  waiting: {what} …")
            fcntl.flock(stream, fcntl.LOCK_EX)
        _sign(path)
        yield


def _sign(path: Path) -> None:
    path.write_text(str(os.getpid()))
