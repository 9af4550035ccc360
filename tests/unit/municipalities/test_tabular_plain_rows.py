"""Whole rows read by one pattern: which columns it vouches for, and when it leaves them to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.tabular.cutting import Piece
from ckanext.rouen_municipalities.core.tabular.plain_rows import PlainRows
from ckanext.rouen_municipalities.core.tabular.profile import load_profile

READINGS = [
    {"name": "compteur", "type": "code", "constraints": {"required": True}},
    {"name": "horodate", "type": "datetime", "constraints": {"required": True}},
    {"name": "valeur", "type": "number"},
    {"name": "note"},
]
LINE = "C1;2026-01-01T00:15:00+01:00;12,5;vu\n"


def vouched(text: str, fields: Sequence[dict[str, Any]] = READINGS, longest: int = 1000) -> set[int]:
    profile = load_profile({"name": "essai", "fields": list(fields)})
    columns = [[line.split(";")[rank] for line in text.splitlines()] for rank in range(len(fields))]
    values = PlainRows(profile.fields, ";", longest).values(Piece(columns, [], 0, text=text))
    assert all(found == [cell or None for cell in columns[rank]] for rank, found in values.items())
    return set(values)


def test_codes_stamps_and_texts_are_vouched_for_and_numbers_are_not() -> None:
    assert vouched(LINE * 3) == {0, 1, 3}


def test_an_empty_cell_is_plain_where_it_may_be_empty() -> None:
    assert vouched(LINE + "C1;2026-01-01T00:15:00+01:00;;\n") == {0, 1, 3}
    assert vouched(";2026-01-01T00:15:00+01:00;1;a\n") == set()


@pytest.mark.parametrize(
    "line",
    [
        "C1;01/01/2026 00:15;1;a\n",
        "C1;2026-02-30T00:15:00+01:00;1;a\n",
        " C1;2026-01-01T00:15:00+01:00;1;a\n",
        "C1;2026-01-01T00:15:00+01:00;1;#N/A\n",
        "C1;2026-01-01T00:15:00+01:00;1;Err:502\n",
        "1E+05;2026-01-01T00:15:00+01:00;1;a\n",
        "C1;2026-01-01T00:15:00+01:00;1;\ufffd\n",
        "C1;2026-01-01T00:15:00+01:00;1;\u2060=A1\n",
    ],
)
def test_one_cell_to_look_at_makes_every_column_be_looked_at(line: str) -> None:
    assert vouched(LINE + line + LINE) == set()


def test_a_cell_that_may_be_too_long_is_looked_at() -> None:
    assert vouched(LINE + LINE.replace("vu", "u" * 1001)) == set()


@pytest.mark.parametrize(
    "constraint", [{"enum": ["vu", "non-vu"]}, {"pattern": "v.*"}, {"minLength": 1}, {"enum": ["vu"], "minLength": 1}]
)
def test_a_constrained_column_is_left_to_its_own_reader(constraint: dict[str, Any]) -> None:
    assert vouched(LINE, [*READINGS[:3], {"name": "note", "constraints": constraint}]) == {0, 1}


@pytest.mark.parametrize(
    ("constraint", "other"), [({"enum": ["vu", "pas vu"]}, "Vu"), ({"enum": ["vu"]}, "vue"), ({"maxLength": 2}, "vue")]
)
def test_values_of_a_list_and_short_texts_are_vouched_for_while_all_of_them_are(
    constraint: dict[str, Any], other: str
) -> None:
    fields = [*READINGS[:3], {"name": "note", "constraints": constraint}]
    assert vouched(LINE + LINE.replace("vu", ""), fields) == {0, 1, 3}
    assert vouched(LINE + LINE.replace("vu", other), fields) == set()


def test_a_column_where_a_word_means_nothing_is_left_to_its_own_reader() -> None:
    assert vouched(LINE, [*READINGS[:3], {"name": "note", "missingValues": ["", "vu"]}]) == {0, 1}


def test_a_text_that_is_not_given_is_not_vouched_for() -> None:
    assert vouched("") == set()


def test_very_wide_rows_are_read_by_column() -> None:
    wide = [{"name": f"c{rank}"} for rank in range(33)]
    assert vouched(";".join(["a"] * 32) + "\n", wide[:32]) == set(range(32))
    assert vouched(";".join(["a"] * 33) + "\n", wide) == set()
