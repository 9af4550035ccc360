"""Named places where a test has this process die as in a power cut, or stand still until it is told to go on."""

from __future__ import annotations

import os
import signal

CRASH, HOLD = "ROUEN_CRASH_AT", "ROUEN_HOLD_AT"


def crash_point(name: str) -> None:
    """Die here when this is the place to die at; stand still here, once, when this is the place for that."""
    if os.environ.get(CRASH) == name:
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ.get(HOLD) == name:
        del os.environ[HOLD]
        os.kill(os.getpid(), signal.SIGSTOP)
