"""The contract kit of the tiles API, in one command; this folder is all that it needs.

    python -m contract server URL [--withdraw COMMAND --restore COMMAND]
    python -m contract client [-- PROGRAM …]
    python -m contract sandbox [PORT]
    python -m contract follow URL [INSEE code]

`python contract server URL` is the same, and so are the scripts `checks.py`, `client_checks.py`, `sandbox.py`,
`client.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import checks
import client
import client_checks
import sandbox


def main() -> int:
    """Run what the first word names."""
    name, *rest = sys.argv[1:] or [""]
    sys.argv = [name, *rest]
    if name == "server":
        return checks.main(rest)
    if name == "client":
        return client_checks.main(rest)
    if name in ("sandbox", "follow"):
        (sandbox if name == "sandbox" else client).main()
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
