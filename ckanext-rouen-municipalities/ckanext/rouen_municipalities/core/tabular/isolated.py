"""The process in which archives and spreadsheets are opened: it may be killed by what is in them, we may not."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable

from .issues import Issue, Refused
from .spreadsheets.exchange import Answer, Request

log = logging.getLogger(__name__)

_PROGRAM = f"{__package__}.spreadsheets"
#: how often one who waits is told that it goes on, in seconds
_TICK = 1.0
#: computing takes longer where others compute too
_WALL_FACTOR = 6
_LAST_WORDS = 500
#: how the process ends when the file asks too much of it, and the rule that says so
_FAULTS_OF_THE_FILE = {
    -signal.SIGABRT: "sheet-too-large",
    -signal.SIGXCPU: "sheet-too-slow",
    -signal.SIGSEGV: "spreadsheet-damaged",
    -signal.SIGBUS: "spreadsheet-damaged",
    -signal.SIGILL: "spreadsheet-damaged",
}


class ReaderLost(RuntimeError):
    """The process ended for a reason that is not in the file; to be tried again."""


def ask(request: Request, tick: Callable[[], None]) -> Answer:
    """What the process answers; raises Refused for what the file did to it, otherwise ReaderLost."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(request.source, request.target),
        env={"PYTHONPATH": os.environ.get("PYTHONPATH", ""), "PYTHONUTF8": "1"},
        encoding="utf-8",
        errors="replace",
    )
    try:
        return _answer(process, request, tick)
    finally:
        process.kill()
        process.wait()


def _answer(process: subprocess.Popen[str], request: Request, tick: Callable[[], None]) -> Answer:
    question: str | None = request.to_json()
    for _ in range(int(request.limits.reader_seconds * _WALL_FACTOR / _TICK)):
        try:
            answered, last_words = process.communicate(question, timeout=_TICK)
        except subprocess.TimeoutExpired:
            question = None
            tick()
        else:
            return _judged(process.returncode, answered, last_words[-_LAST_WORDS:])
    raise ReaderLost("it did not answer in time")


def _judged(code: int, answered: str, last_words: str) -> Answer:
    if code == 0:
        return Answer.from_json(answered)
    log.warning("the process that opens spreadsheets ended with %s: %r", code, last_words)
    if code in _FAULTS_OF_THE_FILE:
        raise Refused(Issue(_FAULTS_OF_THE_FILE[code]))
    raise ReaderLost(f"ended with {code}: {last_words}")
