"""The workshops: their page, table and calendars, as anyone sees them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic.clock import today
from icalendar import Calendar

Act = Callable[..., Any]

NEXT = (today() + timedelta(days=30)).isoformat()
WORKSHOPS: list[dict[str, Any]] = [
    {
        "name": "choisir",
        "title": "Choisir ses jeux",
        "day": "2026-03-12",
        "status": "held",
        "kind": "atelier pratique",
        "place": "Hôtel de Métropole",
        "communes": ["76540", "76231"],
        "partners": "Université de Rouen Normandie\r\nAtmo Normandie",
        "seats": "12",
        "outcomes": "Cinq jeux choisis.",
        "document": "https://example.org/compte-rendu.pdf\nhttps://example.org/supports",
    },
    {"name": "seule", "title": "Permanence", "day": "2026-04-02", "status": "held", "communes": ["76231"]},
    {"name": "bilan", "title": "Bilan", "day": NEXT, "status": "planned", "start_time": "14h", "end_time": "16:30"},
    {"name": "perdu", "title": "=Perdu()", "day": "2026-05-06", "status": "cancelled"},
    {"name": "annonce", "title": "Annoncé", "day": NEXT, "status": "held", "communes": ["76540", "76681"]},
    {"name": "interne", "title": "Réunion interne", "day": "2026-05-06", "status": "held", "private": True},
]


@pytest.fixture
def workshops(with_plugins: None, metropole: dict[str, Any], act: Act) -> list[Any]:
    """Workshops of each state, one of them private."""
    return [act("package_create", type="workshop", owner_org=metropole["id"], **one) for one in WORKSHOPS]


@pytest.fixture(autouse=True)
def portal(standing: Callable[[str], Any]) -> None:
    """The same portal for every test: they only read."""
    standing("workshops")


def rows(app: Any, query: str = "") -> dict[str, dict[str, str]]:
    """The lines of the table by title."""
    text = app.get(f"/ateliers.csv{query}", status=200).body
    return {row["titre"]: row for row in csv.DictReader(io.StringIO(text))}


def test_the_page_counts_by_status_and_names_the_next(app: Any) -> None:
    page = " ".join(app.get("/ateliers", status=200).body.split())
    figures = re.findall(r'__number">(\d+)<.*?>(ateliers? \w+)</a>', page)
    assert figures == [("2", "ateliers tenus"), ("1", "atelier prévu"), ("1", "atelier annulé")]
    assert "Prochain atelier :" in page and "Université de Rouen Normandie, Atmo Normandie" in page
    assert page.count("non compté pour les communes") == 1
    assert "Réunion interne" not in page


def test_what_is_called_held_before_its_day_is_neither_counted_nor_listed_as_held(app: Any) -> None:
    assert "Annoncé" in rows(app)
    assert "Annoncé" not in rows(app, "?statut=held")


def test_a_reader_filters_by_status_and_by_commune(app: Any) -> None:
    assert set(rows(app, "?statut=held")) == {"Choisir ses jeux", "Permanence"}
    assert set(rows(app, "?commune=76540")) == {"Choisir ses jeux", "Annoncé"}
    assert "Aucun atelier ne correspond" in app.get("/ateliers?statut=rien").body


def test_the_table_says_what_the_page_says_and_runs_nothing(app: Any) -> None:
    found = rows(app)
    assert list(found) == ["Bilan", "Annoncé", "'=Perdu()", "Permanence", "Choisir ses jeux"]
    row = found["Choisir ses jeux"]
    assert (row["communes_insee"], row["communes"]) == ("76231 76540", "Elbeuf, Rouen")
    assert row["partenaires"] == "Université de Rouen Normandie, Atmo Normandie"
    assert (row["places"], row["compte_pour_les_communes"]) == ("12", "true")
    assert (found["Bilan"]["debut"], found["Bilan"]["fin"]) == ("14:00", "16:30")


def test_the_calendar_holds_every_workshop_that_is_public(app: Any) -> None:
    answer = app.get("/ateliers.ics", status=200)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.body).walk("VEVENT")}
    assert set(found) == {"Choisir ses jeux", "Permanence", "Bilan", "Annoncé", "=Perdu()"}
    assert found["=Perdu()"]["STATUS"] == "CANCELLED"
    assert str(found["Choisir ses jeux"]["URL"]).endswith("/workshop/choisir")


def test_each_workshop_has_a_calendar_of_its_own(app: Any) -> None:
    (event,) = Calendar.from_ical(app.get("/ateliers/bilan.ics", status=200).body).walk("VEVENT")
    assert event.decoded("DTSTART").isoformat().startswith(f"{NEXT}T14:00:00")
    app.get("/ateliers/interne.ics", status=404)
    app.get("/ateliers/jamais.ics", status=404)


def test_the_record_shows_outcomes_documents_and_partners(app: Any) -> None:
    page = app.get("/ateliers/choisir", status=200).body
    assert '<a href="https://example.org/compte-rendu.pdf">' in page
    assert '<a href="https://example.org/supports">' in page
    assert "Cinq jeux choisis." in page and "Atmo Normandie" in page
    assert "/ateliers/choisir.ics" in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_speak_one_language(app: Any, language: str) -> None:
    page = app.get(f"{language}/ateliers", status=200).body
    assert page.count("<h1") == 1
    assert ("Les ateliers" in page, "Workshops" in page) == ((language == ""), (language == "/en"))


@pytest.mark.parametrize(
    ("field", "value"), [("start_time", "midi"), ("start_time", "25:00"), ("document", "javascript:alert(1)")]
)
def test_what_makes_no_sense_is_refused(field: str, value: str) -> None:
    with pytest.raises(tk.ValidationError) as refusal:
        helpers.call_action("package_patch", id="seule", **{field: value})
    assert list(refusal.value.error_dict) == [field]
