"""The parts of a spreadsheet's archive: which one holds a sheet, how large it says it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..issues import Issue, Refused
from ..limits import Limits
from .archive import Archive
from .xml import Attributes, Reader, local, read, refuse_entities

#: entities are declared, and dimensions said, at the beginning of a part
_HEAD_BYTES = 1 << 14
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
#: what a sheet's cells are read with
_FRAME = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "xl/styles.xml", "xl/sharedStrings.xml")
_OTHER_SHEETS = ("xl/chartsheets/", "xl/dialogsheets/", "xl/macrosheets/")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s+ref="\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})"')
_TRUTHS = ("1", "true", "on")


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    #: identifier of its part
    key: str
    is_visible: bool


@dataclass
class Workbook(Reader):
    """What ``workbook.xml`` says."""

    sheets: list[SheetEntry] = field(default_factory=list)
    #: days are counted from 1904, as old Macintosh did
    since_1904: bool = False
    #: values of formulas are those of the program that wrote the file, and not yet computed
    awaits_computing: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Only three elements matter."""
        found = {local(key): value for key, value in attributes.items()}
        if local(name) == "sheet":
            is_visible = found.get("state", "visible") == "visible"
            self.sheets.append(SheetEntry(found.get("name", ""), found.get("id", ""), is_visible))
        elif local(name) == "workbookPr":
            self.since_1904 = found.get("date1904") in _TRUTHS
        elif local(name) == "calcPr":
            self.awaits_computing = found.get("fullCalcOnLoad") in _TRUTHS


@dataclass
class _Relations(Reader):
    """Identifier → part."""

    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        """Targets are written from ``xl/`` or from the top."""
        if local(name) == "Relationship":
            path = posixpath.join("/xl", attributes.get("Target", "").replace("\\", "/"))
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/")


class Parts:
    """The parts of the spreadsheet in ``archive``, none of which declares entities; raises Refused."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        """What the workbook says is read at once."""
        self.archive = archive
        self.workbook = Workbook()
        self._limits = limits
        self._parts: dict[str, str] = {}
        for name in archive.names:
            if name.endswith((".xml", ".rels")):
                refuse_entities(archive.head(name, _HEAD_BYTES))
        if archive.kind == "XLSX":
            self._follow_relations()
        elif any(b"encryption-data" in chunk for chunk in self._chunks(_MANIFEST)):
            raise Refused(Issue("file-protected"))

    @property
    def frame(self) -> list[str]:
        """The parts without which a sheet of Excel has no meaning."""
        return [name for name in _FRAME if name in self.archive.names]

    def is_table(self, sheet: SheetEntry) -> bool:
        """Whether the sheet has cells, not a chart."""
        return not self._parts.get(sheet.name, "").startswith(_OTHER_SHEETS)

    def of_sheet(self, sheet: str) -> str:
        """The part of the sheet called ``sheet``; raises Refused."""
        part = self._parts.get(sheet, "") if self.archive.kind == "XLSX" else _CONTENT
        if part not in self.archive.names:
            raise Refused(Issue("spreadsheet-damaged"))
        return part

    def refuse_too_wide(self, sheet: str) -> None:
        """Raises Refused when the sheet says that it has more cells than can be read."""
        found = _DIMENSION.search(self.archive.head(self.of_sheet(sheet), _HEAD_BYTES))
        if found is None:
            return
        first_column, first_row, last_column, last_row = (group.decode() for group in found.groups())
        columns = column_number(last_column) - column_number(first_column) + 1
        if columns * (int(last_row) - int(first_row) + 1) > self._limits.sheet_cells:
            raise Refused(Issue("sheet-too-large", value=f"{last_column}{last_row}"))

    def _follow_relations(self) -> None:
        relations = _Relations()
        read(self._chunks(_WORKBOOK), self.workbook)
        read(self._chunks(_RELATIONS), relations)
        self._parts = {sheet.name: relations.targets.get(sheet.key, "") for sheet in self.workbook.sheets}

    def _chunks(self, name: str) -> Iterable[bytes]:
        if name not in self.archive.names:
            raise Refused(Issue("spreadsheet-damaged"))
        return self.archive.chunks(name)


def column_number(letters: str) -> int:
    """1 for ``A``, 27 for ``AA``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
