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
        "24/7; PH off",
        "2026 Mo 09:00-12:00",
        'Mo-Fr 09:00-17:00 || "sur rendez-vous"',
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
        ("Tous les jours de minuit à 6h", "00:00-06:00"),
        ("LUNDI AU VENDREDI : 08H30 - 12H00 / 13H30 - 17H00", "Mo-Fr 08:30-12:00,13:30-17:00"),
        ("Lundi 13:30-17:30, mardi 8:30-12:00", "Mo 13:30-17:30; Tu 08:30-12:00"),
        ("Mardi et vendredi de 16 h 30 à 18 h 30", "Tu,Fr 16:30-18:30"),
        ("lun, mar, jeu : 9h-12h ; mer : 14h-18h", "Mo,Tu,Th 09:00-12:00; We 14:00-18:00"),
        ("Lundi au vendredi de midi à 14h et de 19h à minuit", "Mo-Fr 12:00-14:00,19:00-24:00"),
        ("Lundi 9h-12h ; lundi 14h-18h", "Mo 09:00-12:00,14:00-18:00"),
        ("Lundi au vendredi : 9h-12h (fermé le mercredi)", "Mo-Fr 09:00-12:00; We off"),
    ],
)
def test_french_words_become_hours_of_openstreetmap(written: str, read: str) -> None:
    assert opening_hours(written) == read
    assert opening_hours(read) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Du lundi au vendredi (hors jours fériés) : 9h-12h / 14h-17h", "Mo-Fr 09:00-12:00,14:00-17:00; PH off"),
        ("Du lundi au vendredi 9h-17h sauf jours fériés", "Mo-Fr 09:00-17:00; PH off"),
        ("Tous les jours sauf le mardi et les jours fériés, 10h-18h", "Mo,We-Su 10:00-18:00; PH off"),
        ("Lundi au vendredi 8h-20h, samedi 8h-13h, sauf jours fériés", "Mo-Fr 08:00-20:00; Sa 08:00-13:00; PH off"),
        (
            "Lundi au vendredi hors jours fériés 9h-17h, samedi hors fériés 9h-12h",
            "Mo-Fr 09:00-17:00; Sa 09:00-12:00; PH off",
        ),
        ("Avril à octobre, tous les jours sauf jours fériés 9h-18h", "Apr-Oct 09:00-18:00; Apr-Oct PH off"),
        ("Lundi au samedi 9h-19h. Fermé tous les jours fériés", "Mo-Sa 09:00-19:00; PH off"),
        ("Jours fériés : fermé. Lundi au vendredi 9h-12h", "Mo-Fr 09:00-12:00; PH off"),
        ("Dimanche et jours fériés 10h-12h, lundi au samedi 9h-18h", "Mo-Sa 09:00-18:00; Su,PH 10:00-12:00"),
    ],
)
def test_holidays_are_told_last_so_that_no_weekday_takes_their_place(written: str, read: str) -> None:
    assert opening_hours(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "Hors juillet-août : du lundi au vendredi 9h-17h",
        "Ouvert (hors juillet-août) du lundi au vendredi 9h-17h",
        "Du lundi au vendredi (sauf du 1er juillet au 31 août) 9h-17h",
        "Avril à octobre sauf mardi 9h-18h",
        "Sauf jours fériés : lundi au vendredi 9h-12h",
        "Tous les jours sauf 12h-14h",
        "Tous les jours sauf mardi sauf jours fériés 9h-12h",
        "Fermé lundi sauf jours fériés, mardi 9h-12h",
        "Lundi sauf lundi 9h-12h",
        "Lundi au vendredi 9h-17h sauf jours fériés, samedi 9h-12h",
        "Lundi au vendredi (hors jours fériés) 9h-17h, samedi 9h-12h",
        "Mercredi et samedi : 9h-12h, dimanche : 9h-12h (hors jours fériés)",
    ],
)
def test_an_exception_that_may_be_meant_otherwise_stays_in_words(text: str) -> None:
    assert of_cell(text) == (None, text)


@pytest.mark.parametrize(
    "text",
    [
        "Lundi au vendredi 9h-12h (avril à octobre)",
        "Lundi 9h-12h (avril à octobre), samedi 10h-12h",
        "Lundi au vendredi 9h-17h. Juillet à août : mardi 9h-12h",
        "9h-18h d'avril à octobre, 10h-17h de novembre à mars",
        "Avril à octobre 8h-20h ; octobre à avril 9h-17h",
        "Avril à octobre : 9h-18h (juillet à août : 9h-20h)",
        "D'avril à octobre 8h-20h ; de novembre à mars 9h-17h. Fermé les jours fériés",
        "Avril à octobre lundi au samedi 9h-19h, novembre à mars lundi au samedi 10h-17h, dimanche 10h-12h",
        "Samedi et dimanche 14h-18h, du 1er mai au 30 septembre",
        "Du 31 avril au 1er juin 9h-12h",
        "Lundi 9h-12h, fermé de juillet à août",
    ],
)
def test_a_season_stays_in_words_unless_it_is_plain_what_it_is_about(text: str) -> None:
    assert of_cell(text) == (None, text)


@pytest.mark.parametrize(
    "text",
    [
        "Lundi au vendredi 9h-12h, mercredi 14h-17h",
        "Lundi au vendredi 9h-17h, vendredi 9h-16h",
        "10h-18h, samedi 10h-12h",
        "Lundi fermé, du lundi au samedi 9h-18h",
        "Samedi 9h-12h. Fermé le week-end",
        "Tous les jours et jours fériés 10h-18h, fermé le mardi",
        "9h-12h du lundi au vendredi, 9h-11h le samedi",
    ],
)
def test_a_day_told_twice_stays_in_words_as_one_rule_would_take_the_place_of_the_other(text: str) -> None:
    assert of_cell(text) == (None, text)


@pytest.mark.parametrize("text", ["2026", "PH", "Mo", "Jul-Aug", "Mo-Fr; Sa 09:00-12:00"])
def test_days_of_which_nothing_is_said_are_no_hours(text: str) -> None:
    assert of_cell(text) == (None, text)


@pytest.mark.parametrize(
    "text",
    [
        "Lundi au vendredi 9h-12h sur rendez-vous",
        "1er et 3e samedi du mois 9h-12h",
        "1er à 12h",
        "Samedi semaines paires 9h-12h",
        "Mercredi 14h-18h hors vacances scolaires",
        "Mercredi et samedi 14h-18h ; vacances scolaires : mardi au samedi 14h-18h",
        "Lundi de minuit à 5h30",
        "5h-5h",
        "Lundi au vendredi 19h-2h, 11h-14h",
        "24h/24 9h-12h",
        "Lundi fermé 24h/24",
        "Fermé le lundi",
        "Toute la semaine 9h-17h",
        "Tous les jours ouvrables 9h-17h",
        "Tous les jours y compris jours fériés 9h-18h",
        "9h-12h 14 mai au 30 juin",
        "Lundi au vendredi : 9h-12h (fermé le mercredi) et 14h-17h",
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
