"""Opening hours in any order of the words that town halls use."""

from __future__ import annotations

from ckanext.rouen_tiles.core.content.hours import opening_hours
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = (
    *("lundi", "mardi au jeudi", "samedi, dimanche", "tous les jours", "jours fériés", "week-end", "7j/7", "24h/24"),
    *("9h-12h", "de 14h à 18h30", "22h-2h", "minuit", "midi", "à", "6h", "1er", "31", "8:30", "et", ";"),
    *("fermé", "sauf", "hors", "avril à octobre", "du 1er novembre au 31 mars :", "juillet", "sur rendez-vous"),
)


@settings(max_examples=600)
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_words_in_any_order_are_hours_that_read_back_the_same_or_stay_in_words(text: str) -> None:
    found = opening_hours(text)
    assert found is None or opening_hours(found) == found


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), st.sampled_from(["sauf", "hors", "fermé"]))
def test_hours_with_an_exception_for_holidays_are_closed_on_holidays(text: str, word: str) -> None:
    found = opening_hours(f"{text} lundi au vendredi 9h-12h {word} jours fériés")
    assert found is None or found.endswith("PH off")
