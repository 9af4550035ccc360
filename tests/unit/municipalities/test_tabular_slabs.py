"""A sheet read in slabs is the sheet, however small they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.tabular.issues import Refused
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.spreadsheets import books, converting
from ckanext.rouen_municipalities.core.tabular.spreadsheets.exchange import (
    LINE_BREAK,
    SEPARATOR,
    End,
    Message,
    Request,
    Sheets,
)
from ckanext.rouen_municipalities.core.tabular.spreadsheets.slabs import Seams
from workbooks import raw_xlsx, xlsx_row

SIZES = [1, 100, 333, 1 << 20]


def in_chunks(text: str, size: int = 50) -> Iterator[bytes]:
    content = text.encode()
    return (content[start : start + size] for start in range(0, len(content), size))


def sheet(rows: str, prefix: str = "", tail: str = "") -> str:
    return f"<{prefix}worksheet><{prefix}sheetData>{rows}</{prefix}sheetData>{tail}</{prefix}worksheet>"


def rows_of(slab: bytes) -> bytes:
    found = re.fullmatch(rb"<x?:?worksheet><x?:?sheetData>(.*)</x?:?sheetData></x?:?worksheet>", slab, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("size", SIZES)
def test_slabs_are_whole_rows_and_together_all_of_them(size: int, prefix: str) -> None:
    rows = "".join(
        f'<{prefix}row r="{number}"><{prefix}c r="A{number}"><{prefix}v>{number}</{prefix}v></{prefix}c></{prefix}row>'
        for number in range(1, 60)
    )
    slabs = list(Seams(in_chunks(sheet(rows, prefix)), size).slabs())
    assert b"".join(map(rows_of, slabs)).decode() == rows
    assert all(rows_of(slab).startswith(f"<{prefix}row".encode()) for slab in slabs)
    assert (len(slabs) > 5) == (size <= 333)


def test_rows_that_do_not_say_their_number_stay_together() -> None:
    rows = "<row><c><v>1</v></c></row>" * 100
    assert [rows_of(slab).decode() for slab in Seams(in_chunks(sheet(rows)), 100).slabs()] == [rows]


@pytest.mark.parametrize("text", ["<worksheet/>", "<worksheet><sheetData><row", "", sheet("")[:-30]])
def test_a_sheet_without_its_end_is_damaged(text: str) -> None:
    with pytest.raises(Refused):
        list(Seams(in_chunks(text), 100).slabs())


def test_an_empty_sheet_is_one_slab_of_nothing() -> None:
    assert [rows_of(slab) for slab in Seams(in_chunks("<worksheet><sheetData/></worksheet>"), 100).slabs()] == [b""]


@pytest.mark.parametrize("size", SIZES)
def test_what_stands_around_the_rows_is_remembered(size: int) -> None:
    rows = '<row r="1"/><row r="2" hidden="1"/>' + '<row r="3" spans="1:2"/>' * 20 + '<row hidden="true" r="9"/>'
    tail = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B5:B9"/></mergeCells>'
    seams = Seams(in_chunks(sheet(rows, tail=tail), 40), size)
    list(seams.slabs())
    assert (seams.hidden_rows, seams.first_hidden_row) == (2, 2)
    assert seams.merged == [("A", 1, "C", 1), ("B", 5, "B", 9)]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="A1" t="e"><v>#N/A</v></c>', '<c r="A1" t="str"><v>#N/A</v></c>'),
        ("<c t='e' s='1'><f>NA()</f><v>#NEW!</v></c>", "<c t=\"str\" s='1'><f>NA()</f><v>#VALUE!</v></c>"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', '<c r="A1"><f>1+1</f><v>2</v></c>'),
        ('<c r="A1" s="3"><f>1+1</f><v/></c>', '<c r="A1" s="3" t="str"><v>\u2060=1+1</v></c>'),
        ('<c r="A1"><f>A2&amp;"x"</f></c>', '<c r="A1" t="str"><v>\u2060=A2&amp;"x"</v></c>'),
        ('<c r="A1"><f t="shared" si="0"/><v></v></c>', '<c r="A1" t="str"><v>\u2060=</v></c>'),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', '<c r="A1" t="str"><f>""</f><v></v></c>'),
        ('<c t="inlineStr"><is><t>t="e"</t></is></c>', '<c t="inlineStr"><is><t>t="e"</t></is></c>'),
        ("<c/><c><v>1</v></c>", "<c/><c><v>1</v></c>"),
    ],
)
def test_errors_and_formulas_without_value_become_texts(cell: str, read: str) -> None:
    text = "<?xml version='1.0'?>" + sheet(f'<row r="1">{cell}</row>')
    (slab,) = Seams(in_chunks(text), 100).slabs()
    assert slab.decode().partition('<row r="1">')[2].partition("</row>")[0] == read


def test_values_that_await_their_computing_are_none() -> None:
    cells = '<row r="1"><c t="str"><f>A1</f><v>x</v></c><c><v>1</v></c></row>'
    (slab,) = Seams(in_chunks(sheet(cells)), 100, awaits_computing=True).slabs()
    assert rows_of(slab).decode() == '<row r="1"><c t="str"><v>\u2060=A1</v></c><c><v>1</v></c></row>'


Convert = Callable[[bytes], tuple[list[list[str]], End]]


@pytest.fixture(params=SIZES)
def convert(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Convert:
    """Converts a workbook in slabs of some size, in this process."""
    monkeypatch.setattr(books, "_SLAB", request.param)
    monkeypatch.setattr(books, "_SLAB_PER_TEXTS", 0)

    def converted(content: bytes) -> tuple[list[list[str]], End]:
        source, target = tmp_path / "a", tmp_path / "b"
        source.write_bytes(content)
        said: list[Message] = []
        with source.open("rb") as read, target.open("w+b") as written:
            sheets = Sheets(names=["id", "nom", "note"])
            converting.answer(Request(read.fileno(), written.fileno(), 0, str(tmp_path), Limits(), sheets), said.append)
        assert said[-1].end is not None, said[-1]
        return [line.split(SEPARATOR) for line in target.read_text("utf-8").split("\n")[:-1]], said[-1].end

    return converted


def test_cells_keep_their_place_in_whatever_slab_they_are(convert: Convert) -> None:
    texts = ["id", "nom", "note", "Île\nde Lacroix", "à voir"]
    titles = '<row r="3">' + "".join(f'<c r="{c}3" t="s"><v>{rank}</v></c>' for rank, c in enumerate("BCD")) + "</row>"
    rows = [
        f'<row r="{number}"><c r="B{number}"><v>{number}</v></c><c r="C{number}" t="s"><v>3</v></c>'
        + (f'<c r="D{number}" t="s"><v>4</v></c>' if number % 7 == 0 else "")
        + "</row>"
        for number in range(5, 300)
        if number != 100
    ]
    lines, end = convert(raw_xlsx(titles + "".join(rows), texts=texts))
    assert end == End()
    assert lines[2] == ["", "id", "nom", "note"]
    for number, line in enumerate(lines, 1):
        note = "à voir" if number % 7 == 0 else ""
        if number in (1, 2, 4, 100):
            assert not any(line)
        elif number > 4:
            assert line == ["", str(number), f"Île{LINE_BREAK}de Lacroix", note]
    assert len(lines) == 299


def test_cells_right_of_the_titles_are_there_for_all_to_see(convert: Convert) -> None:
    rows = [xlsx_row(number, f"E{number}", "a") for number in range(2, 90)]
    lines, _ = convert(raw_xlsx(xlsx_row(1, "id", "nom") + "".join(rows) + xlsx_row(90, "E90", "b", "", "oubli")))
    assert {len(line) for line in lines[:-1]} == {2}
    assert lines[-1] == ["E90", "b", "", "oubli"]


def test_merged_cells_are_told_when_they_have_a_value(convert: Convert) -> None:
    rows = "".join(xlsx_row(number, f"E{number}" if number % 2 else "", "a") for number in range(2, 90))
    after = '<mergeCells><mergeCell ref="A71:A72"/><mergeCell ref="A80:A81"/></mergeCells>'
    _, end = convert(raw_xlsx(xlsx_row(1, "id", "nom") + rows, after=after))
    assert [(flaw.row, flaw.column, flaw.value, flaw.expected) for flaw in end.flaws] == [(71, 0, "E71", "A71:A72")]
