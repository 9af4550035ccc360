"""Workbooks as offices send them, and as nobody should."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def xlsx(rows: Rows, title: str = "Feuil1", **others: Rows) -> bytes:
    """A workbook with a sheet for ``rows``, then one for each of ``others``."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, content in {title: rows, **others}.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def raw_xlsx(
    rows: str,
    *,
    before: str = "",
    declared: str = "",
    after: str = "",
    workbook: str = "",
    texts: Sequence[str] = (),
    prefix: str = "",
) -> bytes:
    """A workbook whose one sheet has ``rows`` as XML; ``texts`` are those that its cells share."""
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    names = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="Feuil1" sheetId="1" r:id="rId1"/></sheets>{workbook}</workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="{len(texts)}">{shared}</sst>',
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{declared}<{prefix}worksheet {names}="{_MAIN}">{before}'
            f"<{prefix}sheetData>{rows}</{prefix}sheetData>{after}</{prefix}worksheet>",
        }
    )


def xlsx_row(number: int, *cells: str) -> str:
    """A row of ``raw_xlsx``: texts, or the XML of a cell."""
    return f'<row r="{number}">{"".join(map(_xlsx_cell, cells))}</row>'


def _xlsx_cell(cell: str) -> str:
    return cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def ods(*tables: str) -> bytes:
    """A workbook of LibreOffice with ``tables``."""
    calcext = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"/>',
            "content.xml": f'<?xml version="1.0"?><office:document-content {_NAMESPACES} {calcext}><office:body>'
            f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>",
        }
    )


def table(rows: Iterable[Iterable[Any]], name: str = "Feuille1") -> str:
    """A table of ``ods``: texts, numbers, or the XML of a cell; as LibreOffice, it ends with rows of nothing."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    return (
        f'<table:table table:name="{name}">{lines}'
        f'<table:table-row table:number-rows-repeated="1048000">{rest}</table:table-row></table:table>'
    )


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, float | int):
        return ods_cell(f'office:value-type="float" office:value="{cell}"', str(cell))
    if cell.startswith("<"):
        return str(cell)
    return ods_text(f"<text:p>{escape(cell)}</text:p>") if cell else "<table:table-cell/>"


def ods_cell(attributes: str, shown: str) -> str:
    """A cell that shows a text."""
    return f"<table:table-cell {attributes}><text:p>{escape(shown)}</text:p></table:table-cell>"


def ods_text(content: str) -> str:
    """A cell of text."""
    return f'<table:table-cell office:value-type="string">{content}</table:table-cell>'
