"""Workshops as their page, their table and their calendar show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

from ..core import workshop
from ..core.territory import all_communes
from ..core.workshop import Status, Workshop
from ..store.workshop import public_workshops


@dataclass(frozen=True)
class Chosen:
    """What a reader filters by; empty: everything."""

    status: str = ""
    commune: str = ""

    def holds(self, one: Workshop, today: date) -> bool:
        """Whether a workshop is among those chosen; a status has the workshops that are counted under it."""
        has_status = not self.status or _is_counted(one, self.status, today)
        return has_status and (not self.commune or self.commune in one.communes)


@dataclass(frozen=True)
class Overview:
    """The page of workshops: those chosen, the counts of all, the next one, the communes that were ever in one."""

    rows: list[Workshop]
    counts: dict[str, int]
    next: Workshop | None
    communes: list[tuple[str, str]]


def overview(session: Any, chosen: Chosen, today: date) -> Overview:
    """Everything that the page shows, from one query."""
    found = public_workshops(session)
    seen = {code for one in found for code in one.communes}
    return Overview(
        rows=[one for one in found if chosen.holds(one, today)],
        counts={status.value: sum(_is_counted(one, status, today) for one in found) for status in Status},
        next=workshop.next_one(found, today),
        communes=sorted(((code, commune_name(code)) for code in seen), key=lambda pair: pair[1]),
    )


def select(session: Any, chosen: Chosen, today: date) -> list[Workshop]:
    """The workshops chosen, newest first."""
    return [one for one in public_workshops(session) if chosen.holds(one, today)]


def calendar_of(workshops: Sequence[Workshop]) -> bytes:
    """The calendar file of some workshops."""
    pages = [(one, address_of(one)) for one in workshops]
    host = urlsplit(tk.config["ckan.site_url"]).hostname or ""
    return workshop.calendar(pages, host=host, title=tk._("Ateliers des données ouvertes"))


def one_named(session: Any, name: str) -> Workshop | None:
    """A workshop that is not private by its name."""
    return next(iter(public_workshops(session, name)), None)


def address_of(one: Workshop) -> str:
    """Where the page of a workshop is, for whoever reads it elsewhere."""
    return str(tk.url_for("workshop.read", id=one.name, locale="default", qualified=True))


def commune_name(code: str) -> str:
    """The name of a commune by its code; the code itself when the register does not know it."""
    commune = all_communes().get(code)
    return commune.name if commune else code


def _is_counted(one: Workshop, status: str, today: date) -> bool:
    """Whether a workshop has a status; held are only those whose day has come."""
    return one.took_place(today) if status == Status.HELD else one.status.value == status
