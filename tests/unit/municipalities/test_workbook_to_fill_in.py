"""The workbook that an officer begins with: filled in and uploaded, it goes in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import Profile, load_profile, read_profiles
from ckanext.rouen_municipalities.core.tabular.workbooks.known import Office
from ckanext.rouen_municipalities.core.tabular.workbooks.template import ROWS_WITH_KNOWN, write_template
from ckanext.rouen_municipalities.core.territory import communes_at
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parents[3]
LABELS = {"communes": {commune.insee: commune.name for commune in communes_at(date(2026, 11, 22))}}
REGISTERS = {name: frozenset(codes) for name, codes in LABELS.items()}
ROUEN = Office("Ville de Rouen", "76540", "217605401", "21760540100017")
PROFILES = [
    profile for folder in sorted(ROOT.glob("ckanext-*/ckanext/*/data/profiles")) for profile in read_profiles(folder)
]
GRANTS = load_profile(
    {
        "name": "essai/subventions",
        "version": "1.0.0",
        "title": {"fr": "Subventions", "en": "Grants"},
        "fields": [
            {"name": "idAttribuant", "type": "code", "format": "siret", "constraints": {"required": True}},
            {"name": "code_insee", "type": "code", "register": "communes", "constraints": {"required": True}},
            {"name": "reference", "type": "code", "example": "0012", "constraints": {"required": True}},
            {"name": "versement", "type": "date", "example": "31/12/2026"},
            {"name": "montant", "type": "number", "unit": "EUR", "constraints": {"minimum": 0, "maximum": 1_000_000}},
            {"name": "nature", "type": "string", "constraints": {"enum": ["aide en nature, durable", "argent"]}},
            {"name": "mois", "type": "yearmonth"},
            {"name": "publique", "type": "boolean"},
        ],
    }
)
ROW = (None, None, "0012", date(2026, 3, 12), 1250.5, "argent", "03/2026", "oui")


def book(profile: Profile = GRANTS, language: str = "fr", office: Office = ROUEN) -> Workbook:
    return load_workbook(BytesIO(written(profile, language, office)))


def written(profile: Profile = GRANTS, language: str = "fr", office: Office = ROUEN) -> bytes:
    target = BytesIO()
    write_template(target, profile, language, office, LABELS)
    return target.getvalue()


def checked(content: bytes, folder: Path, profile: Profile = GRANTS) -> Any:
    path = folder / "modele.xlsx"
    path.write_bytes(content)
    return check(path, profile, REGISTERS)


def as_a_spreadsheet_saves_it(filled: Workbook) -> bytes:
    """The values of the formulas in place of them: the library that fills in computes nothing."""
    for sheet in filled:
        for row in sheet.iter_rows(min_row=2):
            entered = any(cell.value is not None and not is_formula(cell.value) for cell in row)
            for cell in row:
                if is_formula(cell.value):
                    cell.value = str(cell.value).rsplit('"', 2)[1] if entered else None
    target = BytesIO()
    filled.save(target)
    return target.getvalue()


def is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=IF(COUNTA(")


def fill(sheet: Worksheet, *rows: tuple[Any, ...]) -> None:
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)


def validations(sheet: Worksheet) -> dict[str, Any]:
    """By the letter of the column."""
    return {str(found.sqref).split("2:")[0]: found for found in sheet.data_validations.dataValidation}


def comments(filled: Workbook) -> Iterator[str]:
    return (cell.comment.text for cell in next(filled.worksheets[0].iter_rows()))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_an_untouched_workbook_is_refused_for_having_no_rows_and_for_nothing_else(
    profile: Profile, language: str, tmp_path: Path
) -> None:
    report = checked(written(profile, language), tmp_path, profile).finish()
    assert dict(report.by_rule) == {"no-rows": 1}
    assert set(report.matched) == {field.name for field in profile.fields}
    assert [notice.rule for notice in report.warnings] == ["sheet-chosen"]


def test_a_workbook_filled_in_goes_in_with_its_codes_dates_and_numbers(tmp_path: Path) -> None:
    filled = book()
    fill(filled.worksheets[0], ROW, (None, None, "00012", date(2026, 12, 31), 3, "aide en nature, durable"))
    found = checked(as_a_spreadsheet_saves_it(filled), tmp_path)
    (batch,) = list(found)
    assert found.report.accepted
    assert [column[0] for column in batch.columns] == [
        "21760540100017", "76540", "0012", "2026-03-12", "1250.5", "argent", "2026-03-01", "true",
    ]  # fmt: skip
    assert [column[1] for column in batch.columns] == [
        "21760540100017", "76540", "00012", "2026-12-31", "3", "aide en nature, durable", None, None,
    ]  # fmt: skip


def test_each_profile_of_the_portal_goes_in_with_its_own_examples(tmp_path: Path) -> None:
    with_examples = [profile for profile in PROFILES if all(field.example for field in profile.fields)]
    assert len(with_examples) > 5
    for profile in with_examples:
        filled = book(profile, office=Office())
        fill(filled.worksheets[0], tuple(field.example for field in profile.fields))
        report = checked(as_a_spreadsheet_saves_it(filled), tmp_path, profile).finish()
        assert (profile.name, dict(report.by_rule), report.rows) == (profile.name, {}, 1)


def test_known_codes_show_on_a_row_as_soon_as_something_else_is_written_there() -> None:
    sheet = book().worksheets[0]
    assert sheet["A2"].value == '=IF(COUNTA(C2:H2)=0,"","21760540100017")'
    assert sheet["B3"].value == '=IF(COUNTA(C3:H3)=0,"","76540")'
    assert is_formula(sheet.cell(ROWS_WITH_KNOWN + 1, 1).value)
    assert sheet.cell(ROWS_WITH_KNOWN + 2, 1).value is None


def test_nothing_is_filled_in_that_is_not_known_or_that_the_column_would_refuse() -> None:
    for office in (Office(), Office(name="Agence", insee="75056"), Office(siret="12345678901234")):
        assert book(office=office).worksheets[0].max_row == 1


def test_cells_are_text_for_codes_and_dates_for_dates() -> None:
    sheet = book().worksheets[0]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter] for cell in sheet[1]}
    assert {name: column.number_format for name, column in formats.items()} == {
        "idAttribuant": "@", "code_insee": "@", "reference": "@", "versement": "dd/mm/yyyy", "montant": "General",
        "nature": "@", "mois": "@", "publique": "@",
    }  # fmt: skip


def test_lists_are_drop_downs_taken_from_a_sheet_that_nobody_sees() -> None:
    filled = book()
    found = validations(filled.worksheets[0])
    lists = filled["Listes"]
    assert (filled.sheetnames, lists.sheet_state) == (["Données", "Mode d'emploi", "Listes"], "hidden")
    ranges = {letter: validation.formula1 for letter, validation in found.items() if validation.type == "list"}
    assert set(ranges) == {"B", "F", "H"}
    chosen = {letter: [cell[0].value for cell in lists[place.split("!")[1]]] for letter, place in ranges.items()}
    assert chosen["F"] == ["aide en nature, durable", "argent"]
    assert chosen["H"] == ["oui", "non"]
    assert sorted(chosen["B"]) == sorted(LABELS["communes"])


def test_a_spreadsheet_checks_bounds_and_only_warns_of_dates() -> None:
    found = validations(book().worksheets[0])
    assert (found["E"].type, found["E"].formula1, found["E"].formula2, found["E"].errorStyle) == (
        "decimal", "0", "1000000", None,
    )  # fmt: skip
    assert (found["D"].type, found["D"].errorStyle) == ("date", "warning")


def test_each_column_is_explained_on_its_title_beside_its_cells_and_in_the_guide() -> None:
    filled = book()
    assert list(comments(filled))[4] == (
        "Facultatif. Un nombre, au moins 0, au plus 1\u202f000\u202f000. Unité\u00a0: EUR."
    )
    assert validations(filled.worksheets[0])["C"].prompt == (
        "Obligatoire. Un code, écrit avec tous ses zéros. Exemple\u00a0: 0012"
    )
    guide = [[cell.value for cell in row] for row in filled["Mode d'emploi"].iter_rows()]
    (line,) = [row for row in guide if row[0] == "F · nature"]
    assert line[2:6] == ["non", "l'une des valeurs de la liste", None, "«\u00a0aide en nature, durable, argent\u00a0»"]
    assert ["76540 · Rouen"] in [row[:1] for row in guide]


def test_the_same_in_english() -> None:
    filled = book(language="en")
    assert filled.sheetnames == ["Data", "How to fill in", "Lists"]
    assert next(comments(filled)) == "Mandatory. A SIRET number: 14 digits, no space."


def test_the_guide_is_never_taken_for_the_table_whatever_its_columns_are_called(tmp_path: Path) -> None:
    for name, title in (("exemple", "Exemple"), ("colonne", "Colonne"), ("nom", "Nom")):
        field = {"name": name, "title": {"fr": title}, "type": "string", "example": name, "aliases": [f"{title} !"]}
        profile = load_profile({"name": "essai/une", "version": "1.0.0", "fields": [field]})
        filled = book(profile)
        fill(filled.worksheets[0], ("Bonjour",))
        found = checked(as_a_spreadsheet_saves_it(filled), tmp_path, profile)
        columns = [batch.columns for batch in found]
        assert found.report.issues == []
        assert columns == [[["Bonjour"]]]
