"""The site's synonyms are written as Solr meets them."""

from __future__ import annotations

import pytest
from machine.synonyms import fold, forms, little_words, plural, prepare

LITTLE = frozenset({"de", "du", "en"})


def test_a_group_has_each_term_in_singular_and_plural_without_accents() -> None:
    assert prepare("# commentaire\n\ndéchet, poubelle\n", LITTLE) == "dechet, dechets, poubelle, poubelles\n"


def test_a_term_of_several_words_is_met_with_and_without_its_little_words() -> None:
    assert forms("Hôtel de ville", LITTLE) == [
        "hotel de ville",
        "hotels de ville",
        "hotels de villes",
        "hotel ville",
        "hotels ville",
        "hotels villes",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("vélo", "vélos"), ("bureau", "bureaux"), ("hôpital", "hôpitaux"), ("lieu", "lieux"), ("bus", "bus")],
)
def test_regular_plurals(word: str, expected: str) -> None:
    assert plural(word) == expected


def test_elision_case_ligatures_and_hyphens_go() -> None:
    assert fold("Point d’apport, Cœur-de-Ville") == "point apport, coeur de ville"


def test_comments_are_no_little_words() -> None:
    assert little_words("# mots\nde\n\ndu\n") == {"de", "du"}
