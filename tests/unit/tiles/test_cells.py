"""Cells as clerks and spreadsheets leave them: read as they were meant, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ckanext.rouen_tiles.core.content.cells import Cells, line
from ckanext.rouen_tiles.core.content.contacts import telephone, web_address
from ckanext.rouen_tiles.core.content.map_list import features
from ckanext.rouen_tiles.core.content.periods import now_or_next, periods
from ckanext.rouen_tiles.core.content.positions import pair, position
from ckanext.rouen_tiles.core.content.rows import code, give
from ckanext.rouen_tiles.core.tile.document import ColumnMap, Municipality

ROUEN = [1.09932, 49.44313]


@pytest.mark.parametrize(
    "given",
    [
        "[1.09932, 49.44313]",
        "1.09932,49.44313",
        "1.09932 49.44313",
        "[1,09932 ; 49,44313]",
        "1,09932 49,44313",
        "POINT (1.09932 49.44313)",
        "point(1.09932 49.44313)",
        "SRID=4326;POINT(1.09932 49.44313)",
        "POINT Z (1.09932 49.44313 12)",
        [1.09932, 49.44313],
        [1.09932, 49.44313, 12.0],
        {"type": "Point", "coordinates": [1.09932, 49.44313]},
        "[49.44313, 1.09932]",
    ],
)
def test_a_point_in_one_column_is_read_however_it_is_written(given: Any) -> None:
    assert pair(given) == ROUEN


@pytest.mark.parametrize("given", ["", None, "[]", "[1.09]", "Rouen", "1,09,49,44", "[0,0]", "[1.09, 149.44]", {}])
def test_what_is_no_point_is_none(given: Any) -> None:
    assert pair(given) is None


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["1,09932", "49,44313"], ROUEN),
        (["1.09932\u00a0", " 49.44313"], ROUEN),
        ([Decimal("1.09932"), 49.44313], ROUEN),
        (["49.44313", "1.09932"], ROUEN),
        ([0, 0], None),
        (["1°05'", "49°26'"], None),
        (["NaN", "49.4"], None),
        ([562000.5, 6928000.2], None),
        ([-73.98, 40.75], [-73.98, 40.75]),
    ],
)
def test_two_columns_are_a_place_only_when_they_are_one(given: list[Any], read: list[float] | None) -> None:
    assert position(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("76540", "76540"),
        (" 76540 ", "76540"),
        (76540, "76540"),
        (76540.0, "76540"),
        (Decimal("76540"), "76540"),
        (1004, "01004"),
        ("2A004", "2A004"),
        (76540.5, None),
        (Decimal("NaN"), None),
        (None, None),
        ("", None),
    ],
)
def test_a_code_is_read_out_of_a_column_that_was_taken_for_numbers(given: Any, read: str | None) -> None:
    assert code(given) == read


def test_a_row_goes_to_its_commune_whether_the_code_is_text_or_a_number() -> None:
    given = give([{"insee": 76540}, {"insee": "76540 "}, {"insee": 75056}], Municipality("column", "insee"), ["76540"])
    assert (len(given.by_commune["76540"]), given.without_commune) == (2, 1)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/piscines?a=1", "https://example.org/piscines?a=1"),
        ("HTTP://Example.org/A", "http://Example.org/A"),
        ("https://example.org/été", "https://example.org/été"),
        ("Office de tourisme#https://example.org/noel|#+33 2 00 00 00 00", "https://example.org/noel"),
        ("https://example.org/a ; https://example.org/b", "https://example.org/a"),
        ("mairie@example.org", None),
        ("https://user:secret@example.org/", None),
        ("https://", None),
        ("https://[::1", None),
        ("//example.org", None),
        ("javascript:location='https://example.org'", None),
        ("data:text/html,https://example.org", None),
        ("voir le site", None),
        ("8h30", None),
        (None, None),
    ],
)
def test_a_web_address_is_one_that_opens(given: str | None, read: str | None) -> None:
    assert web_address(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("02 35 52 68 00", "02 35 52 68 00"),
        ("+33 235526800", "+33 235526800"),
        ("235526800", "0235526800"),
        ("33235526800", "+33235526800"),
        ("0033235526800", "+33235526800"),
        ("3939", "3939"),
        ("02 35 52 68 00 poste 12", "02 35 52 68 00 poste 12"),
        (None, None),
    ],
)
def test_a_telephone_number_has_back_what_a_spreadsheet_took(given: str | None, read: str | None) -> None:
    assert telephone(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("\ufeffMairie", "Mairie"),
        ("Mai\u200brie\u200e", "Mairie"),
        ("\u202eMairie\u2066", "Mairie"),
        ("E\u0301cole", "École"),
        ("École\tJean\r\nRenoir\u00a0", "École Jean Renoir"),
        ("Mairie\x00", "Mairie"),
        ("Fête 🎉 👨\u200d👩\u200d👧", "Fête 🎉 👨\u200d👩\u200d👧"),
        ("<p>Eau&nbsp;: 27&nbsp;°C</p>", "Eau : 27 °C"),
        ("&lt;b&gt;Mairie&lt;/b&gt;", "Mairie"),
        ("moins < 3 ans et plus > 65", "moins < 3 ans et plus > 65"),
        (" \u200b ", None),
    ],
)
def test_a_text_has_nothing_that_is_not_seen(given: str, read: str | None) -> None:
    assert line(given) == read


def test_periods_of_a_cell_are_told_one_after_the_other() -> None:
    found = periods("2026-12-05<->2026-12-06|2026-10-03<->2026-10-04|2026-11-30")
    assert len(found) == 3
    assert now_or_next(found, date(2026, 10, 4)) == (date(2026, 10, 3), date(2026, 10, 4))
    assert now_or_next(found, date(2026, 10, 5)) == (date(2026, 11, 30), date(2026, 11, 30))
    assert now_or_next(found, date(2027, 1, 1)) == (date(2026, 12, 5), date(2026, 12, 6))


@pytest.mark.parametrize(
    "given", [None, "", "2026-12-05", "|", "<->", "2026-02-30<->2026-03-01", "2026-12-06<->2026-12-05"]
)
def test_what_is_no_period_is_none(given: str | None) -> None:
    assert (periods(given), now_or_next(periods(given), date(2026, 1, 1))) == ([], None)


def test_no_two_features_have_one_identifier(tile: Any) -> None:
    columns = ColumnMap({"id": "id", "title": "t", "point": ("x", "y")})
    given = [{"id": name, "t": title, "x": 1.09, "y": 49.44} for name, title in (("A", "1"), ("A", "2"), ("A-2", "0"))]
    setting: Any = type("Setting", (), {"tile": tile})
    found = features([*given, {"t": "3", "x": 1.09, "y": 49.44}], Cells(columns, "fr"), setting).items
    assert [feature.get("id") for feature in found] == ["A-2", "A", "A-3", None]
