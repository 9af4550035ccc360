"""What people type is read as they meant it."""

from __future__ import annotations

from datetime import date

import pytest
from ckanext.rouen_municipalities.core.searching import (
    any_word,
    asks_for_fields,
    communes_named,
    corrected,
    fold,
    plain,
)

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("query", ["theme:ENVI", "piscine +organization:rouen", "-dataset_type:harvest"])
def test_programs_name_fields(query: str) -> None:
    assert asks_for_fields(query)


@pytest.mark.parametrize("query", ["horaires : piscine", "piscine:", "qualité de l'air", "12 h", ""])
def test_people_do_not(query: str) -> None:
    assert not asks_for_fields(query)


def test_the_colons_of_a_sentence_go() -> None:
    assert plain("horaires : piscine") == "horaires piscine"
    assert plain("Piscine:") == "Piscine"


def test_words_are_compared_without_accents_and_punctuation() -> None:
    assert fold("Cœur de Saint-Étienne !") == "coeur de saint etienne"


@pytest.mark.parametrize(
    ("query", "insee"),
    [("piscine oissel sur seine", "76484"), ("écoles ROUEN", "76540"), ("st etienne du rouvray", "76575")],
)
def test_a_commune_is_known_by_its_name(query: str, insee: str) -> None:
    assert [commune.insee for commune in communes_named(query, DAY)] == [insee]


def test_a_commune_within_the_name_of_another_is_not_meant() -> None:
    assert [commune.name for commune in communes_named("cantine sotteville-lès-rouen", DAY)] == ["Sotteville-lès-Rouen"]


def test_a_correction_keeps_the_other_words() -> None:
    assert corrected("Piscinne de Rouen", {"piscinne": "piscine"}) == "piscine de Rouen"
    assert corrected("piscine", {}) == ""


def test_one_word_may_be_enough() -> None:
    assert any_word("où jeter, mes OR encombrants ?") == "où OR jeter OR mes OR encombrants"
