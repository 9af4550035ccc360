"""A total under a table is no row of the table: it is set aside and told, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import check, line_of_rows
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.profile import Profile, load_profile
from ckanext.rouen_municipalities.core.tabular.report import Report

FIELDS: list[dict[str, Any]] = [
    {"name": "code", "type": "code", "constraints": {"required": True}},
    {"name": "nom"},
    {"name": "places", "type": "integer"},
    {"name": "surface", "type": "number"},
]
KEYED = load_profile({"name": "essai", "fields": FIELDS, "primaryKey": ["code"]})
REQUIRING = load_profile({"name": "essai", "fields": FIELDS})
FREE = load_profile({"name": "essai", "fields": [{**field, "constraints": {}} for field in FIELDS]})
HEADER = "code;nom;places;surface\n"
ROWS = "A1;Piscine;10;100,5\nA2;Gymnase;20;200\n"


def report_of(folder: Path, text: str, profile: Profile = KEYED, size: int = 1 << 20) -> Report:
    path = folder / "fichier.csv"
    path.write_text(text, encoding="utf-8")
    return check(path, profile, limits=Limits(batch_characters=size)).finish()


def told(report: Report) -> list[tuple[str, int | None, str, str]]:
    return [(notice.rule, notice.line, notice.column, notice.value) for notice in report.warnings]


@pytest.mark.parametrize(
    "label", ["Total", "TOTAL GÉNÉRAL", "Totaux :", "Sous-total", "total des communes", "Somme", "Ensemble", "Cumul"]
)
@pytest.mark.parametrize("profile", [KEYED, REQUIRING])
def test_a_total_without_key_is_set_aside_and_told(tmp_path: Path, label: str, profile: Profile) -> None:
    report = report_of(tmp_path, f"{HEADER}{ROWS};{label};30;300,5\n", profile)
    assert (report.issues, report.rows, str(report.sums["surface"])) == ([], 2, "300.5")
    assert told(report) == [("totals-line", 4, "nom", label)]


def test_a_total_written_in_the_column_of_the_key_is_a_total(tmp_path: Path) -> None:
    report = report_of(tmp_path, f"{HEADER}{ROWS}TOTAL;;30;300,5\n")
    assert (report.accepted, report.rows, told(report)) == (True, 2, [("totals-line", 4, "code", "TOTAL")])


def test_several_totals_and_blank_lines_around_them_are_set_aside(tmp_path: Path) -> None:
    report = report_of(tmp_path, f"{HEADER}{ROWS}\n;Sous-total;30;300,5\n;Total;30;300,5\n;;;\n\n", size=40)
    assert (report.accepted, report.rows) == (True, 2)
    assert told(report)[-2:] == [("totals-line", 5, "nom", "Sous-total"), ("totals-line", 6, "nom", "Total")]


def test_a_total_is_found_wherever_blocks_end(tmp_path: Path) -> None:
    text = HEADER + ROWS * 30 + ";Total;900;9015\n"
    for size in (16, 37, 64, 200, 1500):
        report = report_of(tmp_path, text, REQUIRING, size)
        assert (report.accepted, report.rows, told(report)) == (True, 60, [("totals-line", 62, "nom", "Total")])


def test_several_totals_are_found_wherever_blocks_end(tmp_path: Path) -> None:
    text = HEADER + ROWS * 30 + ";Sous-total;900;9015\n\n;Total;900;9015\n"
    for size in range(16, 60):
        report = report_of(tmp_path, text, REQUIRING, size)
        assert (report.accepted, report.rows) == (True, 60)
        assert [notice[1] for notice in told(report) if notice[0] == "totals-line"] == [62, 64]


@pytest.mark.parametrize(
    "row",
    [
        "A3;Total;30;300",
        "A3;Sommeil;30;300",
        "Somme;;30;300",
        "Ensemble;;1;2",
        "Totalité;;1;2",
    ],
)
def test_a_row_of_the_table_stays_one_whatever_its_name(tmp_path: Path, row: str) -> None:
    report = report_of(tmp_path, HEADER + ROWS + row + "\n")
    assert (report.accepted, report.rows, told(report)) == (True, 3, [])


def test_a_total_in_the_middle_is_not_set_aside(tmp_path: Path) -> None:
    report = report_of(tmp_path, f"{HEADER};Sous-total;30;300,5\n{ROWS}")
    assert [(issue.rule, issue.line) for issue in report.issues] == [("required", 2)]


def test_a_total_beside_more_than_numbers_is_not_set_aside(tmp_path: Path) -> None:
    assert report_of(tmp_path, f"{HEADER}{ROWS}Total;deux équipements;30;300,5\n").rows == 3


def test_without_any_key_only_the_word_total_makes_a_total(tmp_path: Path) -> None:
    assert report_of(tmp_path, f"{HEADER}{ROWS};Total;30;300,5\n", FREE).rows == 2
    assert report_of(tmp_path, f"{HEADER}{ROWS};Somme;30;300,5\n", FREE).rows == 3


def test_a_table_of_one_total_has_no_rows(tmp_path: Path) -> None:
    report = report_of(tmp_path, f"{HEADER};Total;0;0\n")
    assert [issue.rule for issue in report.issues] == ["no-rows"]


def test_lines_of_rows_are_found_with_a_total_below(tmp_path: Path) -> None:
    report = report_of(tmp_path, f"{HEADER}{ROWS};Total;30;300,5\n")
    assert line_of_rows(tmp_path / "fichier.csv", report, [1, 2]) == {1: 2, 2: 3}
