"""What is expected of a commune by its size, and where it stands to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ckanext.rouen_municipalities.core.completeness import (
    EXPECTATIONS_FILE,
    Expectation,
    ExpectationsError,
    Held,
    State,
    expectations,
    read_expectations,
    score,
    standings,
)

SMALL, LARGE = 900, 20_000
BUDGET = Expectation(
    schema="scdl/budget",
    version="1.0",
    models=("scdl/budget", "rouen/budget"),
    from_population=3_500,
    basis="law",
    validator="table-schema",
    national="",
    titles={"fr": "Budget", "en": "Budget"},
    comments={"fr": "", "en": ""},
)
TABLE = Held("rouen/budget", "budget", "Budget", "id", accepted=True, stale=False, insee="76540")


def state(population: int, *held: Held, expected: Expectation = BUDGET) -> State:
    """Where Rouen, of this size, stands with these tables."""
    by_model = {"rouen/budget": list(held)}
    return standings("76540", population, [expected], by_model)[0].state


def test_what_the_commune_published_and_keeps_up_to_date_is_valid() -> None:
    assert state(LARGE, TABLE) is State.VALID


def test_a_table_of_another_commune_is_not_its_own() -> None:
    assert state(LARGE, replace(TABLE, insee="76231")) is State.ABSENT


def test_a_late_table_is_stale_and_one_whose_every_file_was_refused_is_invalid() -> None:
    assert state(LARGE, replace(TABLE, stale=True)) is State.STALE
    assert state(LARGE, replace(TABLE, accepted=False)) is State.INVALID


def test_the_best_of_several_tables_counts() -> None:
    assert state(LARGE, replace(TABLE, accepted=False), TABLE, replace(TABLE, stale=True)) is State.VALID


def test_rows_in_an_accepted_table_of_the_metropole_stand_for_the_commune() -> None:
    shared = replace(TABLE, insee=None, about=frozenset({"76540", "76231"}))
    assert state(LARGE, shared) is State.VIA_METROPOLE
    assert state(LARGE, replace(shared, accepted=False)) is State.ABSENT
    assert state(LARGE, replace(shared, about=frozenset({"76231"}))) is State.ABSENT


def test_nothing_is_expected_below_the_size_nor_where_the_state_publishes_for_all() -> None:
    assert state(SMALL) is State.NOT_APPLICABLE
    assert state(LARGE, expected=replace(BUDGET, national="https://example.org")) is State.NATIONAL


def test_a_small_commune_that_publishes_all_the_same_is_valid() -> None:
    assert state(SMALL, TABLE) is State.VALID


def test_the_score_leaves_out_what_is_not_expected() -> None:
    national = replace(BUDGET, models=("scdl/autre",), national="https://example.org")
    absent = replace(BUDGET, models=("scdl/menus",))
    found = standings("76540", LARGE, [BUDGET, national, absent], {"rouen/budget": [TABLE]})
    assert score(found) == (1, 2)


def test_the_table_of_the_package_names_each_schema_once_and_says_why_in_both_languages() -> None:
    table = expectations()
    assert len({each.schema for each in table}) == len(table) == 8
    assert all(each.schema in each.models for each in table)
    assert all(each.title(language) and each.comment(language) for each in table for language in ("fr", "en"))


def test_a_table_that_makes_no_sense_is_refused_with_its_line(tmp_path: Path) -> None:
    wrong = tmp_path / "expectations.csv"
    wrong.write_text(EXPECTATIONS_FILE.read_text(encoding="utf-8").replace("recommended", "nice"), encoding="utf-8")
    with pytest.raises(ExpectationsError, match="scdl/catalogue: basis"):
        read_expectations(wrong)
