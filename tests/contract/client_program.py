"""The client of this folder as a program that `client_checks.py` can drive: what to write around a client of yours.

python client_checks.py -- python client_program.py
"""

from __future__ import annotations

import json
import sys

from client_checks import OurClient


def main() -> None:
    """Answer each line of the input with a line of JSON."""
    driven = OurClient(sys.argv[1])
    for line in sys.stdin:
        order, *words = line.split()
        answer = driven.poll() if order == "poll" else driven.data(*words)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
