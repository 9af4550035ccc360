"""Rules between the cells of a row that a profile declares, and what is accepted and told of rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.future import future
from ckanext.rouen_municipalities.core.tabular.messages import render
from ckanext.rouen_municipalities.core.tabular.profile import Among, NoOverlap, ProfileError, Shares, load_profile
from ckanext.rouen_municipalities.core.tabular.report import Report

FIELDS = [
    {"name": "point", "type": "code"},
    {"name": "horodate", "type": "datetime"},
    {"name": "fin", "type": "date"},
    {"name": "valeur", "type": "number"},
    {"name": "unite", "type": "string"},
    {"name": "coefficient", "type": "number"},
]
HEADER = "point;horodate;fin;valeur;unite;coefficient\n"
NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def report_of(folder: Path, rows: str, *rules: dict[str, Any]) -> Report:
    path = folder / "fichier.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    profile = load_profile({"name": "essai/points", "version": "1", "fields": FIELDS, "rules": list(rules)})
    return check(path, profile).finish()


def test_a_cell_that_another_cell_of_the_row_asks_for_cannot_be_empty(tmp_path: Path) -> None:
    rule = {"rule": "required-when", "field": "coefficient", "when": {"field": "unite", "values": ["m3"]}}
    report = report_of(tmp_path, "A;;;1;m3;\nA;;;1;m3;11,2\nA;;;1;kWh;\n", rule)
    assert [(issue.rule, issue.line, issue.column, issue.value) for issue in report.issues] == [
        ("required-when", 2, "coefficient", "m3")
    ]


def test_a_rule_may_be_named_by_what_it_means_for_its_profile(tmp_path: Path) -> None:
    rule = {
        "rule": "required-when", "says": "volume", "field": "coefficient", "when": {"field": "unite", "values": ["m3"]}
    }  # fmt: skip
    assert report_of(tmp_path, "A;;;1;m3;\n", rule).by_rule == {"volume": 1}


def test_a_greatest_value_may_be_that_of_some_rows_only(tmp_path: Path) -> None:
    rule = {
        "rule": "maximum-when", "field": "valeur", "maximum": 0,
        "when": {"field": "unite", "values": ["avoir"], "empty": "avoir"},
    }  # fmt: skip
    report = report_of(tmp_path, "A;;;-1;avoir;\nA;;;0;avoir;\nA;;;0,5;avoir;\nA;;;2;;\nA;;;3;kWh;\n", rule)
    assert [(issue.rule, issue.line, issue.value, issue.expected) for issue in report.issues] == [
        ("maximum-when", 4, "0.5", "0"),
        ("maximum-when", 5, "2", "0"),
    ]


@pytest.mark.parametrize(
    ("value", "is_to_come"),
    [
        ("2026-11-23", False),
        ("2026-11-24", True),
        ("2026", False),
        ("2027", True),
        ("2026-11-01", False),
        ("2026-12-01", True),
        ("2026-11-23T17:00:00+00:00", False),
        ("2026-11-23T17:59:00+01:00", False),
        ("2026-11-23T18:01:00+01:00", True),
        ("2026-11-23T05:01:00-12:00", True),
        ("2026-11-24T06:30:00+14:00", False),
        (None, False),
    ],
)
def test_what_has_not_come_yet_is_told_from_what_has_whatever_its_clock(value: str | None, is_to_come: bool) -> None:
    assert list(future([value], NOW, excluded=False)) == ([0] if is_to_come else [])


def test_a_period_may_end_today_its_first_day_that_no_longer_counts_is_tomorrow() -> None:
    assert list(future(["2026-11-24", "2026-11-25"], NOW, excluded=True)) == [1]


def test_today_is_that_of_paris() -> None:
    an_hour_before_midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert list(future(["2026-11-24", "2026-11-25"], an_hour_before_midnight, excluded=False)) == [1]


def test_a_date_to_come_is_refused_and_said_as_it_is_written_in_france(tmp_path: Path) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    report = report_of(tmp_path, f"A;;{tomorrow:%d/%m/%Y};1;;\n", {"rule": "not-in-future", "field": "fin"})
    assert report.by_rule == {"not-in-future": 1}
    assert f"{tomorrow:%d/%m/%Y}" in render(report.issues[0], "fr").message


def test_rows_of_a_series_that_are_not_in_order_are_accepted_and_told(tmp_path: Path) -> None:
    stamps = ("A;2021-01-01T02:00", "A;2021-01-01T02:30", "A;2021-01-01T01:00", "B;2020-01-01T00:00")
    rows = "".join(f"{stamp}:00+01:00;;1;;\n" for stamp in stamps)
    report = report_of(tmp_path, rows, {"rule": "in-order", "field": "horodate", "key": ["point"]})
    assert report.accepted
    assert [(notice.rule, notice.count, notice.line) for notice in report.warnings] == [("in-order", 1, 4)]


def test_the_hour_that_autumn_doubles_is_in_order_when_its_offsets_say_so(tmp_path: Path) -> None:
    rows = "A;2021-10-31T02:30:00+02:00;;1;;\nA;2021-10-31T02:00:00+01:00;;1;;\n"
    assert report_of(tmp_path, rows, {"rule": "in-order", "field": "horodate", "key": ["point"]}).warnings == []


def test_a_zero_that_stands_for_a_value_nobody_knows_is_told(tmp_path: Path) -> None:
    report = report_of(tmp_path, "A;;;5;;\nA;;;0;;\nA;;;0,00;;\nA;;;;;\n", {"rule": "zero-unknown", "field": "valeur"})
    assert [(notice.rule, notice.count, notice.line, notice.column) for notice in report.warnings] == [
        ("zero-unknown", 2, 3, "valeur")
    ]


def test_rules_between_rows_are_read_from_a_profile() -> None:
    rules = [
        {"rule": "no-overlap", "key": ["point"], "start": "fin", "end": "fin",
         "each": {"field": "unite", "values": ["a", "b"], "empty": "a"}},
        {"rule": "shares", "key": "point", "value": "valeur", "of": "unite", "start": "fin", "end": "fin"},
    ]  # fmt: skip
    profile = load_profile({"name": "essai/points", "version": "1", "fields": FIELDS, "rules": rules})
    assert profile.table_rules == (
        NoOverlap(("point",), "fin", "fin", each=Among("unite", ("a", "b"), "a")),
        Shares("point", "valeur", "unite", "fin", "fin"),
    )


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "required-when", "field": "coefficient"},
        {"rule": "maximum-when", "field": "valeur", "when": {"field": "unite"}},
        {"rule": "negative", "field": "valeur", "elsewhere": {"profile": "essai/autres"}},
        {"rule": "in-order", "field": "inconnu"},
        {"rule": "shares", "key": "point"},
    ],
)
def test_a_rule_that_says_too_little_is_no_rule(rule: dict[str, Any]) -> None:
    with pytest.raises(ProfileError) as refusal:
        load_profile({"name": "essai/points", "version": "1", "fields": FIELDS, "rules": [rule]})
    assert refusal.value.where.startswith("rules[0]")
