"""The process: reads a request, limits itself, answers line by line."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import sys

from .exchange import Message, Request

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Answer the request on the standard input, line by line."""
    request = Request.from_json(sys.stdin.readline())
    _limit(request)
    from .converting import answer  # noqa: PLC0415 (libraries are loaded within the limits)

    # all that is made here is read until the end: looking for what could be forgotten takes time
    gc.disable()
    answer(request, _say)


def _say(message: Message) -> None:
    sys.stdout.write(message.to_json() + "\n")
    sys.stdout.flush()


def _limit(request: Request) -> None:
    limits = request.limits
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != request.parent:
        sys.exit("the process that asked is gone")
    for kind, most in (
        (resource.RLIMIT_AS, limits.reader_memory),
        (resource.RLIMIT_FSIZE, limits.unpacked_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # at the second of the two the kernel kills without saying why
    resource.setrlimit(resource.RLIMIT_CPU, (limits.reader_seconds, limits.reader_seconds + 1))


if __name__ == "__main__":
    main()
