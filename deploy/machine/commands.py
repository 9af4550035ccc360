"""The commands in deploy/, and how their errors are shown."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Callable, Optional

from machine.failure import MachineError

INTERRUPTED = 130
TERMINATED = 143


def main(command: Callable[[list[str]], int]) -> None:
    """Run a command; a MachineError is one message, not a traceback."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        sys.exit(command(sys.argv[1:]))
    except MachineError as error:
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again to go on.", file=sys.stderr)
        sys.exit(INTERRUPTED)


# So that what has to be stopped at the end is stopped.
def _terminate(number: int, frame: Optional[FrameType]) -> None:
    sys.exit(TERMINATED)
