"""The process in which archives and spreadsheets are opened: it may be killed by what is in them, we may not."""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import IO

from .issues import Issue, Refused
from .spreadsheets.exchange import Message, Request

log = logging.getLogger(__name__)

_PROGRAM = f"{__package__}.spreadsheets"
#: how often one who waits is told that it goes on
_TICK_MILLISECONDS = 1000
#: computing takes longer where others compute too
_WALL_FACTOR = 6
_LAST_WORDS = 500
_CHUNK = 1 << 16
#: how the process ends when the file asks too much of it, and the rule that says so
_FAULTS_OF_THE_FILE = {
    -signal.SIGABRT: "sheet-too-large",
    -signal.SIGXCPU: "sheet-too-slow",
    -signal.SIGSEGV: "spreadsheet-damaged",
    -signal.SIGBUS: "spreadsheet-damaged",
    -signal.SIGILL: "spreadsheet-damaged",
}

#: told from time to time while one waits
Tick = Callable[[], None]


class ReaderLost(RuntimeError):
    """The process ended for a reason that is not in the file; to be tried again."""


class IsolatedReader:
    """The process at work on ``request``; it ends with the block."""

    def __init__(self, request: Request, tick: Tick) -> None:
        """``tick`` is called every second in which nothing is said."""
        self._request, self._tick = request, tick
        self._deadline = time.monotonic() + request.limits.reader_seconds * _WALL_FACTOR
        self._said = b""

    def __enter__(self) -> IsolatedReader:
        """Start it; it is told nothing of our environment but where our code is."""
        self._last_words = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._last_words,
            pass_fds=(self._request.source, self._request.target),
            env={"PYTHONPATH": os.environ.get("PYTHONPATH", ""), "PYTHONUTF8": "1"},
        )
        self._answers = self._process.stdout
        with suppress(BrokenPipeError):  # its end will be told with its reason
            self._ask(self._process.stdin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        if self._answers is not None:
            self._answers.close()
        self._last_words.close()

    def next_message(self) -> Message:
        """What it says next; raises Refused for what is wrong with the file, ReaderLost for anything else."""
        while b"\n" not in self._said:
            chunk = self._read()
            if not chunk:
                raise self._end()
            self._said += chunk
        line, _, self._said = self._said.partition(b"\n")
        message = Message.from_json(line.decode())
        if message.refusal:
            raise Refused(message.refusal)
        return message

    def _ask(self, questions: IO[bytes] | None) -> None:
        if questions is not None:
            with questions:
                questions.write(f"{self._request.to_json()}\n".encode())

    def _read(self) -> bytes:
        if self._answers is None:
            return b""
        answers = select.poll()
        answers.register(self._answers)
        while not answers.poll(_TICK_MILLISECONDS):
            if time.monotonic() > self._deadline:
                raise ReaderLost("it did not answer in time")
            self._tick()
        return os.read(self._answers.fileno(), _CHUNK)

    def _end(self) -> Exception:
        """Why it says no more."""
        code = self._process.wait()
        self._last_words.seek(0)
        last_words = self._last_words.read()[-_LAST_WORDS:].decode("utf-8", "replace")
        return judged(code, last_words)


def judged(code: int, last_words: str) -> Exception:
    """The end of a process that did not finish, as a fault of the file or not."""
    log.warning("the process that opens spreadsheets ended with %s: %r", code, last_words)
    if code in _FAULTS_OF_THE_FILE:
        return Refused(Issue(_FAULTS_OF_THE_FILE[code]))
    return ReaderLost(f"ended with {code}: {last_words}")
