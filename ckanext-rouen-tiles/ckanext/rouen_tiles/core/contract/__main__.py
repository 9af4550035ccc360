"""`python -m ckanext.rouen_tiles.core.contract FILE`: does today's contract break a client of the one in the file?

`… FILE release` then writes today's contract there, which is right when the check has nothing to say.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from . import document
from .compatibility import incompatible


def main(words: list[str]) -> int:
    """Print what would break; 1 when something would."""
    file, *rest = map(Path, words)
    problems = incompatible(json.loads(file.read_text(encoding="utf-8")), document())
    for problem in problems:
        print(problem)
    if not problems and rest == [Path("release")]:
        file.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
