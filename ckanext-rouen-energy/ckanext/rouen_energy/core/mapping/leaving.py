"""What a mapping leaves out of a file, counted so that its officer is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ckanext.rouen_municipalities.core.tabular.issues import Notice

#: a value beyond the bounds; a second value of the same time; a line with a word that is no energy
BEYOND, REPEATED, BY_WORD = "mapping-beyond", "mapping-repeated", "mapping-by-word"


@dataclass
class LeftOut:
    """How often something of each column was left out, and where first."""

    _found: dict[tuple[str, str], Notice] = field(default_factory=dict)

    def count(self, rule: str, line: int, column: str, value: str) -> None:
        """One more."""
        known = self._found.get((rule, column))
        times = known.count + 1 if known else 1
        self._found[rule, column] = replace(known, count=times) if known else Notice(rule, times, line, column, value)

    def notices(self) -> Iterator[Notice]:
        """What was left out of the whole file."""
        yield from self._found.values()
