"""What is left to improve of a dataset."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from ckanext.rouen_municipalities.core.freshness import Freshness, State
from ckanext.rouen_municipalities.core.quality import Code, Described, Failing, File, Hint, hints

TABLE = File("r1", "Piscines", "CSV", has_profile=True)
WHOLE = Described(
    notes="Les piscines de la commune : une ligne par bassin, relevée chaque année par le service des sports.",
    licence="etalab-2.0",
    is_open=True,
    has_contact=True,
    has_keywords=True,
    freshness=Freshness(State.FRESH),
    frequency="ANNUAL",
    files=(TABLE,),
)


def test_a_dataset_that_says_everything_has_nothing_left() -> None:
    assert hints(WHOLE) == []


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"licence": "", "is_open": False}, Code.NO_LICENCE),
        ({"licence": "notspecified", "is_open": False}, Code.NO_LICENCE),
        ({"licence": "other-closed", "is_open": False}, Code.LICENCE_NOT_OPEN),
        ({"files": ()}, Code.NO_FILE),
        ({"freshness": Freshness(State.STALE, 12)}, Code.LATE),
        ({"notes": " \n"}, Code.NO_DESCRIPTION),
        ({"notes": "Les piscines."}, Code.SHORT_DESCRIPTION),
        ({"frequency": ""}, Code.NO_FREQUENCY),
        ({"frequency": "UNKNOWN"}, Code.NO_FREQUENCY),
        ({"has_contact": False}, Code.NO_CONTACT),
        ({"has_keywords": False}, Code.NO_KEYWORD),
    ],
)
def test_each_thing_that_lacks_is_one_hint(lacking: dict[str, Any], code: Code) -> None:
    assert hints(replace(WHOLE, **lacking)) == [Hint(code)]


@pytest.mark.parametrize("frequency", ["IRREG", "NEVER"])
def test_a_dataset_that_says_that_it_has_no_rhythm_is_left_alone(frequency: str) -> None:
    assert hints(replace(WHOLE, frequency=frequency, freshness=Freshness(State.NOT_ASSESSABLE))) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"never_accepted": True}, Code.NEVER_ACCEPTED),
        ({"failing": Failing(datetime(2026, 11, 1, tzinfo=UTC), "status", "404")}, Code.BROKEN_LINK),
        ({"has_profile": False}, Code.NO_PROFILE),
        ({"has_profile": False, "format": "xlsx"}, Code.NO_PROFILE),
    ],
)
def test_a_file_is_named_by_its_hint(change: dict[str, Any], code: Code) -> None:
    file = replace(TABLE, **change)
    assert hints(replace(WHOLE, files=(TABLE, file))) == [Hint(code, file)]


def test_a_plan_needs_no_profile() -> None:
    assert hints(replace(WHOLE, files=(replace(TABLE, format="PDF", has_profile=False),))) == []


def test_what_keeps_a_dataset_from_being_counted_comes_first() -> None:
    found = hints(replace(WHOLE, has_keywords=False, has_contact=False, files=(), is_open=False, licence=""))
    assert [hint.code for hint in found] == [Code.NO_LICENCE, Code.NO_FILE, Code.NO_CONTACT, Code.NO_KEYWORD]
