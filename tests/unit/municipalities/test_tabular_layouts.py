"""Files in a layout of others: read as rows of a profile, and what is wrong told in terms of the officer's file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import Check, Layouts, check
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Layout, Opened, Row
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.listing import listed
from ckanext.rouen_municipalities.core.tabular.messages import LANGUAGES, learn, read_sentences, render
from ckanext.rouen_municipalities.core.tabular.profile import Label, load_profile
from ckanext.rouen_municipalities.core.tabular.report import Report
from workbooks import xlsx, zipped

PROFILE = load_profile(
    {
        "name": "test/readings",
        "version": "1.0.0",
        "fields": [
            {"name": "compteur", "type": "code", "constraints": {"required": True}},
            {"name": "horodate", "type": "datetime", "constraints": {"required": True}},
            {"name": "valeur", "type": "number"},
        ],
        "primaryKey": ["compteur", "horodate"],
    }
)
CURVE_TITLE = Label("Courbe d'essai", "Test curve")
ANSWER_TITLE = Label("Réponse d'essai", "Test answer")


@dataclass(frozen=True)
class Curve:
    """A meter above, then stamps and values, as suppliers send them."""

    name: str = "test/curve"
    title: Label = CURVE_TITLE
    profile: str = "test/readings"
    titles: tuple[str, ...] = ("Horodate", "Puissance")

    def recognises(self, head: Head) -> bool:
        return any(row[:1] == ("Compteur",) for row in head.rows)

    def convert(self, opened: Opened) -> Iterator[Row | Issue]:
        meter, has_begun = "", False
        for line, cells in opened.rows():
            if cells[:1] == ["Compteur"]:
                meter = cells[1]
            elif cells[:1] == ["Horodate"]:
                has_begun = True
            elif has_begun and any(cells):
                yield self._row(line, meter, cells)

    def _row(self, line: int, meter: str, cells: list[str]) -> Row | Issue:
        if cells[1] == "en panne":
            return Issue("test-broken", line, "Puissance", cells[1])
        stamp = datetime.fromisoformat(cells[0]).replace(tzinfo=None).isoformat() + "+01:00"
        return Row(line, {"compteur": meter, "horodate": stamp, "valeur": cells[1].replace(",", ".")})


@dataclass(frozen=True)
class Answer:
    """What a meter's web service says."""

    name: str = "test/answer"
    title: Label = ANSWER_TITLE
    profile: str = "test/readings"
    titles: tuple[str, ...] = ()

    def recognises(self, head: Head) -> bool:
        return '"releves"' in head.text and not head.rows

    def convert(self, opened: Opened) -> Iterator[Row | Issue]:
        found = opened.document()
        for rank, (stamp, value) in enumerate(found["releves"], 1):
            yield Row(rank, {"compteur": found["compteur"], "horodate": stamp, "valeur": str(value)})


CURVE = (
    "Compteur;0140012345\n"
    "Site;Piscine\n"
    "\n"
    "Horodate;Puissance\n"
    "2023-01-01T00:00:00;1,5\n"
    "2023-01-01T00:30:00;2,5\n"
    "\n"
    "2023-01-01T01:00:00;{value}\n"
)
ANSWER = '{"compteur": "0140012345", "releves": [["2023-01-01T00:00:00+01:00", 1.5], ["2023-01-01T00:30:00+01:00", 2]]}'

Checked = Callable[..., Check]


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """What becomes of a content that may have one of the layouts."""

    def check_content(content: str | bytes, *layouts: Layout, limits: Limits | None = None, wanted: str = "") -> Check:
        path = tmp_path / "a1b2c3"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        known = Layouts("courbe 2023.csv", layouts or (Answer(), Curve()), wanted)
        return check(path, PROFILE, limits=limits, layouts=known)

    return check_content


def columns_of(found: Check) -> list[list[str | None]]:
    """The values of all rows, by column."""
    batches = list(found)
    return [[value for batch in batches for value in batch.columns[rank]] for rank in range(len(PROFILE.fields))]


def test_a_file_in_a_known_layout_gives_the_rows_of_the_profile(checked: Checked) -> None:
    found = checked(CURVE.format(value="3"))
    assert columns_of(found) == [
        ["0140012345"] * 3,
        ["2023-01-01T00:00:00+01:00", "2023-01-01T00:30:00+01:00", "2023-01-01T01:00:00+01:00"],
        ["1.5", "2.5", "3"],
    ]
    report = found.report
    assert (report.errors, report.rows, report.columns) == (0, 3, 3)
    assert (report.format, report.encoding, report.delimiter) == ("CSV", "utf-8", ";")
    assert report.to_dict("fr")["layout"] == {"name": "test/curve", "title": "Courbe d'essai"}
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_a_report_from_before_there_were_layouts_can_still_be_read() -> None:
    stored = Report().to_dict()
    del stored["layout"]
    assert Report.from_dict(stored).to_dict("fr")["layout"] is None


def test_what_is_wrong_with_a_value_is_told_on_its_line_of_the_officers_file(checked: Checked) -> None:
    report = checked(CURVE.format(value="douze")).finish()
    assert [(issue.rule, issue.line, issue.column, issue.value) for issue in report.issues] == [
        ("number", 8, "valeur", "douze")
    ]


def test_a_rule_between_rows_finds_the_line_of_the_officers_file(checked: Checked) -> None:
    found = checked(CURVE.format(value="3"))
    found.finish()
    assert found.lines_of([3, 1]) == {1: 5, 3: 8}


def test_what_a_layout_cannot_convert_refuses_the_file_and_still_names_the_layout(checked: Checked) -> None:
    found = checked(CURVE.format(value="en panne"))
    assert columns_of(found) == [[], [], []]
    assert [(issue.rule, issue.line, issue.value) for issue in found.report.issues] == [("test-broken", 8, "en panne")]
    assert found.report.to_dict("en")["layout"] == {"name": "test/curve", "title": "Test curve"}


def test_a_file_with_the_header_of_the_profile_is_never_converted(checked: Checked) -> None:
    content = "Compteur;Horodate;Valeur\n0140012345;2023-01-01T00:00:00+01:00;1,5\n"
    assert Curve().recognises(Head("x", (("Compteur", "Horodate", "Valeur"),)))
    report = checked(content).finish()
    assert (report.errors, report.layout, report.header_line) == (0, {}, 1)


def test_a_file_that_no_layout_recognises_is_told_what_its_header_lacks(checked: Checked) -> None:
    report = checked("PDL;Horodate;kW\n1;2023-01-01T00:00:00;1\n").finish()
    assert set(report.by_rule) == {"header-missing", "header-unknown"}
    assert report.layout == {}


def test_a_layout_of_another_profile_is_not_tried(checked: Checked) -> None:
    report = checked(CURVE.format(value="3"), Curve(profile="test/bills")).finish()
    assert report.layout == {} and not report.accepted


def test_a_layout_that_is_named_reads_what_it_does_not_recognise(checked: Checked) -> None:
    content = CURVE.format(value="3").replace("Compteur", "PDL")
    assert not checked(content).finish().accepted
    report = checked(content, wanted="test/unknown").finish()
    assert [(issue.rule, issue.value, issue.expected) for issue in report.issues] == [
        ("layout-unknown", "test/unknown", "test/readings")
    ]
    report = checked(content, wanted="test/curve").finish()
    assert (report.layout["name"], set(report.by_rule)) == ("test/curve", {"required"})


def test_a_layout_may_not_invent_columns(checked: Checked) -> None:
    class Inventive(Curve):
        def convert(self, opened: Opened) -> Iterator[Row | Issue]:
            yield Row(1, {"puissance": "1"})

    with pytest.raises(ValueError, match="puissance"):
        checked(CURVE.format(value="3"), Inventive()).finish()


@pytest.mark.parametrize("pack", [str.encode, lambda text: zipped({"curve.json": text})], ids=["alone", "in a ZIP"])
def test_a_document_is_read_by_the_layout_that_knows_it(checked: Checked, pack: Callable[[str], bytes]) -> None:
    found = checked(pack(ANSWER))
    assert columns_of(found)[2] == ["1.5", "2"]
    assert (found.report.format, found.report.layout["name"]) == ("JSON", "test/answer")


def test_a_document_on_one_very_long_line_is_read_although_a_table_would_not_be(checked: Checked) -> None:
    content = json.dumps({"compteur": "1", "note": "x" * 5000, "releves": [["2023-01-01T00:00:00+01:00", 1]]})
    assert checked(content, limits=Limits(line_bytes=1000)).finish().rows == 1
    assert set(checked("a;b\n" + "x" * 5000, limits=Limits(line_bytes=1000)).finish().by_rule) == {"line-too-long"}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (ANSWER[:-5], "document-broken"),
        (ANSWER.replace("1.5", "NaN"), "document-broken"),
        (ANSWER.replace("1.5", "[" * 100_000), "document-broken"),
        (ANSWER + "\n" + ANSWER[:-5], "document-broken"),
        (ANSWER.replace("releves", "mesures"), "format-not-text-table"),
        (ANSWER + " " * 1000, "document-too-large"),
    ],
    ids=["cut", "NaN", "nested too deep", "cut at its second line", "unknown", "large"],
)
def test_a_document_that_cannot_be_read_is_refused_by_name(checked: Checked, content: str, rule: str) -> None:
    limit = Limits(document_bytes=len(ANSWER) + 500) if rule == "document-too-large" else None
    assert set(checked(content, limits=limit).finish().by_rule) == {rule}


def test_a_sheet_is_read_by_its_rows_whatever_other_sheets_there_are(checked: Checked) -> None:
    rows: list[list[Any]] = [
        ["Compteur", "0140012345"],
        [],
        ["Horodate", "Puissance"],
        [datetime(2023, 1, 1), 1.5],
        [datetime(2023, 1, 1, 0, 30), "douze"],
    ]
    found = checked(xlsx([["Notice", "Lisez-moi"], ["a", "b"]], **{"Données": rows}))
    assert [(issue.rule, issue.line) for issue in found.finish().issues] == [("number", 5)]
    assert (found.report.format, found.report.sheet) == ("XLSX", "Données")


def test_issues_beyond_the_number_kept_are_counted(checked: Checked) -> None:
    content = CURVE.format(value="en panne") + "2023-01-01T02:00:00;en panne\n" * 20
    report = checked(content, limits=Limits(issues=5)).finish()
    assert (report.errors, len(report.issues)) == (21, 5)


def test_too_many_rows_are_refused_while_they_are_converted(checked: Checked) -> None:
    content = CURVE.format(value="3") + "2023-01-01T02:00:00;1\n" * 6000
    assert set(checked(content, limits=Limits(rows=4000)).finish().by_rule) == {"too-many-rows"}


def test_progress_goes_on_from_the_conversion_to_the_check(checked: Checked) -> None:
    content = CURVE.format(value="3") + "".join(f"2023-01-02T00:00:{n % 60:02d};{n}\n" for n in range(12_000))
    found, told = checked(content), []
    found.progress = lambda read, size, rows: told.append((read, size))
    found.finish()
    places = [read for read, _ in told]
    assert places == sorted(places)
    assert places[0] <= len(content) // 2 < places[-1] == len(content)


def test_whoever_waits_is_told_while_a_long_file_gives_no_row_yet(checked: Checked) -> None:
    class Silent(Curve):
        def convert(self, opened: Opened) -> Iterator[Row | Issue]:
            lines = sum(1 for _ in opened.rows())
            yield Issue("test-broken", lines)

    content = CURVE.format(value="3") + "2023-01-01T02:00:00;1\n" * 30_000
    found, told = checked(content, Silent()), []
    found.progress = lambda read, _size, rows: told.append((read, rows))
    found.finish()
    assert len(told) > 2
    assert {rows for _, rows in told} == {0}


def test_cells_with_separators_quotes_and_line_breaks_come_through(checked: Checked) -> None:
    class Quoting(Curve):
        def convert(self, opened: Opened) -> Iterator[Row | Issue]:
            stamp = "2023-01-01T00:00:00+01:00"
            yield Row(1, {"compteur": 'a;"b"', "horodate": stamp})
            yield Row(2, {"compteur": "c\nd", "horodate": stamp})

    assert columns_of(checked(CURVE.format(value="3"), Quoting()))[0] == ['a;"b"', "c d"]


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        (["a;b", "1,5;2,5", "1,5;3,5"], ["1,5", "2,5"]),
        (["a,b", "1.5,2.5", "1.5,3.5"], ["1.5", "2.5"]),
        (["a\tb", "1,5\t2,5", "1,5\t3,5"], ["1,5", "2,5"]),
        (['"a";"b"', '"x, y";"1,5"', '"x, z";"2,5"'], ["x, y", "1,5"]),
    ],
    ids=["semicolon", "comma", "tab", "quoted"],
)
def test_the_sign_between_cells_is_not_taken_for_that_of_decimals(
    checked: Checked, lines: list[str], cells: list[str]
) -> None:
    seen: list[Head] = []

    class Watching(Curve):
        def recognises(self, head: Head) -> bool:
            seen.append(head)
            return False

    checked("\n".join(lines), Watching()).finish()
    assert seen[0].rows[1] == tuple(cells)
    assert seen[0].name == "courbe 2023.csv"


@pytest.fixture
def words_restored() -> Iterator[None]:
    """What a test teaches is forgotten after it."""
    before = {language: dict(sentences) for language, sentences in LANGUAGES.items()}
    yield
    for language, sentences in before.items():
        LANGUAGES[language].clear()
        LANGUAGES[language].update(sentences)


@pytest.mark.usefixtures("words_restored")
def test_a_rule_of_a_plugin_is_said_in_the_words_that_it_brings(tmp_path: Path) -> None:
    for language, name in (("fr", "Sans coefficient"), ("en", "No coefficient")):
        sentences = {"test-coefficient": [name, "{value} m³", "{expected}"]}
        (tmp_path / f"{language}.json").write_text(json.dumps(sentences), encoding="utf-8")
    learn(read_sentences(tmp_path))
    issue = Issue("test-coefficient", 3, "volume", "12")
    assert (render(issue, "en").label, render(issue, "en").message) == ("No coefficient", "12 m³")
    assert render(replace(issue, value="13"), "fr").message == "13 m³"
    assert [entry.label for entry in listed("fr", remarks=False)][-1] == "Sans coefficient"


@pytest.mark.parametrize(
    "sentences",
    [
        {"fr": {"test-new": ("a", "b", "c")}, "en": {}},
        {"fr": {"required": ("a", "b", "c")}, "en": {"required": ("a", "b", "c")}},
    ],
    ids=["said in one language only", "a rule of the base"],
)
def test_a_plugin_cannot_teach_half_a_sentence_nor_one_of_ours(sentences: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="rules"):
        learn(sentences)
