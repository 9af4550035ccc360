"""A file goes in; typed columns come out, or every reason why not with its line."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.checking import Batch, check, line_of_rows
from ckanext.rouen_municipalities.core.tabular.copying import copy_text
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.profile import Profile, load_profile
from ckanext.rouen_municipalities.core.tabular.report import Issue, Report

FACILITIES = load_profile(
    {
        "name": "essai/equipements",
        "version": "1",
        "fields": [
            {"name": "nom", "type": "string", "constraints": {"required": True}, "aliases": ["Nom de l'équipement"]},
            {"name": "code_postal", "type": "code", "constraints": {"pattern": "[0-9]{5}"}},
            {"name": "ouverture", "type": "date"},
            {"name": "surface_m2", "type": "number"},
        ],
    }
)
HEADER = "nom;code_postal;ouverture;surface_m2\n"
GOOD = HEADER + "Piscine;76350;01/02/2026;1 250,5\nMédiathèque;01400;28/02/2026;300\n"

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its path."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / "fichier.csv"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return written


def report_of(path: Path, profile: Profile = FACILITIES, **limits: Any) -> Report:
    return check(path, profile, limits=replace(Limits(), **limits)).finish()


def rules(report: Report) -> list[tuple[str, int | None]]:
    return [(issue.rule, issue.line) for issue in report.issues]


def columns(path: Path, profile: Profile = FACILITIES, **limits: Any) -> list[list[str | None]]:
    """The whole file's columns, whatever the batches."""
    batches = list(check(path, profile, limits=replace(Limits(), **limits)))
    return [list(chain.from_iterable(batch.columns[rank] for batch in batches)) for rank in range(len(profile.fields))]


def profile_of(*fields: dict[str, Any], **rest: Any) -> Profile:
    return load_profile({"name": "essai", "fields": list(fields), **rest})


READ = [["Piscine", "Médiathèque"], ["76350", "01400"], ["2026-02-01", "2026-02-28"], ["1250.5", "300"]]


@pytest.mark.parametrize(
    ("codec", "content"),
    [
        ("utf-8", GOOD.encode("utf-8")),
        ("utf-8", GOOD.encode("utf-8-sig")),
        ("cp1252", GOOD.encode("cp1252")),
        ("utf-16-le", GOOD.encode("utf-16")),
        ("utf-16-be", b"\xfe\xff" + GOOD.encode("utf-16-be")),
    ],
)
def test_every_usual_encoding_gives_the_same_columns(write: Write, codec: str, content: bytes) -> None:
    path = write(content)
    assert columns(path) == READ
    assert report_of(path).encoding == codec


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_usual_separator_and_line_end_gives_the_same_columns(write: Write, separator: str, ends: str) -> None:
    path = write(GOOD.replace(";", separator).replace("\n", ends))
    assert columns(path) == READ
    assert report_of(path).delimiter == separator


def test_a_comma_separates_when_decimals_are_quoted(write: Write) -> None:
    path = write(
        'nom,code_postal,ouverture,surface_m2\nPiscine,76350,01/02/2026,"1 250,5"\nMédiathèque,01400,2026-02-28,300\n'
    )
    assert columns(path) == READ


def test_single_quotes_are_found_when_the_header_has_them(write: Write) -> None:
    header = "'nom';'code_postal';'ouverture';'surface_m2'\n"
    path = write(header + "'Piscine';'76350';'01/02/2026';'1250,5'\nMédiathèque;01400;28/02/2026;300\n")
    assert columns(path) == READ


def test_the_last_line_needs_no_end(write: Write) -> None:
    assert columns(write(GOOD.rstrip("\n"))) == READ


def test_the_header_is_matched_without_case_accents_or_by_alias_and_in_any_order(write: Write) -> None:
    path = write("SURFACE_M2;Ouverture;Nom de l’équipement\n12;01/02/2026;Piscine\n")
    assert columns(path) == [["Piscine"], [None], ["2026-02-01"], ["12"]]
    assert report_of(path).matched == {
        "surface_m2": "SURFACE_M2",
        "ouverture": "Ouverture",
        "nom": "Nom de l’équipement",
    }


def test_lines_above_the_header_are_set_aside_and_named(write: Write) -> None:
    report = report_of(write('Équipements 2026\n"Édité le 3 mars; provisoire"\n\n' + GOOD))
    assert (report.accepted, report.header_line, report.rows) == (True, 4, 2)
    assert report.preamble == ["Équipements 2026", '"Édité le 3 mars; provisoire"', ""]


def test_a_header_of_several_lines_is_one_header(write: Write) -> None:
    path = write('"nom";"code_postal";"ouverture";"surface\n_m2"\nPiscine;76350;01/02/2026;12\n')
    assert report_of(path).header_line == 1
    assert columns(path)[3] == ["12"]


def test_trailing_columns_without_title_are_tolerated_while_they_are_empty(write: Write) -> None:
    assert columns(write(GOOD.replace("\n", ";;\n"))) == READ
    assert columns(write(GOOD.replace("300\n", "300;;\n"))) == READ
    assert rules(report_of(write(GOOD.replace("\n", ";;\n").replace("300;;", "300;;x")))) == [("row-too-long", 3)]


def test_empty_lines_between_rows_are_left_out_and_told(write: Write) -> None:
    report = report_of(write(HEADER + "Piscine;76350;;\n\n;;;\nGymnase;76000;;\n\n;;;\n"))
    assert (report.accepted, report.rows) == (True, 2)
    assert [(notice.rule, notice.count, notice.line) for notice in report.warnings] == [("blank-lines", 2, 3)]


def test_empty_lines_are_told_wherever_the_file_is_cut_in_pieces(write: Write) -> None:
    rows = "".join(f"Piscine {number};76350;;\n;;;\n" for number in range(50))
    for characters in (40, 41, 47, 1000, 100_000):
        notices = report_of(write(HEADER + rows), batch_characters=characters).warnings
        assert [(notice.rule, notice.count, notice.line) for notice in notices] == [("blank-lines", 49, 3)]


def test_a_sheet_that_goes_on_with_empty_lines_has_nothing_to_tell(write: Write) -> None:
    report = report_of(write(HEADER + "Piscine;76350;;\n" + ";;;\n" * 500))
    assert (report.accepted, report.rows, report.warnings) == (True, 1, [])


def test_sums_are_exact(write: Write) -> None:
    path = write(HEADER + "a;;;0,1\n" * 10 + "b;;;100000000000000000,05\n")
    assert report_of(path).sums == {"surface_m2": Decimal("100000000000000001.05")}


def test_each_wrong_cell_is_told_with_line_column_value_and_what_is_expected(write: Write) -> None:
    report = report_of(write(HEADER + "Piscine;1400;31/02/2026;douze\n;76350;;\n"))
    assert report.issues == [
        Issue("leading-zero-lost", 2, "code_postal", "1400", "01400"),
        Issue("date-impossible", 2, "ouverture", "31/02/2026"),
        Issue("number", 2, "surface_m2", "douze"),
        Issue("required", 3, "nom", ""),
    ]
    assert report.errors == 4


def test_lines_are_those_of_the_file_when_cells_have_several(write: Write) -> None:
    path = write(HEADER + '"Piscine\nde l\'Île";76350;;\n\nGymnase;76000;;\nStade;7600;;\n')
    assert rules(report_of(path)) == [("leading-zero-lost", 6)]
    good = write(HEADER + '"Piscine\nde l\'Île";76350;;\n\nGymnase;76000;;\nStade;76000;;\n')
    assert line_of_rows(good, report_of(good), [1, 3, 2]) == {1: 2, 2: 5, 3: 6}
    assert columns(good)[0][0] == "Piscine\nde l'Île"


def test_ragged_rows_are_told_with_their_line(write: Write) -> None:
    path = write("code_postal;ouverture;nom;surface_m2\n76350;;Piscine;\n76000;\n76000;;Stade;;5\n")
    assert [(issue.rule, issue.line, issue.value, issue.expected) for issue in report_of(path).issues] == [
        ("row-too-short", 3, "2", "4"),
        ("row-too-long", 4, "5", "4"),
    ]


def test_separators_that_excel_leaves_out_after_the_last_mandatory_cell_are_empty_cells(write: Write) -> None:
    path = write(HEADER + "Piscine;76350;;\nGymnase;76000\n\nStade\n")
    assert columns(path)[:2] == [["Piscine", "Gymnase", "Stade"], ["76350", "76000", None]]
    assert [(notice.rule, notice.count, notice.line) for notice in report_of(path).warnings] == [
        ("blank-lines", 1, 4),
        ("rows-short", 2, 3),
    ]


def test_a_file_that_stops_in_the_middle_of_its_last_line_is_not_taken_for_one_of_excel(write: Write) -> None:
    path = write(HEADER + "Piscine;76350;;\nGymnase;76000;;\nStade;760")
    assert rules(report_of(path))[0] == ("row-too-short", 4)


def test_every_issue_is_counted_and_the_first_are_kept(write: Write) -> None:
    report = report_of(write(HEADER + "a;x;;\n" * 50), issues=10)
    assert (report.errors, len(report.issues), report.by_rule["pattern"]) == (50, 10, 50)


def test_batches_stop_at_the_first_issue_but_the_reading_goes_on(write: Write) -> None:
    path = write(HEADER + "a;76000;;\n" * 3000 + "b;x;;\n" + "a;76000;;\n" * 3000)
    checking = check(path, FACILITIES, limits=Limits(batch_characters=4096))
    given = sum(batch.rows for batch in checking)
    assert 0 < given <= 3000
    assert (checking.report.rows, checking.report.errors) == (6001, 1)


def test_batches_number_their_rows_without_gap(write: Write) -> None:
    path = write(HEADER + 'a;76000;;\n"b";76000;;\n\n' * 500)
    batches = list(check(path, FACILITIES, limits=Limits(batch_characters=512)))
    assert len(batches) > 5
    ends = list(accumulate(batch.rows for batch in batches))
    assert [batch.first_row for batch in batches] == [1, *(end + 1 for end in ends[:-1])]
    assert ends[-1] == 1000


def test_the_size_of_blocks_changes_nothing(write: Write) -> None:
    path = write("Titre\n" + HEADER + 'Piscine;76350;01/02/2026;1 250,5\n"a ""b""\n\nc;d";76000;;"12"\n' * 40)
    whole = columns(path)
    assert all(columns(path, batch_characters=size) == whole for size in (64, 100, 333, 1024))
    assert whole[0][1] == 'a "b"\n\nc;d'


def test_progress_moves_to_the_end(write: Write) -> None:
    path = write(HEADER + "a;76000;;\n" * 3000)
    seen: list[tuple[int, int, int]] = []
    check(path, FACILITIES, limits=Limits(batch_characters=4096), progress=lambda *state: seen.append(state)).finish()
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size, 3000)


def test_a_column_that_writes_decimals_in_two_ways_is_refused_where_it_has_two_meanings(write: Write) -> None:
    report = report_of(write(HEADER + "a;;;12,5\nb;;;1.234\nc;;;3\n"))
    assert report.issues == [Issue("number-ambiguous", 3, "surface_m2", "1.234")]
    assert report_of(write(HEADER + "a;;;12,5\nb;;;0.234\n")).accepted
    assert report_of(write(HEADER + "a;;;12.5\nb;;;1.234\n")).accepted
    assert rules(report_of(write(HEADER + "a;;;1.234,5\nb;;;1.234\n"))) == [("number-ambiguous", 3)]


def test_a_spelling_brought_to_the_list_is_told_once_with_its_count(write: Write) -> None:
    profile = profile_of({"name": "type", "constraints": {"enum": ["musée"]}}, {"name": "n", "type": "integer"})
    path = write("type;n\nMusée;1\nmusée;2\nMusée;3\n")
    assert columns(path, profile)[0] == ["musée"] * 3
    assert [(notice.rule, notice.count, notice.line, notice.value) for notice in report_of(path, profile).warnings] == [
        ("enum-spelling", 2, 2, "Musée")
    ]


PERIODS = profile_of(
    {"name": "debut", "type": "date"},
    {"name": "fin", "type": "date"},
    {"name": "total", "type": "number"},
    {"name": "jour", "type": "number"},
    {"name": "nuit", "type": "number"},
    rules=[
        {"rule": "compare", "fields": ["debut", "fin"], "operator": "<"},
        {"rule": "sum", "fields": ["total", "jour", "nuit"]},
        {"rule": "one-of-required", "fields": ["total", "jour"]},
        {"rule": "all-or-none", "fields": ["jour", "nuit"]},
    ],
)


def test_rules_between_cells_of_a_row_are_told_with_the_line(write: Write) -> None:
    lines = ["01/01/2026;01/02/2026;3;1;2", "01/03/2026;01/02/2026;3;1;2", ";;3,5;1;2", "01/01/2026;;;;", ";;1;1;"]
    report = report_of(write("debut;fin;total;jour;nuit\n" + "\n".join(lines)), PERIODS)
    assert rules(report) == [("compare", 3), ("sum", 4), ("one-of-required", 5), ("all-or-none", 6)]
    assert report.issues[0].value == "2026-03-01 / 2026-02-01"
    assert report.issues[0].expected == "debut < fin"


def test_a_wrong_cell_hides_no_rule_of_another_row(write: Write) -> None:
    lines = ["01/02/2026;01/01/2026;;;", "hier;01/01/2026;;;", "01/01/2026;01/02/2026;3;1;2"]
    report = report_of(write("debut;fin;total;jour;nuit\n" + "\n".join(lines)), PERIODS)
    assert rules(report) == [("compare", 2), ("one-of-required", 2), ("date", 3)]


def test_an_unknown_column_is_told_with_the_closest_absent_one(write: Write) -> None:
    report = report_of(write(GOOD.replace("surface_m2", "Surface m²").replace("ouverture", "zzz")))
    found = [(issue.rule, issue.value, issue.expected) for issue in report.issues]
    assert ("header-unknown", "zzz", "") in found
    assert report.matched.get("surface_m2") == "Surface m²"


READINGS = profile_of(
    {"name": "compteur", "type": "code"}, {"name": "horodate", "type": "datetime"}, primaryKey=["compteur", "horodate"]
)


def stamps(write: Write, *rows: str) -> list[str | None]:
    """Stamps as read from rows ``meter hh:mm`` of the night of 29 October 2023."""
    lines = [f"{row.split()[0]};29/10/2023 {row.split()[1]}" for row in rows]
    path = write("compteur;horodate\n" + "\n".join(lines))
    report = report_of(path, READINGS)
    if not report.accepted:
        return [issue.rule for issue in report.issues]
    return [(stamp or "")[11:16] + (stamp or "")[19:] for stamp in columns(path, READINGS)[1]]


def test_the_doubled_hour_is_told_by_the_order_of_the_rows(write: Write) -> None:
    assert stamps(write, "A 01:30", "A 02:00", "A 02:30", "A 02:00", "A 02:30", "A 03:00") == [
        "01:30+02:00", "02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00", "03:00+01:00",
    ]  # fmt: skip
    assert stamps(write, "A 03:00", "A 02:00", "A 02:00", "A 01:00") == [
        "03:00+01:00", "02:00+01:00", "02:00+02:00", "01:00+02:00",
    ]  # fmt: skip


def test_each_series_has_its_own_order(write: Write) -> None:
    rows = ["A 01:00", "B 01:00", "A 02:00", "B 02:00", "A 02:00", "B 02:00", "A 03:00", "B 03:00"]
    assert stamps(write, *rows)[2:6] == [
        "02:00+02:00", "02:00+02:00", "02:00+01:00", "02:00+01:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        ["A 01:30", "A 02:00", "A 02:30", "A 03:00"],
        ["A 02:00", "A 02:00"],
        ["A 02:30"],
        ["A 01:00", "A 02:00", "A 02:00", "A 02:00", "A 03:00"],
        ["A 03:00", "A 02:00", "A 02:00", "A 03:30"],
    ],
)
def test_a_doubled_hour_that_the_order_does_not_tell_is_refused(write: Write, rows: list[str]) -> None:
    assert set(stamps(write, *rows)) == {"datetime-ambiguous"}


def test_more_doubled_stamps_than_the_cap_are_refused_not_guessed(write: Write) -> None:
    lines = "".join(
        f"{meter};29/10/2023 {hour}\n" for meter in range(20) for hour in ("01:00", "02:00", "02:00", "03:00")
    )
    report = report_of(write("compteur;horodate\n" + lines), READINGS, doubled_stamps=5)
    assert set(report.by_rule) == {"datetime-ambiguous"}


def test_batches_become_the_text_that_copy_reads() -> None:
    batch = Batch(7, [["a\tb\\N", None, "l1\nl2"], ["1", "2.5", None]])
    assert copy_text(batch) == b"7\ta\\tb\\\\N\t1\n8\t\\N\t2.5\n9\tl1\\nl2\t\\N\n"


def test_a_text_that_looks_like_null_is_not_null() -> None:
    assert copy_text(Batch(1, [["\\N"]])) == b"1\t\\\\N\n"


def test_a_report_can_be_kept_and_read_again(write: Write) -> None:
    report = report_of(write("Titre\n" + HEADER + "Piscine;1400;;12,5\n"))
    assert Report.from_dict(report.to_dict()) == report


def peak(path: Path, **limits: int) -> int:
    """Bytes that the check of ``path`` held at once."""
    tracemalloc.start()
    try:
        report_of(path, **limits)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(write: Write) -> None:
    lines = [f"Équipement {rank};{rank:05d};01/02/2026;{rank},5\n" for rank in range(40_000)]
    small = {"batch_characters": 1 << 14, "remembered_texts": 4_000}
    first = peak(write(HEADER + "".join(lines[:10_000])), **small)
    assert peak(write(HEADER + "".join(lines)), **small) < first * 1.2
