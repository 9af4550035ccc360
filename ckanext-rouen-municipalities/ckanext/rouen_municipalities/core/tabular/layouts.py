"""Layouts: files that others write in their own way, read as the rows of one of our profiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .issues import Issue, Notice
from .profile import Label

#: how much of a file says which layout it has
HEAD_ROWS = 40
HEAD_CHARACTERS = 64 * 1024


@dataclass(frozen=True)
class Head:
    """How a file begins, whatever its container."""

    #: the file name that the officer gave; of an archive, that of the file in it
    name: str
    #: the first rows of cells: CSV decoded and cut, or the chosen sheet of a workbook; none for JSON
    rows: tuple[tuple[str, ...], ...] = ()
    #: the first characters, decoded; nothing for workbooks
    text: str = ""
    #: the sheet of a workbook that is read
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of the profile; ``line`` is the line of the officer's file that it comes from (of JSON: its rank)."""

    line: int
    #: name of the profile's column → canonical text: ISO date or stamp with offset, decimal point; absent is empty
    cells: Mapping[str, str]


class Opened(Protocol):
    """A file that is being converted; what it gives is read in bounded memory."""

    @property
    def name(self) -> str:
        """The file name that the officer gave."""

    @property
    def head(self) -> Head:
        """What the layout was recognised by."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every line with its number (from 1) and its cells as text, what stands above a header and blank lines
        included; a sheet's dates are ISO, its numbers have a decimal point. May be called again. Raises Refused."""

    def document(self) -> Any:
        """The whole file as JSON, numbers with a fraction as Decimal; a record to a line is a list of them.

        Raises Refused when it is too large, or no JSON."""


class Layout(Protocol):
    """A way of writing files that is recognised and converted."""

    @property
    def name(self) -> str:
        """As reports and the API name it (``enedis/sge-r63``)."""

    @property
    def title(self) -> Label:
        """As people read it: « Lu comme : … »."""

    @property
    def profile(self) -> str:
        """The profile whose rows it gives (``energy/readings``)."""

    @property
    def titles(self) -> Sequence[str]:
        """Titles of columns by which the sheet of a workbook is told from others; none where it is never one."""

    def recognises(self, head: Head) -> bool:
        """Whether a file that begins so is written in this way."""

    def convert(self, opened: Opened) -> Iterator[Row | Issue | Notice]:
        """The rows of the file in the order of its lines; an Issue (any one refuses the file) for what cannot be
        converted, with its own code, line, column as the file names it, value and expectation; a Notice for what is
        left out and has to be told."""


def recognised(layouts: Sequence[Layout], profile: str, head: Head) -> Layout | None:
    """The first layout of ``profile`` that recognises a file."""
    return next((one for one in layouts if one.profile == profile and one.recognises(head)), None)
