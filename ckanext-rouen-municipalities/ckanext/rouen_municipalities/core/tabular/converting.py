"""From a file in a layout of others to the text of a table of ours."""

from __future__ import annotations

import csv
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .encoding import Encoding
from .folding import fold
from .header import known_names
from .issues import Issue, Notice, Refused
from .layouts import Layout, Row, recognised
from .limits import Limits
from .officer_file import OfficerFile
from .opening import Source, Text, refuse_document
from .profile import Profile
from .report import Report
from .table import Table, table_of

_SEPARATOR, _QUOTE = ";", '"'
#: rows after which whoever waits is told
_TOLD = 5000
_BUFFER = 1 << 20
#: is given what cannot be converted, and what is left out
Add = Callable[[Issue | Notice], None]
#: is told how many bytes have been read, and how many rows there are
Tell = Callable[[int, int], None]

#: what would end a row within a cell
_BREAKS = str.maketrans("\r\n\x85\u2028\u2029", "     ")


@dataclass(frozen=True)
class Layouts:
    """The layouts that a file may have, by which it is read when its header is not the profile's."""

    #: the file's name, as its officer gave it
    file_name: str = ""
    known: Sequence[Layout] = ()
    #: name of the only one that will do, whatever the file looks like
    wanted: str = ""

    def of(self, profile: Profile, file: OfficerFile) -> Layout | None:
        """The one that reads ``file`` as rows of ``profile``. Raises Refused when the wanted one is not known."""
        if not self.wanted:
            return recognised(self.known, profile.name, file.head)
        named = (one for one in self.known if one.name == self.wanted and one.profile == profile.name)
        layout = next(named, None)
        if layout is None:
            raise Refused(Issue("layout-unknown", value=self.wanted, expected=profile.name))
        return layout

    def titles(self, profile: Profile) -> list[str]:
        """Folded titles that the sheet of a workbook may have."""
        theirs = {fold(title) for one in self.known if one.profile == profile.name for title in one.titles}
        return [*known_names(profile), *sorted(theirs)]


@dataclass(frozen=True)
class Foreign:
    """A file that a layout reads."""

    source: Source
    file: OfficerFile
    layout: Layout

    def describe(self, report: Report) -> None:
        """Say in ``report`` how the file is written and by which layout it is read."""
        found, title = self.source.found, self.layout.title
        report.layout = {"name": self.layout.name, "fr": title.text("fr"), "en": title.text("en")}
        report.format = "JSON" if self.source.is_document else found.kind
        report.member, report.sheet = found.member, found.sheet
        report.delimiter, report.quote = self.file.separator, self.file.quote
        report.encoding = "" if self.source.is_sheet else self.source.encoding.codec

    @contextmanager
    def converted(self, profile: Profile, add: Add, tell: Tell, folder: str) -> Iterator[Source]:
        """The rows as the text of a table of ``profile``, in a file in ``folder`` that lasts as long as the block.

        ``add`` is given what cannot be converted or is left out, ``tell`` how many bytes have been read.

        Raises Refused."""
        with tempfile.TemporaryFile("w+", _BUFFER, encoding="utf-8", newline="", dir=folder) as target:
            lines = self._write(target, [field.name for field in profile.fields], add, tell)
            target.flush()
            path = Path(f"/proc/self/fd/{target.fileno()}")
            yield Source(Text(path, path.stat().st_size), Encoding("utf-8"), lines=lines)

    def _write(self, target: TextIO, names: Sequence[str], add: Add, tell: Tell) -> Sequence[int]:
        """Write the rows under the header of ``names``; give the line that each comes from."""
        writer = csv.writer(target, delimiter=_SEPARATOR, quotechar=_QUOTE, lineterminator="\n")
        writer.writerow(names)
        known, lines = frozenset(names), array("I")
        self.file.on_read = lambda: tell(self.file.bytes_read, len(lines))
        for item in self.layout.convert(self.file):
            if not isinstance(item, Row):
                add(item)
                continue
            if not item.cells.keys() <= known:
                raise ValueError(f"columns that the profile has not: {', '.join(item.cells.keys() - known)}")
            writer.writerow(_on_one_line([item.cells.get(name, "") for name in names]))
            lines.append(item.line)
            if len(lines) % _TOLD == 0:
                tell(self.file.bytes_read, len(lines))
        return lines


def _on_one_line(cells: list[str]) -> list[str]:
    """The cells without what would end a row within them; most have nothing of the kind."""
    if "".join(cells).isprintable():
        return cells
    return [cell.translate(_BREAKS) for cell in cells]


def table_or_foreign(source: Source, profile: Profile, layouts: Layouts, limits: Limits) -> Table | Foreign:
    """The table of a file as it stands, or how a layout reads it when its header is not the profile's.

    Raises Refused."""
    own = _own_table(source, profile, limits)
    if isinstance(own, Table) and not own.matching.issues and not layouts.wanted:
        return own
    file = OfficerFile(source, layouts.file_name, limits)
    layout = layouts.of(profile, file)
    if layout is not None:
        return Foreign(source, file, layout)
    if isinstance(own, Refused):
        raise own
    return own


def _own_table(source: Source, profile: Profile, limits: Limits) -> Table | Refused:
    try:
        refuse_document(source)
        return table_of(source, profile, limits)
    except Refused as refusal:
        return refusal
