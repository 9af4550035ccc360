"""The tables of the pages of quality, as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]
Rows = Iterator[Sequence[Any]]

CALENDAR = ("source", "id_compteur", "id_batiment", "vecteur", "mois", "etat")
SUSPECTED = ("id_compteur", "debut", "secondes", "kwh", "statut", "valeur", "unite")


def months(report: Report) -> Rows:
    """A row per month of each line of the calendar."""
    for line in report["calendar"]:
        building = " ".join(one["id"] for one in line["buildings"])
        for month, state in line["months"].items():
            yield [line["source"], line["meter"], building, line["carrier"], month, state]


def suspected(report: Report) -> Rows:
    """The readings that look odd, with what their file says."""
    keys = ("meter", "start", "seconds", "kwh", "status", "value", "unit")
    return ([one[key] for key in keys] for one in report["suspected"])


#: By the name of the file: the header, and what makes the rows.
TABLES: Mapping[str, tuple[Sequence[str], Callable[[Report], Rows]]] = {
    "calendrier": (CALENDAR, months),
    "releves-suspects": (SUSPECTED, suspected),
}
