"""A file read as a mapping says: each line gives as many rows of ours as it has measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ckanext.rouen_municipalities.core.tabular.cells import stripped
from ckanext.rouen_municipalities.core.tabular.issues import Issue, Notice, Refused
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from .definition import VALUE, Mapping, folded_titles
from .following import advanced, ended, once
from .lines import Line, LineReader
from .places import Places, find_places
from .stamps import Clock


@dataclass(frozen=True)
class MappedLayout:
    """A mapping as the base uses layouts."""

    name: str
    title: Label
    mapping: Mapping

    @property
    def profile(self) -> str:
        """The profile whose rows it gives."""
        return self.mapping.profile

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles by which the sheet of a workbook is told from others."""
        return tuple(title for title in self.mapping.titles if title)

    def recognises(self, head: Head) -> bool:
        """Whether the file has the header of the mapping, and a name that it is for."""
        return is_for(self.mapping, head)

    def convert(self, opened: Opened) -> Iterator[Row | Issue | Notice]:
        """The rows of ours, in the order of the lines of the file, then what was left out."""
        try:
            yield from _Conversion(self.mapping, opened).rows()
        except Refused as refusal:
            yield refusal.issue


def is_for(mapping: Mapping, head: Head) -> bool:
    """Whether a file begins as the mapping says."""
    if not fnmatchcase(head.name.casefold(), mapping.files.casefold()):
        return False
    wanted = folded_titles(mapping.titles)
    return any(folded_titles(cells) == wanted for cells in head.rows)


class _Conversion:
    """One file on its way through a mapping."""

    def __init__(self, mapping: Mapping, opened: Opened) -> None:
        self._mapping = mapping
        self._opened = opened
        self._places: Places = find_places(opened.rows(), mapping.titles, opened.name)
        self._reader = LineReader(mapping, self._places, Clock(mapping, self._stamps))

    def rows(self) -> Iterator[Row | Issue | Notice]:
        """Every row, once what depends on its neighbours is settled."""
        found = advanced(self._read())
        if self._mapping.lasts_until_next:
            found = ended(found)
        if self._mapping.repeated == "first":
            found = once(found, self._reader.left_out)
        for item in found:
            if isinstance(item, Issue) or item.cells.get(VALUE) or not self._mapping.measures:
                yield item
        yield from self._reader.left_out.notices()

    def _read(self) -> Iterator[Row | Issue]:
        for rank, (line, cells) in enumerate(self._data(), 1):
            yield from self._reader.rows(Line(line, rank, cells))

    def _data(self) -> Iterator[tuple[int, list[str]]]:
        """The lines below the header that are not blank."""
        for line, cells in self._opened.rows():
            if line > self._places.line and any(map(stripped, cells)):
                yield line, cells

    def _stamps(self) -> Iterator[tuple[str, str]]:
        """The stamp of every line and the meter that it is of."""
        for line, cells in self._data():
            yield self._reader.stamp(Line(line, 0, cells))
