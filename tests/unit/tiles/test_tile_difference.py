"""What differs between two revisions, and two people's changes brought together."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.rouen_tiles.core.tile.difference import Change, differences, merge


def _title(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


BASE = {"id": "a", "title": _title("Un", "One"), "sources": [{"resource": "r", "role": "primary"}], "rank": 1}


def test_every_field_that_differs_is_named_and_no_other() -> None:
    after = {
        "id": "a",
        "title": {"fr": "Deux"},
        "sources": [{"resource": "r", "role": "auxiliary"}, {"resource": "s"}],
        "rank": 1,
        "audience": {"communes": ["76540"]},
    }
    assert differences(BASE, after) == [
        Change("title.fr", "Un", "Deux"),
        Change("title.en", "One", None),
        Change("sources[0].role", "primary", "auxiliary"),
        Change("sources[1]", None, {"resource": "s"}),
        Change("audience", None, {"communes": ["76540"]}),
    ]
    assert differences(BASE, BASE) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "expected", "both"),
    [
        ({"rank": 2}, {"title": {"fr": "B"}}, {"rank": 2, "title": {"fr": "B"}}, ()),
        ({"title": _title("A", "One")}, {"title": _title("Un", "B")}, {"title": _title("A", "B")}, ()),
        ({"rank": 2}, {"rank": 3}, {"rank": 2}, ("rank",)),
        ({"rank": 2}, {"rank": 2}, {"rank": 2}, ()),
    ],
    ids=["other fields", "other languages", "the same field", "the same change"],
)
def test_my_changes_lie_over_theirs(mine: Any, theirs: Any, expected: Any, both: Any) -> None:
    merged = merge(BASE, BASE | mine, BASE | theirs)
    assert merged.document == BASE | expected
    assert merged.both == both


def test_what_one_of_us_took_out_stays_out() -> None:
    without_rank = {name: value for name, value in BASE.items() if name != "rank"}
    assert "rank" not in merge(BASE, without_rank, BASE).document
    assert "rank" not in merge(BASE, BASE, without_rank).document
    assert merge(BASE, BASE | {"rank": 5}, without_rank).document["rank"] == 5
