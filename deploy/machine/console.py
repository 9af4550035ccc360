"""What a person sees while the machine works."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Iterator


def say(text: str = "") -> None:
    """Print a line at once, also when the output goes to a file."""
    print(text, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, then say how long it took."""
    started = time.monotonic()
    sys.stdout.write(f"  {title} … ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - started:.1f} s")
