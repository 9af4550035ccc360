"""The commands in deploy/, and how their errors are shown."""

from __future__ import annotations

import sys
from typing import Callable

from machine.failure import MachineError

INTERRUPTED = 130


def main(command: Callable[[list[str]], int]) -> None:
    """Run a command; a MachineError is one message, not a traceback."""
    try:
        sys.exit(command(sys.argv[1:]))
    except MachineError as error:
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again to go on.", file=sys.stderr)
        sys.exit(INTERRUPTED)
