"""Workshops of the initiative: who took part, which of them count, and their calendar. No person is ever named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from icalendar import Calendar, Event

from .display import PARIS

#: A workshop counts for the communes from this many on.
SEVERAL = 2
_LASTS = timedelta(hours=2)
_PRODUCT = "-//Rouen//Données ouvertes//FR"


class Status(StrEnum):
    """What became of a workshop."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Workshop:
    """A workshop as anyone may see it; `communes` are INSEE codes, `starts` and `ends` the time in Rouen."""

    id: str
    name: str
    title: str
    day: date
    status: Status
    modified: datetime
    kind: str = ""
    place: str = ""
    organization: str = ""
    outcomes: str = ""
    communes: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    seats: int | None = None
    starts: time | None = None
    ends: time | None = None

    def took_place(self, today: date) -> bool:
        """Whether it is among those held: said to be, and its day has come (as KPI K3 counts)."""
        return self.status is Status.HELD and self.day <= today

    @property
    def counts_for_communes(self) -> bool:
        """Whether enough communes are represented for it to count as a workshop of several."""
        return len(self.communes) >= SEVERAL


def next_one(workshops: Iterable[Workshop], today: date) -> Workshop | None:
    """The next workshop that is planned, today's included."""
    coming = [one for one in workshops if one.status is Status.PLANNED and one.day >= today]
    return min(coming, key=lambda one: (one.day, one.starts or time.min, one.title)) if coming else None


def lines_of(text: str | None) -> tuple[str, ...]:
    """The lines of a field that holds one value a line."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def clock(text: str | None) -> time | None:
    """A time of day as the form keeps it (`14:30`), None without one. Raises ValueError."""
    return datetime.strptime(text, "%H:%M").time() if text else None


def calendar(workshops: Iterable[tuple[Workshop, str]], *, host: str, title: str) -> bytes:
    """Workshops, each with the address of its page, as an iCalendar file (RFC 5545) that programs may subscribe to."""
    file = Calendar()
    for name, value in (("prodid", _PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", title)):
        file.add(name, value)
    for workshop, address in workshops:
        file.add_component(_event(workshop, address, host))
    file.add_missing_timezones()
    return bytes(file.to_ical())


def _event(workshop: Workshop, address: str, host: str) -> Event:
    event = Event()
    start, end = _span(workshop)
    facts = {
        "uid": f"{workshop.id}@{host}",
        "dtstamp": workshop.modified,
        "last-modified": workshop.modified,
        "summary": workshop.title,
        "dtstart": start,
        "dtend": end,
        "location": workshop.place,
        "description": workshop.outcomes,
        "url": address,
        "status": "CANCELLED" if workshop.status is Status.CANCELLED else "CONFIRMED",
    }
    for name, value in facts.items():
        if value:
            event.add(name, value)
    return event


def _span(workshop: Workshop) -> tuple[date | datetime, date | datetime]:
    """From when to when: the whole day without a time; two hours when only the beginning is known."""
    if not workshop.starts:
        return workshop.day, workshop.day + timedelta(days=1)
    start = datetime.combine(workshop.day, workshop.starts, PARIS)
    end = datetime.combine(workshop.day, workshop.ends, PARIS) if workshop.ends else start + _LASTS
    return start, end if end > start else start + _LASTS
