"""Opening hours: what is opening_hours stays, French words become opening_hours, what is neither stays in words."""

from __future__ import annotations

import pytest
from ckanext.rouen_tiles.core.content.hours import of_cell, opening_hours


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Fr 08:30-12:00,13:30-17:30; Sa 08:30-12:00",
        "Mo-Fr 08:00-12:00, Mo-Fr 14:00-18:00, Th 08:00-18:00",
        "Apr-Oct: Mo-Su 08:00-20:00; Nov-Mar: Mo-Su 09:00-17:00; PH off",
        "Jul 14-Aug 15 off",
        "week 1-53/2 Mo 08:00-12:00",
        "Mo[1] 10:00-12:00",
        "Su sunrise-sunset",
        'Mo-Fr 09:00-17:00 "sur rendez-vous"',
        "Fr 22:00-26:00",
    ],
)
def test_hours_of_openstreetmap_stay_as_they_are(text: str) -> None:
    assert opening_hours(text) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mo-Fr 9:00 - 17:00;Sa 9:00-12:00", "Mo-Fr 09:00-17:00; Sa 09:00-12:00"),
        (
            "Du lundi au vendredi de 9h à 12h et de 14h à 18h, le samedi de 9h à 12h",
            "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
        ),
        ("lundi-vendredi 8h30-12h30 / 13h30-17h ; samedi : 9h-12h", "Mo-Fr 08:30-12:30,13:30-17:00; Sa 09:00-12:00"),
        ("Lun-Ven : 9h00-17h00", "Mo-Fr 09:00-17:00"),
        ("mardi, jeudi : 9 h à midi", "Tu,Th 09:00-12:00"),
        ("Mercredis et samedis 14h-17h30", "We,Sa 14:00-17:30"),
        ("8-12h", "08:00-12:00"),
        ("Tous les jours de 10h à 18h sauf le mardi", "10:00-18:00; Tu off"),
        ("Tous les jours sauf le mardi de 10h à 18h", "Mo,We-Su 10:00-18:00"),
        ("Lundi : fermé, mardi au samedi 10h-18h", "Mo off; Tu-Sa 10:00-18:00"),
        ("Lundi au samedi 9h-19h. Fermé les jours fériés", "Mo-Sa 09:00-19:00; PH off"),
        ("Lundi au samedi 9h-19h. Fermé le dimanche et les jours fériés", "Mo-Sa 09:00-19:00; Su,PH off"),
        ("Du 1er avril au 31 octobre : tous les jours 8h-20h", "Apr 01-Oct 31 08:00-20:00"),
        ("d'avril à octobre 8h-20h ; de novembre à mars 9h-17h", "Apr-Oct 08:00-20:00; Nov-Mar 09:00-17:00"),
        ("Samedi au lundi 10h-12h", "Mo,Sa,Su 10:00-12:00"),
        ("Vendredi 20h à 2h", "Fr 20:00-02:00"),
        ("24h/24 et 7j/7", "24/7"),
        ("7j/7 de 8h à minuit", "08:00-24:00"),
        ("Lundi 24h/24", "Mo 00:00-24:00"),
    ],
)
def test_french_words_become_hours_of_openstreetmap(written: str, read: str) -> None:
    assert opening_hours(written) == read
    assert opening_hours(read) == read


@pytest.mark.parametrize(
    "text",
    [
        "Sur rendez-vous",
        "Selon les saisons",
        "lundi 9h",
        "fermé",
        "lundi 14h à 12h",
        "lundi 9h-25h",
        "le 3e lundi du mois 9h-12h",
        "Mo-Fr 08:30-12:00 et le samedi matin",
        "Mo-Fr 99:00-12:00",
        "x" * 400,
    ],
)
def test_what_cannot_be_read_stays_in_words(text: str) -> None:
    assert of_cell(text) == (None, text)


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_words_are_no_hours(nothing: str | None) -> None:
    assert of_cell(nothing) == (None, None)
