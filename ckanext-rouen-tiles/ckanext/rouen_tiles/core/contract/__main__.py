"""`python -m ckanext.rouen_tiles.core.contract`: does today's contract break a client of the released one?

`… release` writes today's contract as the released one, which is right when the check has nothing to say.
"""

from __future__ import annotations

import json
import sys

from . import document
from .compatibility import incompatible
from .released import FILE, released


def main(words: list[str]) -> int:
    """Print what would break; 1 when something would."""
    problems = incompatible(released(), document()) if FILE.exists() else []
    for problem in problems:
        print(problem)
    if not problems and words == ["release"]:
        FILE.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{FILE.name}: {len(document()['paths'])} paths")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
