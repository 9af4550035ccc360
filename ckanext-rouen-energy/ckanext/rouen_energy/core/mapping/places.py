"""Where the header, the columns and the cells above them stand in one file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import PurePath

from ckanext.rouen_municipalities.core.tabular.cells import stripped
from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.issues import Issue, Refused
from ckanext.rouen_municipalities.core.tabular.layouts import HEAD_ROWS

from .definition import ABOVE, CONSTANT, FILE_NAME, Source, folded_titles

_PAIR = 2


@dataclass(frozen=True)
class Places:
    """The header of a file: its line, the rank of each title, and the rows above it."""

    line: int
    ranks: dict[str, int]
    above: tuple[Sequence[str], ...]
    file_name: str

    def outside(self, source: Source) -> str:
        """The value of a source that is the same for the whole file; raises Refused when it is not there."""
        if source.kind == CONSTANT:
            return source.value
        found = name_part(self.file_name, source.value) if source.kind == FILE_NAME else None
        if source.kind == ABOVE:
            found = cell_above(self.above, source.value)
        if not found:
            raise Refused(Issue("mapping-value-missing", value=source.value or self.file_name))
        return found


def find_places(rows: Iterable[tuple[int, Sequence[str]]], titles: Sequence[str], file_name: str) -> Places:
    """Where the header with these titles is; raises Refused."""
    wanted = folded_titles(titles)
    above: list[Sequence[str]] = []
    for line, cells in islice(rows, HEAD_ROWS):
        if folded_titles(cells) == wanted:
            ranks = {title: rank for rank, title in reversed(list(enumerate(titles))) if stripped(title)}
            return Places(line, ranks, tuple(above), file_name)
        above.append(cells)
    raise Refused(Issue("mapping-header", expected=", ".join(title for title in titles if title)))


def cell_above(above: Sequence[Sequence[str]], label: str) -> str:
    """The value of a labelled cell above the header: right of its label in a pair, otherwise below it."""
    wanted = fold(label.rstrip(" :"))
    for row, cells in enumerate(above):
        for rank, cell in enumerate(cells):
            if fold(stripped(cell).rstrip(" :")) == wanted:
                return _right(cells, rank) or _below(above, row, rank)
    return ""


def name_part(file_name: str, pattern: str) -> str:
    """The part of a file's name that the `*` of a pattern stands for; without a pattern, the name without ending."""
    name = PurePath(file_name).name
    if not pattern:
        return name.partition(".")[0]
    before, star, after = pattern.partition("*")
    if not star or not fnmatchcase(name.casefold(), f"{before}*{after}".casefold()):
        return ""
    return name[len(before) : len(name) - len(after)]


def _right(cells: Sequence[str], rank: int) -> str:
    """The other cell of a row that is a label and its value."""
    filled = [stripped(cell) for cell in cells if stripped(cell)]
    is_pair = len(filled) == _PAIR and rank + 1 < len(cells)
    return stripped(cells[rank + 1]) if is_pair else ""


def _below(above: Sequence[Sequence[str]], row: int, rank: int) -> str:
    below = above[row + 1] if row + 1 < len(above) else ()
    return stripped(below[rank]) if rank < len(below) else ""
