"""The scores of data.gouv.fr and of data.europa.eu, held against what they publish of them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from ckanext.rouen_municipalities.core.scoring import File, Record, datagouv, mqa
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
FILE = File("CSV", fetched=True, media_type="text/csv", has_description=True, has_size=True)
WHOLE = Record(
    notes="x" * 101,
    licence_url="http://publications.europa.eu/resource/authority/licence/ETALAB_2_0",
    frequency="MONTHLY",
    updated=NOW - timedelta(days=3),
    files=(FILE,),
    has_keywords=True,
    has_theme=True,
    has_places=True,
    has_period=True,
    has_contact=True,
    has_publisher=True,
)
EMPTY = Record(notes="", licence_url="", frequency="", updated=None, files=())


def test_datagouv_has_nine_criteria_and_a_whole_record_meets_them_all() -> None:
    assert len(datagouv.Criterion) == 9
    assert datagouv.missing(WHOLE, NOW) == []
    assert datagouv.score([]) == 100


def test_datagouv_gives_nothing_to_a_record_that_says_nothing() -> None:
    assert datagouv.score(datagouv.missing(EMPTY, NOW)) == 0


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"notes": "x" * 100}, "description"),
        ({"files": (replace(FILE, has_description=False),)}, "documentation"),
        ({"licence_url": ""}, "licence"),
        ({"files": (replace(FILE, format="XLSX"),)}, "open-format"),
        ({"files": (replace(FILE, format=""),)}, "open-format"),
        ({"has_period": False}, "period"),
        ({"has_places": False}, "places"),
        ({"files": (FILE, replace(FILE, fetched=False))}, "available"),
    ],
)
def test_datagouv_takes_a_ninth_for_each_criterion_that_is_not_met(changed: dict[str, object], lacking: str) -> None:
    found = datagouv.missing(replace(WHOLE, **changed), NOW)  # type: ignore[arg-type]
    assert found == [lacking]
    assert datagouv.score(found) == 88.9


def test_datagouv_takes_two_ninths_when_the_frequency_is_not_said() -> None:
    found = datagouv.missing(replace(WHOLE, frequency="UNKNOWN"), NOW)
    assert found == ["frequency", "up-to-date"]
    assert datagouv.score(found) == 77.8


@pytest.mark.parametrize(
    ("frequency", "days", "in_time"),
    [
        ("DAILY", 2, True),
        ("DAILY", 3, False),
        ("WEEKLY", 8, True),
        ("WEEKLY", 9, False),
        ("MONTHLY", 32, True),
        ("MONTHLY", 33, False),
        ("QUARTERLY", 92, True),
        ("QUARTERLY", 93, False),
        ("ANNUAL_2", 366, True),
        ("ANNUAL", 366, True),
        ("ANNUAL", 367, False),
        ("BIENNIAL", 731, True),
        ("BIENNIAL", 732, False),
        ("IRREG", 4_000, True),
        ("UPDATE_CONT", 4_000, True),
        ("NEVER", 4_000, True),
    ],
)
def test_datagouv_allows_an_update_one_day_of_delay(frequency: str, days: int, in_time: bool) -> None:
    record = replace(WHOLE, frequency=frequency, updated=NOW - timedelta(days=days))
    assert ("up-to-date" not in datagouv.missing(record, NOW)) is in_time


def test_datagouv_takes_a_link_that_was_never_checked_for_available() -> None:
    assert datagouv.missing(replace(WHOLE, files=(replace(FILE, fetched=None),)), NOW) == []


def test_mqa_shares_405_points_out_over_its_five_dimensions() -> None:
    assert {dimension.value: sum(points.values()) for dimension, points in mqa.POINTS.items()} == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert mqa.MAXIMUM == 405
    assert set(mqa.WORTH) == set(mqa.Criterion)


def test_mqa_gives_a_whole_record_all_but_the_statement_of_rights_that_the_portal_does_not_write() -> None:
    assert mqa.missing(WHOLE) == ["rights"]
    assert mqa.score(mqa.missing(WHOLE)) == 400


def test_mqa_gives_a_record_that_says_nothing_what_the_portal_says_of_every_dataset() -> None:
    assert mqa.score(mqa.missing(EMPTY)) == 10 + 5 + 5 + 5


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({"has_keywords": False}, 30),
        ({"has_theme": False}, 30),
        ({"has_places": False}, 20),
        ({"has_period": False}, 20),
        ({"has_contact": False}, 20),
        ({"has_publisher": False}, 10),
        ({"notes": ""}, 30),
        ({"licence_url": ""}, 30),
        ({"licence_url": "https://example.org/licence"}, 10),
        ({"files": ()}, 50 + 20 + 30 + 20 + 10 + 10 + 20 + 20 + 20 + 10 + 5),
        ({"files": (replace(FILE, fetched=None),)}, 50 + 30),
        ({"files": (replace(FILE, has_size=False),)}, 5),
        ({"files": (replace(FILE, format="PDF"),)}, 20 + 20),
        ({"files": (replace(FILE, format="XLSX"),)}, 20),
        ({"files": (replace(FILE, format="ZIP"),)}, 20),
        ({"files": (replace(FILE, format="HTML"),)}, 20 + 30 + 20),
        ({"files": (File("plan", fetched=True, has_size=True),)}, 20 + 30 + 10 + 10 + 20 + 20),
    ],
)
def test_mqa_takes_the_points_of_what_is_not_said(changed: dict[str, object], points: int) -> None:
    record = replace(WHOLE, **changed)  # type: ignore[arg-type]
    assert mqa.score(mqa.missing(record)) == 400 - points


def test_mqa_looks_at_the_best_distribution_alone_not_at_the_best_of_each() -> None:
    readable = replace(FILE, has_size=False)
    sized = File("PDF", fetched=True, has_size=True)
    assert mqa.missing(replace(WHOLE, files=(sized, readable))) == ["rights", "size"]


@pytest.mark.parametrize(
    ("points", "word"),
    [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (120, "sufficient"), (119, "bad")],
)
def test_mqa_words_a_score(points: int, word: str) -> None:
    assert mqa.rating(points) == word


FILES = st.builds(
    File,
    format=st.sampled_from(["CSV", "PDF", "XLSX", "HTML", "", "plan"]),
    fetched=st.sampled_from([True, False, None]),
    has_description=st.booleans(),
    has_size=st.booleans(),
)
SAID = [field.name for field in fields(Record) if field.name.startswith("has_")]


@given(st.lists(FILES, max_size=4), st.sampled_from(SAID))
def test_saying_more_never_lowers_a_score(files: list[File], said: str) -> None:
    less = replace(WHOLE, files=tuple(files), **{said: False})  # type: ignore[arg-type]
    more = replace(less, **{said: True})  # type: ignore[arg-type]
    assert mqa.score(mqa.missing(more)) > mqa.score(mqa.missing(less))
    assert datagouv.score(datagouv.missing(more, NOW)) >= datagouv.score(datagouv.missing(less, NOW))
