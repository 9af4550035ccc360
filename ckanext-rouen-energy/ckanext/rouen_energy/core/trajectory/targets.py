"""Absolute targets (Cabs): kWh/m² that a table of the annex asks of an activity, loaded by the user.

Cabs of a building = Σ m² of the activity × (CVC + USE), over its activities. CVC depends on the climate zone and the
altitude, USE is taken at the standard intensity of the table. An activity that the table has not leaves the target of
the whole building unset: a part of it would be no target (museums, at the time of writing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ckanext.rouen_municipalities.core.tabular.folding import fold

from ..spelling import spelled
from .consumption import ZERO

NO_TABLE = "no-table"
NO_ACTIVITIES = "no-activities"
NOT_SET = "not-set"
AMBIGUOUS = "ambiguous"
_EVERYWHERE = "toutes"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    NO_TABLE: {
        "fr": "aucune table de valeurs absolues n'est chargée",
        "en": "no table of absolute targets is loaded",
    },
    NO_ACTIVITIES: {
        "fr": "les activités du bâtiment et leurs surfaces ne sont pas déclarées dans une table publique",
        "en": "the activities of the building and their floor areas are not declared in a public table",
    },
    NOT_SET: {
        "fr": "la table ne fixe pas de valeur pour : {activities}",
        "en": "the table sets no value for: {activities}",
    },
    AMBIGUOUS: {
        "fr": "la table fixe plusieurs valeurs (zone ou altitude) pour : {activities}",
        "en": "the table sets several values (zone or altitude) for: {activities}",
    },
}


@dataclass(frozen=True)
class Activity:
    """A sub-category of OPERAT and its floor area."""

    name: str
    area_m2: Decimal


@dataclass(frozen=True)
class TableRow:
    """A row of the loaded table; an empty zone or altitude class holds for all of them."""

    activity: str
    year: int
    cvc: Decimal
    use: Decimal
    zone: str = ""
    altitude: str = ""
    text: str = ""


@dataclass(frozen=True)
class Place:
    """The climate zone and the altitude class of a building, as the table writes them."""

    zone: str = ""
    altitude: str = ""


@dataclass(frozen=True)
class Absolute:
    """The absolute target of a year, with the rows that it comes from."""

    kwh: Decimal
    kwh_per_m2: Decimal
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class NotSet:
    """Why there is no absolute target, and for which activities."""

    reason: str
    activities: tuple[str, ...] = ()

    def sentence(self, language: str) -> str:
        """The reason in words, without a capital nor a full stop."""
        return SENTENCES[self.reason][language].format(activities=", ".join(self.activities))


def table_row(row: Mapping[str, object]) -> TableRow:
    """A row of a table of the profile energy/absolute-targets; `toutes` is any zone, or any altitude."""
    return TableRow(
        activity=str(row["sous_categorie"]),
        year=int(str(row["annee"])),
        cvc=Decimal(str(row["cvc_kwh_m2"])),
        use=Decimal(str(row["use_kwh_m2"])),
        zone=_place(row["zone"]),
        altitude=_place(row["altitude"]),
        text=str(row.get("texte") or ""),
    )


def absolute(
    activities: Sequence[Activity], table: Sequence[TableRow], year: int, place: Place
) -> Absolute | NotSet:
    """The absolute target of a building in a year."""
    if not table:
        return NotSet(NO_TABLE)
    area = sum((activity.area_m2 for activity in activities), ZERO)
    if area <= 0:
        return NotSet(NO_ACTIVITIES)
    found = {activity: _rows(activity, table, year, place) for activity in activities}
    unset = [activity.name for activity, rows in found.items() if not rows]
    if unset:
        return NotSet(NOT_SET, tuple(dict.fromkeys(unset)))
    ambiguous = [activity.name for activity, rows in found.items() if len(rows) > 1]
    if ambiguous:
        return NotSet(AMBIGUOUS, tuple(dict.fromkeys(ambiguous)))
    kwh = sum((activity.area_m2 * (rows[0].cvc + rows[0].use) for activity, rows in found.items()), ZERO)
    return Absolute(kwh, kwh / area, tuple(rows[0] for rows in found.values()))


def in_words(target: Absolute | NotSet, language: str) -> str:
    """`180 kWh/m²`, or why there is none."""
    if isinstance(target, NotSet):
        return target.sentence(language)
    return f"{spelled(target.kwh_per_m2, language)} kWh/m²"


def _place(value: object) -> str:
    return "" if fold(str(value)) == _EVERYWHERE else str(value)


def _rows(activity: Activity, table: Iterable[TableRow], year: int, place: Place) -> list[TableRow]:
    wanted = fold(activity.name)
    return [
        row
        for row in table
        if row.year == year
        and fold(row.activity) == wanted
        and fold(row.zone) in {"", fold(place.zone)}
        and fold(row.altitude) in {"", fold(place.altitude)}
    ]
