"""A workbook goes in as its text would, cell by cell; what it hides is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular import isolated
from ckanext.rouen_municipalities.core.tabular.checking import check, line_of_rows
from ckanext.rouen_municipalities.core.tabular.issues import Refused
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.profile import Profile, load_profile
from ckanext.rouen_municipalities.core.tabular.report import Report
from ckanext.rouen_municipalities.core.tabular.spreadsheets.choosing import listed_sheets
from openpyxl import Workbook
from workbooks import ods, ods_cell, ods_text, raw_xlsx, saved, table, xlsx, xlsx_row, zipped

TITLES = ["id", "nom", "ouverture", "surface_m2", "places", "accessible", "code_postal", "releve", "note"]
PROFILE = load_profile(
    {
        "name": "essai/equipements",
        "fields": [
            {"name": "id", "type": "code", "constraints": {"required": True}},
            {"name": "nom", "constraints": {"required": True}},
            {"name": "ouverture", "type": "date"},
            {"name": "surface_m2", "type": "number"},
            {"name": "places", "type": "integer"},
            {"name": "accessible", "type": "boolean"},
            {"name": "code_postal", "type": "code", "constraints": {"pattern": "[0-9]{5}"}},
            {"name": "releve", "type": "datetime"},
            {"name": "note"},
        ],
        "primaryKey": ["id"],
    }
)
TYPED = ["E1", "Île", date(2026, 2, 1), 1250.5, 12, True, "01400", datetime(2026, 2, 1, 14, 30), "12,5"]
READ = ["E1", "Île", "2026-02-01", "1250.5", "12", "true", "01400", "2026-02-01T14:30:00+01:00", "12,5"]

Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file whose name says nothing and gives its path."""

    def written(content: bytes) -> Path:
        path = tmp_path / "fichier.csv"
        path.write_bytes(content)
        return path

    return written


def report_of(path: Path, profile: Profile = PROFILE, sheet: str = "", **limits: Any) -> Report:
    return check(path, profile, limits=replace(Limits(), **limits), sheet=sheet).finish()


def rows(path: Path, profile: Profile = PROFILE) -> list[list[str | None]]:
    checking = check(path, profile)
    found = [list(row) for batch in checking for row in zip(*batch.columns, strict=True)]
    assert checking.report.issues == []
    return found


def issues(report: Report) -> list[tuple[str, int | None, str, str]]:
    return [(issue.rule, issue.line, issue.column, issue.value) for issue in report.issues]


def notices(report: Report) -> list[tuple[str, int, int | None, str]]:
    return [(notice.rule, notice.count, notice.line, notice.value) for notice in report.warnings]


def profile_of(*fields: dict[str, Any], **rest: Any) -> Profile:
    return load_profile({"name": "essai", "fields": list(fields), **rest})


def styled(form: str, value: float) -> bytes:
    """A workbook with one number shown in a way of its own."""
    book = Workbook()
    sheet = book.active
    sheet.append(["releve"])
    sheet.append([value])
    sheet["A2"].number_format = form
    return saved(book)


# what is read


def test_a_workbook_gives_the_columns_that_its_text_would(write: Write) -> None:
    path = write(xlsx([TITLES, TYPED]))
    assert rows(path) == [READ]
    report = report_of(path)
    assert (report.format, report.sheet, report.header_line, report.rows) == ("XLSX", "Feuil1", 1, 1)
    assert (report.encoding, report.delimiter, report.sums["surface_m2"]) == ("", "", 1250.5)


def test_a_workbook_of_libreoffice_does_too(write: Write) -> None:
    typed = [
        "E1",
        "Île",
        '<table:table-cell office:value-type="date" office:date-value="2026-02-01"/>',
        1250.5,
        12,
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        "01400",
        '<table:table-cell office:value-type="date" office:date-value="2026-02-01T14:30:00"/>',
        "12,5",
    ]
    path = write(ods(table([TITLES, typed])))
    assert rows(path) == [READ]
    assert (report_of(path).format, report_of(path).sheet) == ("ODS", "Feuille1")


@pytest.mark.parametrize(
    "inner",
    [
        b"id;nom\nE1;\xc3\x8ele\n",
        "id\tnom\nE1\tÎle\n".encode("utf-16"),
        xlsx([["id", "nom"], ["E1", "Île"]]),
        ods(table([["id", "nom"], ["E1", "Île"]])),
    ],
    ids=["csv", "tsv", "xlsx", "ods"],
)
def test_an_archive_of_one_file_is_that_file(write: Write, inner: bytes) -> None:
    path = write(zipped({"export/données.bin": inner, "__MACOSX/export/._données.bin": b"x"}))
    assert rows(path)[0][:2] == ["E1", "Île"]
    assert report_of(path).member == "export/données.bin"


def test_nothing_is_left_beside_the_file(write: Write) -> None:
    path = write(zipped({"a.xlsx": xlsx([TITLES, TYPED])}))
    report_of(path)
    assert list(path.parent.iterdir()) == [path]


def test_a_file_is_read_where_nothing_can_be_written(write: Write) -> None:
    path = write(xlsx([TITLES, TYPED]))
    path.parent.chmod(0o500)
    try:
        assert report_of(path).accepted
    finally:
        path.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.499999999999998, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1e-07, "0.0000001"),
        (-3.0, "-3"),
        (21760540800019, "21760540800019"),
        (123456789012345, "123456789012345"),
        (1234567890123456789, "1.23456789012346E+18"),
        (99999.995, "99999.995"),
    ],
)
def test_a_number_is_written_in_full_without_the_noise_of_arithmetic(write: Write, value: float, text: str) -> None:
    assert rows(write(xlsx([["note"], [value]])), profile_of({"name": "note"})) == [[text]]


def test_numbers_alone_in_their_column_are_written_like_numbers_among_others(write: Write) -> None:
    values = [12.0, -0.5, 1e22, 0.1 + 0.2, 1e-9, 7.25, 0.0]
    alone = rows(write(xlsx([[value] for value in ["note", *values]])), profile_of({"name": "note"}))
    assert [row[0] for row in alone] == ["12", "-0.5", "1E+22", "0.3", "0.000000001", "7.25", "0"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(time(14, 30), "14:30:00"), (timedelta(hours=26, minutes=30), "26:30:00"), (False, "FAUX")],
)
def test_times_and_truths_are_written_as_an_officer_does(write: Write, value: Any, text: str) -> None:
    assert rows(write(xlsx([["note"], [value]])), profile_of({"name": "note"})) == [[text]]


def test_a_moment_loses_the_noise_of_its_fraction_of_a_day(write: Write) -> None:
    moment = profile_of({"name": "releve", "type": "datetime"})
    for serial in (46054.6041666666, 46054.6041667):
        assert rows(write(styled("dd/mm/yyyy hh:mm", serial)), moment) == [["2026-02-01T14:30:00+01:00"]]


def test_a_month_that_the_spreadsheet_made_a_day_is_a_month(write: Write) -> None:
    month = profile_of({"name": "m", "type": "yearmonth"})
    assert rows(write(xlsx([["m"], [date(2026, 3, 1)]])), month) == [["2026-03-01"]]
    assert issues(report_of(write(xlsx([["m"], [date(2026, 3, 2)]])), month)) == [("yearmonth", 2, "m", "2026-03-02")]


def test_days_that_lost_the_look_of_dates_are_read_and_told_once(write: Write) -> None:
    path = write(xlsx([["id", "nom", "ouverture"], ["a", "b", 46054], ["b", "c", 46055], ["c", "d", date(2026, 2, 3)]]))
    assert [row[2] for row in rows(path)] == ["2026-02-01", "2026-02-02", "2026-02-03"]
    assert notices(report_of(path)) == [("date-serial", 2, 2, "46054")]


@pytest.mark.parametrize("value", [2026, 202602, 46054.5])
def test_a_number_that_is_no_usual_day_is_no_date(write: Write, value: float) -> None:
    assert report_of(write(xlsx([["id", "nom", "ouverture"], ["a", "b", value]]))).errors == 1


def test_serial_days_of_a_workbook_that_counts_from_1904_are_not_guessed(write: Write) -> None:
    content = raw_xlsx(
        xlsx_row(1, "id", "nom", "ouverture") + xlsx_row(2, "a", "b", "<c><v>46054</v></c>"),
        workbook='<workbookPr date1904="1"/>',
    )
    assert issues(report_of(write(content))) == [("date", 2, "ouverture", "46054")]


def test_a_text_of_several_lines_is_kept_and_rows_are_counted_as_the_spreadsheet_counts(write: Write) -> None:
    path = write(xlsx([["Équipements\nde 2026"], ["id", "nom"], ["E1", "a\nb\r\nc"], [], ["E2", "d"], ["E3", ""]]))
    report = report_of(path)
    assert issues(report) == [("required", 6, "nom", "")]
    assert (report.header_line, report.preamble) == (2, ["Équipements de 2026"])
    good = write(xlsx([["Équipements\nde 2026"], ["id", "nom"], ["E1", "a\nb\r\nc"], [], ["E2", "d"], ["E3", "e"]]))
    assert [row[1] for row in rows(good)] == ["a\nb\nc", "d", "e"]
    assert line_of_rows(good, report_of(good), [1, 2, 3]) == {1: 3, 2: 5, 3: 6}


def test_signs_that_separate_and_quote_elsewhere_are_only_signs(write: Write) -> None:
    text = "a;b,c\t|\"d\" 'e'"
    assert rows(write(xlsx([["id", "nom"], ["E1", text]])))[0][1] == text


def test_signs_that_no_text_has_are_refused_by_name(write: Write) -> None:
    path = write(raw_xlsx(xlsx_row(1, "id", "nom") + xlsx_row(2, "E1", "a_x001F_b") + xlsx_row(3, "E2", "c_x0000_")))
    assert issues(report_of(path)) == [
        ("cell-unreadable", 2, "nom", "a\ufffdb"),
        ("cell-unreadable", 3, "nom", "c\ufffd"),
    ]


# what the reader of spreadsheets passes over


def failing(kind: str) -> bytes:
    """A workbook with an error in a number and one in a text."""
    if kind == "xlsx":
        error = '<c t="e"><f>NA()</f><v>#N/A</v></c>', '<c t="e"><v>#REF!</v></c>'
        return raw_xlsx(xlsx_row(1, "id", "nom", "surface_m2") + xlsx_row(2, "E1", error[1], error[0]))
    shown = 'table:formula="of:=NA()" office:value-type="{}" calcext:value-type="error"'
    number = ods_cell(f'{shown.format("float")} office:value="0"', "#N/A")
    text = ods_cell(f'{shown.format("string")} office:string-value=""', "#REF!")
    return ods(table([["id", "nom", "surface_m2"], ["E1", text, number]]))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_error_in_a_cell_is_an_error_and_not_an_empty_cell(write: Write, kind: str) -> None:
    assert issues(report_of(write(failing(kind)))) == [
        ("spreadsheet-error", 2, "nom", "#REF!"),
        ("spreadsheet-error", 2, "surface_m2", "#N/A"),
    ]


def test_an_error_of_a_program_that_says_zero_is_an_error(write: Write) -> None:
    old = ods_cell('table:formula="of:=1/0" office:value-type="float" office:value="0"', "Err:502")
    assert issues(report_of(write(ods(table([["id", "nom", "surface_m2"], ["E1", "a", old]]))))) == [
        ("spreadsheet-error", 2, "surface_m2", "Err:502")
    ]


def test_a_formula_that_was_never_computed_is_told_not_read_as_nothing(write: Write) -> None:
    assert issues(report_of(write(xlsx([["id", "nom", "places"], ["E1", "a", "=1+1"]])))) == [
        ("formula-not-computed", 2, "places", "=1+1")
    ]
    cell = '<table:table-cell table:formula="of:=1+1"/>'
    assert issues(report_of(write(ods(table([["id", "nom", "places"], ["E1", cell, 3]]))))) == [
        ("formula-not-computed", 2, "nom", "=1+1")
    ]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ('<c t="str"><f>""</f><v></v></c>', None),
        ('<c t="str"><f>"é"</f><v>é</v></c>', "é"),
    ],
)
def test_a_formula_is_its_result(write: Write, cell: str, read: str | None) -> None:
    path = write(raw_xlsx(xlsx_row(1, "id", "nom", "note") + xlsx_row(2, "E1", "a", cell)))
    assert rows(path)[0][-1] == read


def test_results_that_await_their_computing_are_not_results(write: Write) -> None:
    cells = xlsx_row(1, "id", "nom", "places") + xlsx_row(2, "E1", "a", "<c><f>SUM(A1:A9)</f><v>0</v></c>")
    path = write(raw_xlsx(cells, workbook='<calcPr fullCalcOnLoad="1"/>'))
    assert issues(report_of(path)) == [("formula-not-computed", 2, "places", "=SUM(A1:A9)")]


def merged(*areas: str) -> bytes:
    """Two buildings of one street, in a table with merged cells."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Équipements de la ville"])
    for row in ([*TITLES[:2], "note"], ["E1", "a", "rue Verte"], ["E2", "b", None], ["Total", None, None]):
        sheet.append(row)
    for area in areas:
        sheet.merge_cells(area)
    return saved(book)


def test_a_merged_title_is_a_title(write: Write) -> None:
    report = report_of(write(merged("A1:C1")))
    assert (report.accepted, report.preamble, report.header_line) == (True, ["Équipements de la ville"], 2)


def test_a_value_in_merged_cells_is_told_where_a_table_needs_it(write: Write) -> None:
    report = report_of(write(merged("A1:C1", "C3:C4")))
    assert issues(report) == [("cells-merged", 3, "note", "rue Verte")]
    assert report.issues[0].expected == "C3:C4"
    spanned = ods_cell('table:number-rows-spanned="2" office:value-type="string"', "x")
    path = write(ods(table([["id", "nom"], ["E1", spanned], ["E2", "<table:covered-table-cell/>"]])))
    assert ("cells-merged", 2, "nom", "x") in issues(report_of(path))


def test_merged_cells_of_a_total_or_without_a_value_hurt_nobody(write: Write) -> None:
    assert report_of(write(merged("A5:B5"))).accepted
    assert issues(report_of(write(merged("B5:C5")))) == []


def test_a_line_break_of_libreoffice_is_a_line_break(write: Write) -> None:
    path = write(ods(table([["id", "nom"], ["E1", ods_text("<text:p>a<text:line-break/>b<text:tab/>c</text:p>")]])))
    assert rows(path)[0][1] == "a\nb\tc"


def test_a_note_pinned_to_a_cell_is_not_its_text(write: Write) -> None:
    note = "<office:annotation><text:p>à vérifier</text:p></office:annotation><text:p>a<text:line-break/>b</text:p>"
    assert rows(write(ods(table([["id", "nom"], ["E1", ods_text(note)]]))))[0][1] == "a\nb"


def test_hidden_rows_are_read_and_told(write: Write) -> None:
    book = Workbook()
    for row in (["id", "nom"], ["E1", "a"], ["E2", "b"], ["E3", "c"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    path = write(saved(book))
    assert len(rows(path)) == 3
    assert notices(report_of(path)) == [("rows-hidden", 1, 3, "")]
    filtered = '<table:table-row table:visibility="filter">'
    hidden = table([["id", "nom"], ["E1", "a"]]).replace("<table:table-row>", filtered)
    assert notices(report_of(write(ods(hidden)))) == [("rows-hidden", 2, 1, "")]


def test_a_code_that_became_a_date_is_told_not_published(write: Write) -> None:
    report = report_of(write(xlsx([["id", "nom"], ["1-1", "a"], [date(2026, 1, 2), "b"]])))
    assert issues(report) == [("code-date", 3, "id", "2026-01-02")]


def test_numbers_kept_as_text_are_numbers_unless_they_mean_two_things(write: Write) -> None:
    column = profile_of({"name": "n", "type": "number"})
    path = write(xlsx([["n"], ["12,5"], [1.234], ["1 250"]]))
    assert rows(path, column) == [["12.5"], ["1.234"], ["1250"]]
    for others in ([7], []):
        path = write(xlsx([["n"], ["12,5"], *[[other] for other in others], ["1.234"]]))
        assert issues(report_of(path, column)) == [("number-ambiguous", 3 + len(others), "n", "1.234")]


# which sheet

TABLE = [["id", "nom"], ["E1", "a"]]


def test_the_sheet_with_the_titles_is_read_and_told(write: Write) -> None:
    report = report_of(write(xlsx([["Bonjour"]], "Accueil", Liste=TABLE, Vide=[])))
    assert (report.sheet, report.rows) == ("Liste", 1)
    assert notices(report) == [("sheet-chosen", 2, None, "Liste")]


def test_two_sheets_with_the_titles_are_not_guessed(write: Write) -> None:
    path = write(xlsx(TABLE, "2025", **{"2026": TABLE, "Modèle": TABLE[:1]}))
    assert issues(report_of(path)) == [("sheet-ambiguous", None, "", "2025 / 2026")]
    assert report_of(path, sheet="2026").sheet == "2026"
    assert report_of(path, profile_of({"name": "id"}, {"name": "nom"}, publication={"sheet": "2025"})).sheet == "2025"


def test_sheets_without_any_title_of_the_table_are_not_guessed_either(write: Write) -> None:
    report = report_of(write(xlsx([["a"], [1]], "2025", **{"Ventes, autres": [["b"], [2]]})))
    assert issues(report) == [("sheet-unfit", None, "", "2025 / Ventes, autres")]
    assert listed_sheets(report.issues[0].value) == ["2025", "Ventes, autres"]


def test_a_sheet_that_is_asked_for_and_absent_is_told_with_those_that_are_there(write: Write) -> None:
    report = report_of(write(xlsx(TABLE, "2025")), sheet="2027")
    assert [(issue.rule, issue.value, issue.expected) for issue in report.issues] == [("sheet-missing", "2027", "2025")]


def test_the_sheet_that_a_profile_prefers_need_not_be_there(write: Write) -> None:
    profile = profile_of({"name": "id"}, {"name": "nom"}, publication={"sheet": "Données"})
    assert report_of(write(xlsx(TABLE)), profile).sheet == "Feuil1"


def test_a_hidden_sheet_is_read_only_when_it_is_named(write: Write) -> None:
    book = Workbook()
    book.active.append(["Bonjour"])
    hidden = book.create_sheet("Listes")
    for row in TABLE:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    path = write(saved(book))
    assert issues(report_of(path))[0][0] == "header-not-found"
    assert report_of(path, sheet="listes").accepted


def test_columns_without_title_or_value_are_not_columns(write: Write) -> None:
    path = write(xlsx([["", "Liste"], [], ["", "id", "", "nom", ""], ["", "E1", "", "a", ""], ["", "E2", None, "b"]]))
    assert [row[:2] for row in rows(path)] == [["E1", "a"], ["E2", "b"]]
    assert issues(report_of(write(xlsx([["id", "", "nom"], ["E1", "x", "a"]]))))[0][0] == "header-blank"


def test_a_table_far_down_is_found(write: Write) -> None:
    path = write(xlsx([["Logo"], *([[]] * 60), ["id", "nom"], ["E1", "a"]]))
    assert (report_of(path).header_line, report_of(path).rows) == (62, 1)


# what is too much

FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (raw_xlsx(FAR), "sheet-too-large"),
        (raw_xlsx("", before='<dimension ref="A1:XFD1048576"/>'), "sheet-too-large"),
        (raw_xlsx("", declared='<!DOCTYPE x [<!ENTITY a "b">]>'), "xml-entities"),
        (zipped({"a.csv": bytes(70 << 20)}), "archive-bomb"),
        (zipped({"a.zip": zipped({"a.csv": b"id;nom\n"})}), "archive-nested"),
        (zipped({f"{rank}.csv": b"x" for rank in range(3)}), "archive-many-files"),
        (zipped({"__MACOSX/a": b""}), "archive-empty"),
        (xlsx([TITLES, TYPED])[:-400], "archive-damaged"),
        (zipped({"xl/workbook.xml": "x"}), "spreadsheet-damaged"),
        (zipped({"word/document.xml": "x"}), "format-not-read"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "format-not-read"),
    ],
)  # fmt: skip
def test_a_bomb_or_another_document_is_refused_by_name(write: Write, content: bytes, rule: str) -> None:
    assert [issue.rule for issue in report_of(write(content)).issues] == [rule]


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ({"archive_entries": 3}, "archive-many-entries"),
        ({"unpacked_bytes": 1000}, "archive-too-large"),
        ({"file_bytes": 1000}, "file-too-large"),
        ({"sheet_cells": 5}, "sheet-too-large"),
    ],
)
def test_every_cap_on_a_workbook_has_its_rule(write: Write, limits: dict[str, int], rule: str) -> None:
    assert [issue.rule for issue in report_of(write(xlsx([TITLES, TYPED])), **limits).issues] == [rule]


def test_the_memory_of_the_reader_is_bounded(write: Write) -> None:
    path = write(raw_xlsx(FAR.replace("1048576", "100000").replace("XFD", "AZ")))
    assert issues(report_of(path, reader_memory=128 << 20))[0][0] == "sheet-too-large"
    assert issues(report_of(path))[0][0] == "header-not-found"


def test_a_protected_workbook_is_told_from_an_old_one(write: Write) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert issues(report_of(write(head + "EncryptedPackage".encode("utf-16-le"))))[0][0] == "file-protected"
    assert issues(report_of(write(head + bytes(600)))) == [("format-not-read", None, "", "XLS, DOC")]


@pytest.mark.parametrize("code", [-signal.SIGKILL, -signal.SIGTERM, 1])
def test_a_reader_that_is_killed_is_no_fault_of_the_file(code: int) -> None:
    assert isinstance(isolated.judged(code, ""), isolated.ReaderLost)


@pytest.mark.parametrize("code", [-signal.SIGXCPU, -signal.SIGABRT, -signal.SIGSEGV])
def test_a_reader_that_dies_of_the_file_refuses_it(code: int) -> None:
    assert isinstance(isolated.judged(code, ""), Refused)


def test_the_reader_knows_nothing_of_the_environment(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []
    start = isolated.subprocess.Popen
    monkeypatch.setattr(isolated.subprocess, "Popen", lambda *a, **k: (asked.append(k["env"]), start(*a, **k))[1])
    monkeypatch.setitem(os.environ, "SECRET", "x")
    assert report_of(write(xlsx([TITLES, TYPED]))).accepted
    assert set(asked[0]) == {"PYTHONPATH", "PYTHONUTF8"}
