"""A refused file comes back as a workbook: repaired there, it goes in."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.profile import load_profile
from ckanext.rouen_municipalities.core.tabular.report import Issue, Report
from ckanext.rouen_municipalities.core.tabular.workbooks.annotated import (
    CannotBeCut,
    Refusal,
    can_be_annotated,
    write_annotated,
)
from openpyxl import Workbook, load_workbook
from workbooks import ods, saved, table, xlsx, zipped

PROFILE = load_profile(
    {
        "name": "essai/equipements",
        "version": "1.0.0",
        "fields": [
            {"name": "nom", "type": "string", "constraints": {"required": True}},
            {"name": "code_postal", "type": "code", "constraints": {"pattern": "[0-9]{5}"}},
            {"name": "ouverture", "type": "date"},
            {"name": "surface", "type": "number", "constraints": {"minimum": 0}},
        ],
        "primaryKey": ["nom"],
    }
)
BAD = (
    "Équipements de la commune;;;\r\n"
    "\r\n"
    "nom;code_postal;ouverture;surface\r\n"
    '"Piscine\r\nde l\'Île";01400;28/02/2026;1 250,5\r\n'
    "Stade;1400;31/02/2026;12,50\r\n"
    ";76000;;=1+1\r\n"
).encode("cp1252")
RED = "FFFBE9E9"


def refused(content: bytes, folder: Path, name: str = "refus.csv") -> Refusal:
    path = folder / name
    path.write_bytes(content)
    return Refusal(path, name, check(path, PROFILE).finish(), PROFILE)


def annotated(refusal: Refusal, language: str = "fr", **limits: Any) -> Workbook:
    target = BytesIO()
    write_annotated(target, refusal, language, Limits(**limits))
    return load_workbook(BytesIO(target.getvalue()))


def rows(book: Workbook) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]


def red(book: Workbook) -> dict[str, str]:
    """Cells that are coloured, with their comments."""
    return {
        cell.coordinate: cell.comment.text if cell.comment else ""
        for row in book.worksheets[1].iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == RED
    }


def texts(book: Workbook) -> list[str]:
    return [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]


def accepted(book: Workbook, folder: Path) -> list[list[str | None]]:
    """The columns of a repaired workbook."""
    path = folder / "repare.xlsx"
    path.write_bytes(saved(book))
    found = check(path, PROFILE)
    columns = [batch.columns for batch in found]
    assert found.report.issues == []
    return columns[0]


def test_a_csv_keeps_every_row_as_its_author_wrote_it(tmp_path: Path) -> None:
    book = annotated(refused(BAD, tmp_path))
    assert rows(book) == [
        ["Équipements de la commune", None, None, None],
        [None, None, None, None],
        ["nom", "code_postal", "ouverture", "surface"],
        ["Piscine\nde l'Île", "01400", "28/02/2026", "1 250,5"],
        ["Stade", "1400", "31/02/2026", "12,50"],
        [None, "76000", None, "=1+1"],
    ]
    assert book.worksheets[1]["D6"].data_type == "s"


def test_wrong_cells_are_red_and_say_why(tmp_path: Path) -> None:
    found = red(annotated(refused(BAD, tmp_path)))
    assert set(found) == {"B5", "C5", "A6", "D6"}
    assert found["B5"] == (
        "Zéro initial perdu\n«\u00a01400\u00a0» a perdu son zéro initial.\nAttendu\u00a0: 01400"
    )
    assert found["A6"] == "Valeur obligatoire\nLa cellule est vide.\nAttendu\u00a0: une valeur"


def test_the_first_sheet_counts_by_rule_and_leads_to_the_cells(tmp_path: Path) -> None:
    book = annotated(refused(BAD, tmp_path))
    told = texts(book)
    assert book.sheetnames == ["À corriger", "Données"]
    assert told[0] == "Fichier refusé\u00a0: refus.csv"
    assert "4 erreurs" in told[1]
    assert told[told.index("Zéro initial perdu") + 1] == "1"
    assert "Toutes les erreurs (cliquez pour aller à la cellule)" in told
    links = {cell.value: cell.hyperlink.location for row in book.worksheets[0] for cell in row if cell.hyperlink}
    assert links == {place: f"'Données'!{place}" for place in ("B5", "C5", "A6", "D6")}


def test_in_english_it_says_the_same(tmp_path: Path) -> None:
    book = annotated(refused(BAD, tmp_path), "en")
    assert book.sheetnames == ["To correct", "Data"]
    assert red(book)["B5"] == "Leading zero lost\n“1400” has lost its leading zero.\nExpected: 01400"


def test_what_is_repaired_there_goes_in(tmp_path: Path) -> None:
    book = annotated(refused(BAD, tmp_path))
    sheet = book.worksheets[1]
    sheet["B5"], sheet["C5"], sheet["A6"], sheet["D6"] = "01400", "28/02/2026", "Gymnase", "2"
    assert accepted(book, tmp_path) == [
        ["Piscine\nde l'Île", "Stade", "Gymnase"],
        ["01400", "01400", "76000"],
        ["2026-02-28", "2026-02-28", None],
        ["1250.5", "12.50", "2"],
    ]


def test_a_workbook_keeps_its_numbers_its_dates_and_the_name_of_its_sheet(tmp_path: Path) -> None:
    day = datetime(2026, 2, 28)
    titles = ["nom", "code_postal", "ouverture", "surface"]
    content = xlsx([titles, ["Piscine", "01400", day, 12.5], ["Stade", 1400, day, "douze"]], "Équipements")
    book = annotated(refused(content, tmp_path))
    assert book.sheetnames == ["À corriger", "Équipements"]
    assert rows(book)[1] == ["Piscine", "01400", day, 12.5]
    assert book.worksheets[1]["C2"].number_format == "dd/mm/yyyy"
    assert set(red(book)) == {"B3", "D3"}
    book.worksheets[1]["B3"], book.worksheets[1]["D3"] = "01400", 12
    assert accepted(book, tmp_path)[1:] == [["01400", "01400"], ["2026-02-28", "2026-02-28"], ["12.5", "12"]]


@pytest.mark.parametrize("kind", ["ods", "zip"])
def test_other_formats_come_back_as_a_workbook_too(kind: str, tmp_path: Path) -> None:
    content = {
        "ods": ods(table([["nom", "code_postal"], ["Piscine", "1400"]])),
        "zip": zipped({"equipements.csv": "nom;code_postal\r\nPiscine;1400\r\n"}),
    }[kind]
    book = annotated(refused(content, tmp_path))
    assert (rows(book)[1], set(red(book))) == (["Piscine", "1400"], {"B2"})


def test_a_title_that_is_unknown_missing_or_there_twice_is_shown_on_the_titles(tmp_path: Path) -> None:
    found = red(annotated(refused(b"code_postal;couleur;code_postal\r\n76000;rouge;76000\r\n", tmp_path)))
    assert set(found) == {"A1", "B1", "C1"}
    assert "«\u00a0nom\u00a0» manque" in found["A1"]


def test_a_row_that_is_too_long_and_one_that_is_there_twice_are_shown(tmp_path: Path) -> None:
    refusal = refused(b"nom;code_postal\r\nStade;76000;x\r\nStade;76000\r\n", tmp_path)
    refusal.report.add(Issue("unique", 3, "nom", "Stade"))
    assert set(red(annotated(refusal))) == {"A2", "A3"}


def test_a_file_too_large_shows_the_rows_to_repair_with_their_number_and_would_be_refused(tmp_path: Path) -> None:
    good = "".join(f"Piscine {number};76000;;1\r\n" for number in range(200))
    content = f"nom;code_postal;ouverture;surface\r\n{good}Stade;7600;;1\r\n{good}Gymnase;7600;;1\r\n{good}".encode()
    book = annotated(refused(content, tmp_path), annotated_cells=1000)
    assert rows(book) == [
        ["N° de ligne dans votre fichier", "nom", "code_postal", "ouverture", "surface"],
        ["202", "Stade", "7600", None, "1"],
        ["403", "Gymnase", "7600", None, "1"],
    ]
    assert set(red(book)) == {"C2", "C3"}
    assert any("trop grand pour tenir ici" in text for text in texts(book))
    book.worksheets[1]["C2"] = book.worksheets[1]["C3"] = "07600"
    (tmp_path / "extrait.xlsx").write_bytes(saved(book))
    assert dict(check(tmp_path / "extrait.xlsx", PROFILE).finish().by_rule) == {"header-unknown": 1}


def test_issues_beyond_those_kept_and_comments_beyond_those_shown_are_said(tmp_path: Path) -> None:
    path = tmp_path / "refus.csv"
    path.write_bytes(b"nom;code_postal\r\n" + b"Stade;1400\r\n" * 2500)
    report = check(path, PROFILE, limits=Limits(issues=2100)).finish()
    book = annotated(Refusal(path, "refus.csv", report, PROFILE))
    comments = list(red(book).values())
    assert (len(comments), sum(map(bool, comments))) == (2100, 2000)
    assert any("2500 erreurs" in text and "2100 premières" in text for text in texts(book))
    assert any("2000 premières cellules" in text for text in texts(book))


def test_a_text_longer_than_a_cell_of_a_workbook_is_cut_and_said(tmp_path: Path) -> None:
    book = annotated(refused(f"nom;code_postal\r\n{'x' * 40_000};1400\r\n".encode(), tmp_path))
    assert "coupé" in red(book)["A2"]
    assert any("pas ce classeur" in text for text in texts(book))
    assert not any("déposez-le tel quel" in text for text in texts(book))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b'nom;code_postal\r\n"Stade;76000\r\n', b'nom;code_postal\r\n"Sta"de";76000\r\n'],
    ids=["empty", "binary", "quote-unclosed", "quote-misplaced"],
)
def test_a_file_whose_rows_cannot_be_told_apart_has_no_such_workbook(content: bytes, tmp_path: Path) -> None:
    refusal = refused(content, tmp_path)
    assert not can_be_annotated(refusal.report)
    with pytest.raises(CannotBeCut):
        annotated(refusal)


def test_a_file_that_is_accepted_has_none_either() -> None:
    assert not can_be_annotated(Report(header_line=1))


def test_nothing_is_left_behind_when_writing_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = refused(BAD, tmp_path)
    left = tmp_path / "temporary"
    left.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(left))
    monkeypatch.setattr("ckanext.rouen_municipalities.core.tabular.workbooks.data_sheet.reason", _break_off)
    with pytest.raises(RuntimeError, match="broken off"):
        annotated(refusal)
    assert list(left.iterdir()) == []


def _break_off(*_: object) -> str:
    raise RuntimeError("broken off")
