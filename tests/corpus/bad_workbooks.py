"""Workbooks and archives that an office may send by mistake, or somebody else on purpose."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from workbooks import (
    ods,
    ods_cell,
    raw_xlsx,
    saved,
    table,
    xlsx,
    xlsx_row,
    zipped,
)

TITLES = ["id", "nom"]
GOOD = [TITLES, ["E001", "Piscine"]]
GOOD_XLSX = xlsx(GOOD)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


def cells(column: str, *values: Any) -> bytes:
    """A workbook whose ``column`` has ``values``."""
    return xlsx([[*TITLES, column], *([f"E{rank:03d}", "Équipement", value] for rank, value in enumerate(values, 1))])


def raw_cell(column: str, cell: str, **parts: str) -> bytes:
    """A workbook with the XML of a cell."""
    return raw_xlsx(xlsx_row(1, *TITLES, column) + xlsx_row(2, "E001", "Piscine", cell), **parts)


def ods_with(column: str, cell: str) -> bytes:
    """A workbook of LibreOffice with the XML of a cell."""
    return ods(table([[*TITLES, column], ["E001", "Piscine", cell]]))


def replaced(content: bytes, name: str, part: bytes | None) -> bytes:
    """An archive with another file in the place of one, or without it."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    others = {each: data for each, data in files.items() if each != name}
    return zipped(others if part is None else others | {name: part})


def merged(area: str) -> bytes:
    """Two facilities, some cells merged."""
    book = Workbook()
    for row in (TITLES, ["E001", "Piscine"], ["E002", None]):
        book.active.append(row)
    book.active.merge_cells(area)
    return saved(book)


def encrypted(content: bytes) -> bytes:
    """An archive that says that its first file needs a password."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[content.index(mark) + place] |= 1
    return bytes(changed)


def doubled(name: str) -> bytes:
    """An archive with two files of one name."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, "id;nom\nE001;a\n")
        archive.writestr(name.replace("a", "b"), "id;nom\nE001;b\n")
    return written.getvalue().replace(b"b.csv", b"a.csv")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DAMAGED = GOOD_XLSX[:60] + bytes(byte ^ 0x55 for byte in GOOD_XLSX[60:90]) + GOOD_XLSX[90:]

#: name → content and the rules that its report names
WORKBOOKS: dict[str, tuple[bytes, set[str]]] = {
    # other documents
    "a workbook of the nineties": (OLD, {"format-not-read"}),
    "a workbook under a password": (OLD + "EncryptedPackage".encode("utf-16-le"), {"file-protected"}),
    "a binary workbook": (zipped({"[Content_Types].xml": "x", "xl/workbook.bin": "x"}), {"format-not-read"}),
    "a letter": (zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}), {"format-not-read"}),
    "a presentation": (zipped({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), {"format-not-read"}),
    "a workbook of Apple": (zipped({"Index/Document.iwa": "x"}), {"format-not-read"}),
    "a letter of LibreOffice": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}),
        {"format-not-read"},
    ),
    "a book": (zipped({"mimetype": "application/epub+zip", "x.html": "x"}), {"format-not-read"}),
    # archives
    "an archive of two tables": (zipped({"a.csv": "id;nom\n", "b.csv": "id;nom\n"}), {"archive-many-files"}),
    "an archive of folders": (zipped({"a/": "", "__MACOSX/._a": "x", "b/.DS_Store": "x"}), {"archive-empty"}),
    "an archive in an archive": (zipped({"a.zip": zipped({"a.csv": "id;nom\nE001;a\n"})}), {"archive-nested"}),
    "an archive of a photograph": (zipped({"a.csv": b"\xff\xd8\xff\xe0"}), {"format-not-read"}),
    "an archive of an old workbook": (zipped({"a.xls": OLD}), {"format-not-read"}),
    "an archive of nothing": (zipped({"a.csv": ""}), {"file-empty"}),
    "an archive of a bad table": (zipped({"a.csv": "id;nom\n1;\n"}), {"pattern", "required"}),
    "an archive of a bad workbook": (zipped({"a.xlsx": cells("places", "douze")}), {"number"}),
    "an archive under a password": (encrypted(zipped({"a.csv": "id;nom\nE001;a\n"})), {"file-protected"}),
    "an archive with one name twice": (doubled("a.csv"), {"archive-damaged"}),
    "an archive cut short": (zipped({"a.csv": "id;nom\nE001;a\n" * 9})[:-30], {"archive-damaged"}),
    "an archive with wrong bytes": (
        zipped({"a.csv": bytes(range(256))}).replace(b"\x10\x11\x12", b"\x10\x12\x11"),
        {"archive-damaged"},
    ),
    "an archive of ten thousand and one files": (
        zipped({f"{rank}": "" for rank in range(10_001)}),
        {"archive-many-entries"},
    ),
    "an archive that grows a thousandfold": (zipped({"a.csv": bytes(70 << 20)}), {"archive-bomb"}),
    # damaged workbooks
    "a workbook cut short": (GOOD_XLSX[: len(GOOD_XLSX) // 2], {"archive-damaged"}),
    "a workbook with wrong bytes": (DAMAGED, {"archive-damaged"}),
    "a workbook without its sheet": (replaced(GOOD_XLSX, "xl/worksheets/sheet1.xml", None), {"spreadsheet-damaged"}),
    "a workbook without its relations": (
        replaced(GOOD_XLSX, "xl/_rels/workbook.xml.rels", None),
        {"spreadsheet-damaged"},
    ),
    "a workbook whose sheet is no XML": (
        replaced(GOOD_XLSX, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        {"spreadsheet-damaged"},
    ),
    "a workbook that is no XML": (replaced(GOOD_XLSX, "xl/workbook.xml", b"{}"), {"spreadsheet-damaged"}),
    "a workbook of LibreOffice without content": (
        replaced(ods(table(GOOD)), "content.xml", None),
        {"spreadsheet-damaged"},
    ),
    "a workbook of LibreOffice whose content is no XML": (
        replaced(ods(table(GOOD)), "content.xml", b"<office:document-content><"),
        {"spreadsheet-damaged"},
    ),
    # bombs
    "two cells at the ends of the world": (raw_xlsx(FAR), {"sheet-too-large"}),
    "a sheet that says that it has no end": (
        raw_xlsx(xlsx_row(1, *TITLES), before='<dimension ref="A1:XFD1048576"/>'),
        {"sheet-too-large"},
    ),
    "a sheet of LibreOffice repeated for ever": (
        ods(
            '<table:table table:name="A"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
            "</table:table>"
        ),
        {"spreadsheet-damaged"},
    ),
    "entities in a sheet": (raw_xlsx(xlsx_row(1, *TITLES), declared=ENTITIES), {"xml-entities"}),
    "entities in a workbook": (
        replaced(GOOD_XLSX, "xl/workbook.xml", f'<?xml version="1.0"?>{ENTITIES}<workbook/>'.encode()),
        {"xml-entities"},
    ),
    "entities in texts": (
        replaced(GOOD_XLSX, "xl/sharedStrings.xml", f'<?xml version="1.0"?>{ENTITIES}<sst/>'.encode()),
        {"xml-entities"},
    ),
    "entities in a sheet of LibreOffice": (
        replaced(ods(table(GOOD)), "content.xml", f'<?xml version="1.0"?>{ENTITIES}<x/>'.encode()),
        {"xml-entities"},
    ),
    "a file outside its folder": (
        replaced(
            GOOD_XLSX, "xl/_rels/workbook.xml.rels", b'<R><Relationship Id="rId1" Target="../../../etc/passwd"/></R>'
        ),
        {"spreadsheet-damaged"},
    ),
    # sheets
    "an empty workbook": (xlsx([]), {"file-empty"}),
    "a workbook of titles": (xlsx([TITLES]), {"no-rows"}),
    "a workbook without titles": (xlsx([["E001", "Piscine"]]), {"header-not-found"}),
    "a workbook of another table": (xlsx([["a", "b"], [1, 2]]), {"header-not-found"}),
    "a workbook with a column missing": (xlsx([["id"], ["E001"]]), {"header-missing"}),
    "a workbook with a column twice": (xlsx([["id", "nom", "Nom"], ["E001", "a", "b"]]), {"header-duplicate"}),
    "a workbook with a column too many": (xlsx([["id", "nom", "x"], ["E001", "a", "b"]]), {"header-unknown"}),
    "values under no title": (xlsx([["id", "", "nom"], ["E001", "x", "a"]]), {"header-blank"}),
    "values right of the table": (xlsx([TITLES, ["E001", "a", "", "oubli"]]), {"row-too-long"}),
    "two sheets without a title of the table": (
        xlsx([["a", "b"], [1, 2]], "2025", **{"2026": [["c"], [3]]}), {"sheet-unfit"}
    ),
    "the table on two sheets": (xlsx(GOOD, "2025", **{"2026": GOOD}), {"sheet-ambiguous"}),
    "titles on two rows of merged cells": (
        xlsx([["Équipement", None, "Lieu"], ["code", "libellé", "commune"], ["E001", "a", "76540"]]),
        {"header-not-found"},
    ),
    # cells
    "an error of Excel": (raw_cell("surface_m2", '<c t="e"><v>#DIV/0!</v></c>'), {"spreadsheet-error"}),
    "an error that is new": (raw_cell("type", '<c t="e"><v>#NEW!</v></c>'), {"spreadsheet-error"}),
    "an unknown error in a mandatory cell": (
        raw_xlsx(xlsx_row(1, *TITLES) + xlsx_row(2, "E001", '<c t="e"><v>#NEW!</v></c>')),
        {"spreadsheet-error"},
    ),
    "an error of LibreOffice": (
        ods_with("places", ods_cell('office:value-type="string" calcext:value-type="error"', "#N/A")),
        {"spreadsheet-error"},
    ),
    "an error that LibreOffice counts as zero": (
        ods_with("places", ods_cell('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#DIV/0!")),
        {"spreadsheet-error"},
    ),
    "a formula without result": (cells("places", "=SUM(A1:A2)"), {"formula-not-computed"}),
    "a formula that calls a program": (cells("type", "=cmd|' /C calc'!A0"), {"formula-not-computed"}),
    "a result that awaits its computing": (
        raw_cell("places", "<c><f>1+1</f><v>0</v></c>", workbook='<calcPr fullCalcOnLoad="1"/>'),
        {"formula-not-computed"},
    ),
    "a formula without result of LibreOffice": (
        ods_with("places", '<table:table-cell table:formula="of:=1+1"/>'),
        {"formula-not-computed"},
    ),
    "a name for two rows": (merged("B2:B3"), {"cells-merged", "required"}),
    "a name over two columns": (merged("A2:B2"), {"cells-merged", "required"}),
    "a code that became a date": (xlsx([TITLES, [date(2026, 1, 2), "a"]]), {"code-date", "pattern"}),
    "a SIRET of too many digits": (cells("siret", 21760540100013000), {"code-scientific"}),
    "a SIRET as a number with a wrong key": (cells("siret", 21760540800019), {"siret"}),
    "a postcode as a number": (cells("code_postal", 1400), {"leading-zero-lost"}),
    "a day for a number": (cells("surface_m2", date(2026, 2, 1)), {"number"}),
    "a truth for a number": (cells("surface_m2", True), {"number"}),
    "half a seat as a number": (cells("places", 12.5), {"integer-decimal"}),
    "a negative area as a number": (cells("surface_m2", -1.5), {"minimum"}),
    "a number beyond measure": (cells("places", 1e300), {"number-too-large"}),
    "two for a truth": (cells("accessible", 2), {"boolean"}),
    "an hour for a day": (cells("ouverture", time(14, 30)), {"date"}),
    "a moment for a day": (cells("ouverture", datetime(2026, 2, 1, 14, 30)), {"date-with-time"}),
    "a year for a day": (cells("ouverture", 2026), {"date-incomplete"}),
    "half a day": (cells("ouverture", 46054.5), {"date-with-time"}),
    "a day for a year": (cells("construction", date(2026, 2, 1)), {"year"}),
    "a day for a month": (cells("mois", date(2026, 2, 15)), {"yearmonth"}),
    "an hour that autumn doubled, as a date": (cells("releve", datetime(2026, 10, 25, 2, 30)), {"datetime-ambiguous"}),
    "both decimal signs in texts": (cells("surface_m2", "12,5", 3, "1.234"), {"number-ambiguous"}),
    "a sign that no text has": (
        raw_cell("type", '<c t="inlineStr"><is><t>pisc_x001F_ine</t></is></c>'),
        {"cell-unreadable"},
    ),
    "a note in place of a value": (cells("surface_m2", "voir ci-dessous"), {"number"}),
}
