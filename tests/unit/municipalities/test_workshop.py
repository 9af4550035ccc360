"""Workshops: which count, and their calendar as another program reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from ckanext.rouen_municipalities.core.workshop import Status, Workshop, calendar, clock, lines_of, next_one
from icalendar import Calendar

TODAY = date(2026, 11, 23)
HELD = Workshop(
    id="a1",
    name="choisir-ses-jeux",
    title="Choisir ses jeux ; l'essentiel, à deux",
    day=date(2026, 3, 12),
    status=Status.HELD,
    modified=datetime(2026, 3, 13, 8, 30, tzinfo=UTC),
    place="Hôtel de Métropole, salle 2",
    communes=("76540", "76231"),
)
PLANNED = replace(HELD, id="b2", status=Status.PLANNED, day=date(2027, 1, 21), starts=time(14), ends=time(16, 30))


def events(*workshops: Workshop) -> list[dict[str, object]]:
    """What a diary reads of the calendar of these workshops."""
    file = calendar(
        [(one, f"https://example.org/{one.name}") for one in workshops], host="example.org", title="Ateliers"
    )
    read = Calendar.from_ical(file)
    return [{name: event.decoded(name) for name in event if name != "UID"} for event in read.walk("VEVENT")]


class TestAWorkshop:
    def test_took_place_when_it_is_said_to_be_held_and_its_day_has_come(self) -> None:
        assert HELD.took_place(TODAY)
        assert not replace(HELD, day=TODAY + timedelta(days=1)).took_place(TODAY)
        assert not replace(HELD, status=Status.CANCELLED).took_place(TODAY)

    def test_counts_for_the_communes_from_two_on(self) -> None:
        assert HELD.counts_for_communes
        assert not replace(HELD, communes=("76540",)).counts_for_communes

    def test_that_comes_next_is_the_first_one_planned(self) -> None:
        later = replace(PLANNED, day=date(2027, 3, 1))
        past = replace(PLANNED, day=date(2026, 1, 1))
        assert next_one([HELD, later, PLANNED, past], TODAY) is PLANNED
        assert next_one([HELD, past], TODAY) is None


class TestACalendar:
    def test_has_the_hours_of_rouen(self) -> None:
        (event,) = events(PLANNED)
        assert str(event["DTSTART"]) == "2027-01-21 14:00:00+01:00"
        assert str(event["DTEND"]) == "2027-01-21 16:30:00+01:00"

    def test_takes_the_whole_day_without_a_time(self) -> None:
        (event,) = events(HELD)
        assert (event["DTSTART"], event["DTEND"]) == (date(2026, 3, 12), date(2026, 3, 13))

    def test_ends_after_it_begins_whatever_was_written(self) -> None:
        (event,) = events(replace(PLANNED, ends=time(13)))
        assert str(event["DTEND"]) == "2027-01-21 16:00:00+01:00"

    def test_keeps_accents_commas_and_lines(self) -> None:
        (event,) = events(replace(HELD, outcomes="Cinq jeux choisis.\nSuite, en mai ; à Elbeuf."))
        assert event["SUMMARY"] == "Choisir ses jeux ; l'essentiel, à deux"
        assert event["LOCATION"] == "Hôtel de Métropole, salle 2"
        assert event["DESCRIPTION"] == "Cinq jeux choisis.\nSuite, en mai ; à Elbeuf."

    def test_says_what_is_cancelled_and_keeps_it_apart_by_its_address(self) -> None:
        file = calendar([(replace(HELD, status=Status.CANCELLED), "")], host="example.org", title="Ateliers").decode()
        assert "STATUS:CANCELLED" in file
        assert "UID:a1@example.org" in file
        assert max(len(line.encode()) for line in file.split("\r\n")) <= 75

    def test_lets_no_title_add_a_line_of_its_own(self) -> None:
        file = calendar([(replace(HELD, title="Atelier\r\nATTENDEE:mailto:x@example.org"), "")], host="h", title="t")
        assert b"\r\nATTENDEE" not in file


@pytest.mark.parametrize(("text", "read"), [("", None), (None, None), ("09:30", time(9, 30))])
def test_a_time_of_day_is_read(text: str | None, read: time | None) -> None:
    assert clock(text) == read


def test_lines_are_values_without_blanks() -> None:
    assert lines_of(" Atmo \r\n\r\nUniversité ") == ("Atmo", "Université")
    assert lines_of(None) == ()
