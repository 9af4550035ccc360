"""What holds for every file and every cell: reading undoes writing, and the fast way is the exact way."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ckanext.rouen_municipalities.core.tabular import dates
from ckanext.rouen_municipalities.core.tabular.cells import CellError
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.copying import copy_text
from ckanext.rouen_municipalities.core.tabular.cutting import Cutter, Piece, Shape
from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.inference import propose
from ckanext.rouen_municipalities.core.tabular.issues import Refused
from ckanext.rouen_municipalities.core.tabular.limits import Limits
from ckanext.rouen_municipalities.core.tabular.numbers import read_integer, read_number
from ckanext.rouen_municipalities.core.tabular.plain import column_reader, exact_sum
from ckanext.rouen_municipalities.core.tabular.plain_rows import PlainRows
from ckanext.rouen_municipalities.core.tabular.profile import (
    Field,
    Profile,
    load_profile,
)
from ckanext.rouen_municipalities.core.tabular.reader import FALSE, TRUE, FieldReader
from ckanext.rouen_municipalities.core.tabular.reading import Block
from hypothesis import example, given, settings
from hypothesis import strategies as st

LONGEST = 1000
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12)
DAYS = st.dates(min_value=date(1000, 1, 1))
#: text made of what separates, quotes and ends, where readers differ
TRICKY = st.text(st.sampled_from("ab1 ;\"'\n,\t|é\u00a0\x0b\x85\u2028"), max_size=12)

TRICKY_ROWS = st.lists(st.lists(TRICKY, min_size=1, max_size=4), min_size=1, max_size=5)


def french(number: Decimal, gap: str, sign: str) -> str:
    """``number`` as a French office writes it."""
    whole, _, fraction = format(number, ",f").replace("-", sign).partition(".")
    return f"{whole.replace(',', gap)},{fraction}"


@given(NUMBERS, st.sampled_from(["", " ", "\u00a0", "\u202f"]), st.sampled_from(["-", "\u2212"]))
def test_a_number_written_in_french_is_read_as_itself(number: Decimal, gap: str, sign: str) -> None:
    assert Decimal(read_number(french(number, gap, sign))) == number


@given(NUMBERS)
def test_a_number_with_points_for_thousands_is_read_as_itself(number: Decimal) -> None:
    assert Decimal(read_number(french(number, ".", "-"))) == number


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_a_whole_number_is_read_as_itself(number: int) -> None:
    assert int(read_integer(format(number, ",").replace(",", "\u202f"))) == number


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]))
def test_a_day_is_read_as_itself(day: date, form: str) -> None:
    written = form.replace("%d", f"{day.day:02d}").replace("%m", f"{day.month:02d}").replace("%Y", str(day.year))
    assert dates.read_date(written) == day.isoformat()


@given(DAYS, st.sampled_from(["%m/%Y", "%Y-%m"]))
def test_a_month_is_read_as_its_first_day(day: date, form: str) -> None:
    written = form.replace("%m", f"{day.month:02d}").replace("%Y", str(day.year))
    assert dates.read_yearmonth(written) == day.replace(day=1).isoformat()


@given(st.from_regex(r"[0-9A-Z]{1,14}", fullmatch=True))
def test_a_code_is_read_as_itself_zeros_in_front_included(code: str) -> None:
    assert FieldReader(field_of({"name": "code", "type": "code"}), {}, 100).read(f" {code} ") == code


@given(st.booleans(), st.data())
def test_yes_and_no_are_read_in_any_case_and_as_they_are_written_back(value: bool, data: st.DataObject) -> None:
    reader = FieldReader(field_of({"name": "ouvert", "type": "boolean"}), {}, 100)
    word = data.draw(st.sampled_from(TRUE if value else FALSE))
    written = data.draw(st.sampled_from([word, word.upper(), word.capitalize()]))
    assert reader.read(written) == str(value).lower()
    assert reader.read(str(value).lower()) == str(value).lower()


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_an_instant_with_its_offset_is_read_as_itself(local: datetime, minutes: int) -> None:
    moment = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert datetime.fromisoformat(dates.read_datetime(moment.isoformat(), "Europe/Paris")) == moment


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2037, 1, 1)))
def test_a_local_time_is_the_instant_of_the_clock_or_is_refused(moment: datetime) -> None:
    instant = moment.replace(microsecond=0, tzinfo=UTC)
    clock = instant.astimezone(ZoneInfo("Europe/Paris"))
    try:
        read = dates.read_datetime(f"{clock:%d/%m/%Y %H:%M:%S}", "Europe/Paris")
    except CellError as error:
        assert error.rule == "datetime-ambiguous"
        assert clock.utcoffset() != clock.replace(fold=1 - clock.fold).utcoffset()
        return
    assert datetime.fromisoformat(read) == instant


CELLS = st.one_of(
    TRICKY,
    st.text(max_size=20),
    NUMBERS.map(str),
    NUMBERS.map(lambda number: french(number, " ", "-")),
    st.from_regex(r"[-+]?[0-9]{1,4}([.,][0-9]{1,4})?(e[0-9])?", fullmatch=True),
    st.datetimes(min_value=datetime(900, 1, 1)).map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}+01:00"),
    st.from_regex(
        r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9][+-][01][0-9]:[0-6][0-9]", fullmatch=True
    ),
    st.sampled_from(["", " ", "#N/A", "####", "NC", "Err:502", "1E+05", "0", "-0", "007", "-", "12\n3", "\ufeff1"]),
    st.sampled_from(["a\\b", "\\N", "a\tb"]),
)
FIELDS: list[dict[str, Any]] = [
    {"type": "number"},
    {"type": "number", "constraints": {"minimum": 0, "maximum": 1000, "required": True}},
    {"type": "number", "missingValues": ["", "0"]},
    {"type": "integer"},
    {"type": "integer", "constraints": {"minimum": -5}, "missingValues": ["NC"]},
    {"type": "string"},
    {"type": "string", "constraints": {"required": True, "maxLength": 5}, "missingValues": ["", "NC"]},
    {"type": "code"},
    {"type": "code", "constraints": {"maxLength": 8}},
    {"type": "datetime"},
    {"type": "datetime", "constraints": {"required": True}},
]


def field_of(description: dict[str, Any]) -> Field:
    return load_profile({"name": "essai", "fields": [{"name": "x", **description}]}).fields[0]


@settings(max_examples=400)
@given(st.sampled_from(FIELDS), st.lists(CELLS, min_size=1, max_size=6))
@example({"type": "number"}, ["1\n2"])
@example({"type": "string"}, ["a\nb", "c"])
def test_a_column_read_at_once_is_the_column_read_cell_by_cell(description: dict[str, Any], cells: list[str]) -> None:
    field = field_of(description)
    read = column_reader(field, LONGEST)
    values = read(cells) if read else None
    if values is None:
        return
    exact = FieldReader(field, {}, LONGEST)
    assert values == [exact.read(cell) for cell in cells]


USUAL = {
    "number": NUMBERS.map(lambda number: format(number, "f").replace(".", ",")),
    "integer": st.integers(-(10**9), 10**9).map(str),
    "string": st.text(st.characters(categories=["L"]), min_size=1),
    "datetime": st.datetimes(min_value=datetime(2000, 1, 1)).map(lambda moment: f"{moment:%Y-%m-28T%H:%M:%S}+02:00"),
}


@given(st.data(), st.sampled_from(sorted(USUAL)))
def test_the_usual_cells_take_the_fast_way(data: st.DataObject, kind: str) -> None:
    cells = data.draw(st.lists(st.one_of(st.just(""), USUAL[kind]), min_size=1))
    read = column_reader(field_of({"type": kind}), LONGEST)
    assert read is not None
    assert read(cells) is not None


def cut(text: str, separator: str, fast: bool) -> list[Piece] | str:
    """Pieces of ``text`` under a three-column header, or the rule that refuses it."""
    cutter = Cutter(separator, '"', Shape(3, 3, 2), Limits())
    if not fast:
        cutter._split = lambda *_: None  # type: ignore[method-assign]
    try:
        return list(cutter.pieces(iter([Block(text, 2, len(text))])))
    except Refused as refusal:
        return refusal.issue.rule


def whole(piece: Piece) -> tuple[object, ...]:
    """All that a piece says."""
    return (piece.columns, list(piece.lines), piece.issues, list(piece.blank_lines), list(piece.short_lines))


@settings(max_examples=400)
@given(
    st.lists(st.lists(TRICKY, min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from(";,\t|"), st.booleans()
)
def test_splitting_gives_what_the_csv_reader_gives(rows: list[list[str]], separator: str, quoted: bool) -> None:
    if quoted:
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
        text = written.getvalue()
    else:
        text = "".join(separator.join(row) + "\n" for row in rows)
    fast, slow = cut(text, separator, fast=True), cut(text, separator, fast=False)
    if isinstance(fast, str) or isinstance(slow, str):
        assert fast == slow
        return
    assert list(map(whole, fast)) == list(map(whole, slow))


PROFILE = load_profile(
    {
        "name": "essai",
        "fields": [
            {"name": "nom", "constraints": {"required": True}},
            {"name": "note"},
            {"name": "n", "type": "number"},
        ],
    }
)


@contextmanager
def file_of(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fichier.csv"
        path.write_bytes(content)
        yield path


@settings(max_examples=150)
@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_make_the_check_raise(content: bytes, headed: bool) -> None:
    with file_of((b"nom;note;n\n" if headed else b"") + content) as path:
        report = check(path, PROFILE).finish()
    assert report.accepted == (report.errors == 0)
    assert headed or not report.accepted or report.rows


NAMES = st.text(st.sampled_from("abcé ;\"\n'\t|\\"), min_size=1, max_size=8).filter(
    lambda text: text.strip(" \n\t") == text
)
ROWS = st.lists(st.tuples(NAMES.filter(bool), st.one_of(st.just(""), NAMES), NUMBERS), min_size=1, max_size=20)


@settings(max_examples=150)
@given(
    ROWS, st.sampled_from(";,\t|"), st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]), st.integers(16, 400)
)
def test_what_a_csv_writer_wrote_is_read_back(
    rows: list[tuple[str, str, Decimal]], separator: str, codec: str, size: int
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    writer.writerow(["nom", "note", "n"])
    writer.writerows((name, note, str(number).replace(".", ",")) for name, note, number in rows)
    with file_of(written.getvalue().encode(codec)) as path:
        checking = check(path, PROFILE, limits=Limits(batch_characters=size))
        batches = list(checking)
    assert checking.report.issues == []
    read = [row for batch in batches for row in zip(*batch.columns, strict=True)]
    assert read == [(name, note or None, str(number)) for name, note, number in rows]
    assert checking.report.sums["n"] == sum(number for _, _, number in rows)
    assert sum(copy_text(batch).count(b"\n") for batch in batches) == len(rows)


@settings(max_examples=50)
@given(ROWS, st.randoms())
def test_sums_do_not_depend_on_the_order_of_rows(rows: list[tuple[str, str, Decimal]], random: Any) -> None:
    assert exact_sum([str(number) for _, _, number in rows]) == exact_sum(
        [str(number) for _, _, number in random.sample(rows, len(rows))]
    )


#: cells of one column, of one kind or of several
GUESSED = st.one_of(
    *(
        st.lists(cells, min_size=1, max_size=8)
        for cells in (
            st.integers(-(10**6), 10**20).map(str),
            st.from_regex(r"0?[0-9]{4}", fullmatch=True),
            NUMBERS.map(lambda number: french(number, " ", "-")),
            DAYS.map(lambda day: day.isoformat()),
            st.datetimes(min_value=datetime(1990, 1, 1)).map(lambda moment: f"{moment:%d/%m/%Y %H:%M}"),
            st.from_regex(r"(oui|non|vrai|faux|0|1)?", fullmatch=True),
            st.from_regex(r"(0[1-9]|1[0-3])/20[0-9]{2}", fullmatch=True),
            st.from_regex(r"0[1-9]( [0-9]{2}){4}", fullmatch=True),
            st.text(st.sampled_from("aé 0129,.;\"'/-+E\n"), max_size=9),
            CELLS.filter(lambda cell: not cell.strip().startswith(("#", "Err")) and "\0" not in cell),
        )
    )
)
TITLES = st.lists(
    st.text(st.sampled_from("abcdeé _\"'°0"), min_size=1, max_size=80).map(lambda text: f"t{text}"),
    min_size=1,
    max_size=5,
    unique_by=fold,
)


@settings(max_examples=200)
@given(st.data(), TITLES, st.sampled_from(";,\t|"))
def test_a_file_conforms_to_the_profile_that_is_proposed_for_it(
    data: st.DataObject, titles: list[str], separator: str
) -> None:
    columns = [data.draw(GUESSED) for _ in titles]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(titles)
    writer.writerows(zip(*(column * 8 for column in columns), strict=False))
    with file_of(written.getvalue().encode()) as path:
        proposal = propose(path, "essai")
        if not proposal.columns:
            assert proposal.report.by_rule.keys() <= {"header-none", "file-empty"}
            return
        report = check(path, load_profile(proposal.descriptor)).finish()
    assert set(report.by_rule) <= {"no-rows"}
    assert report.by_rule == proposal.report.by_rule


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_no_bytes_make_a_proposal_raise(content: bytes) -> None:
    with file_of(content) as path:
        proposal = propose(path, "essai")
    assert proposal.columns or not proposal.report.accepted


SHAPES: list[dict[str, Any]] = [
    *FIELDS,
    {"type": "date"},
    {"type": "string", "constraints": {"enum": ["a", "b"]}},
    {"type": "datetime", "format": "excel"},
]


@settings(max_examples=300)
@given(st.data(), st.sampled_from(";,\t|"), st.sampled_from(["minimal", "all"]))
def test_rows_read_at_once_are_the_rows_read_column_by_column(
    data: st.DataObject, separator: str, quoting: str
) -> None:
    shapes = data.draw(st.lists(st.sampled_from(SHAPES), min_size=2, max_size=4))
    fields = [{"name": f"c{rank}", **shape} for rank, shape in enumerate(shapes)]
    usual = [st.one_of(USUAL.get(shape["type"], CELLS), st.just("")) for shape in shapes]
    rows = data.draw(st.lists(st.one_of(st.tuples(*usual), st.tuples(*([CELLS] * len(shapes)))), min_size=1))
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL if quoting == "all" else csv.QUOTE_MINIMAL)
    writer.writerow([field["name"] for field in fields])
    writer.writerows(rows)
    profile = load_profile({"name": "essai", "fields": fields})
    with file_of(written.getvalue().encode("utf-8", "replace")) as path:
        at_once = all_of(path, profile)
        with no_plain_rows():
            assert all_of(path, profile) == at_once


def all_of(path: Path, profile: Profile) -> tuple[dict[str, Any], list[Any]]:
    """The report of a check, the rows that it gave, and how they are written for the database."""
    checking = check(path, profile)
    rows: list[Any] = []
    for batch in checking:
        rows += [*zip(*batch.columns, strict=True), copy_text(batch)]
    return checking.report.to_dict(), rows


@contextmanager
def no_plain_rows() -> Iterator[None]:
    """Every column is read for itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlainRows, "values", lambda *_: {})
        yield
