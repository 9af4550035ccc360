"""A building beside what all that declared to OPERAT use, when ADEME's open data are loaded (energy/activities).

Of a sub-category either its declared kWh ÷ m² is known, or the ratio of each entity that declared. Energy is final as
OPERAT counts it: the building's regulatory kWh are held against it, never its delivered ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ckanext.rouen_municipalities.core.tabular.folding import fold

from ..indicators.groups import Quartiles
from ..metering.formats.ademe import ADJUSTED, INTENSITY
from ..spelling import spelled
from ..trajectory.targets import Activity
from .peers import quartiles

NOT_LOADED = "not-loaded"
NO_ACTIVITY = "no-activity"
UNKNOWN_ACTIVITY = "unknown-activity"

#: How the presets of ADEME's files name an intensity: declared by all together, or by one entity, weather taken out.
INDICATORS = (INTENSITY, ADJUSTED)

SENTENCES: Mapping[str, Mapping[str, str]] = {
    NOT_LOADED: {
        "fr": "les données ouvertes d'OPERAT ne sont pas chargées",
        "en": "OPERAT's open data are not loaded",
    },
    NO_ACTIVITY: {
        "fr": "les activités du bâtiment et leurs surfaces ne sont pas déclarées dans une table publique",
        "en": "the activities of the building and their floor areas are not declared in a public table",
    },
    UNKNOWN_ACTIVITY: {
        "fr": "les données ouvertes d'OPERAT n'ont rien de : {activities}",
        "en": "OPERAT's open data have nothing of: {activities}",
    },
}

COMPARED: Mapping[str, str] = {
    "fr": "{own} kWh/m² d'énergie finale, quand ceux qui ont déclaré ces activités à OPERAT sont à {theirs} ({year})",
    "en": "{own} kWh/m² of final energy, when those that declared these activities to OPERAT are at {theirs} ({year})",
}


@dataclass(frozen=True)
class Ratio:
    """kWh/m² of a sub-category in a year: of all that declared, or of one entity."""

    activity: str
    year: int
    kwh_per_m2: Decimal


@dataclass(frozen=True)
class National:
    """What these activities use, weighed by their areas; quartiles where the entities of a single one are known."""

    year: int
    kwh_per_m2: Decimal
    quartiles: Quartiles | None

    def above_kwh(self, regulatory_kwh: Decimal, area_m2: Decimal) -> Decimal:
        """What a building would not use at this intensity; negative below it."""
        return regulatory_kwh - self.kwh_per_m2 * area_m2

    def sentence(self, regulatory_kwh: Decimal, area_m2: Decimal, language: str) -> str:
        """A building of an area above zero beside those that declared, in words, without a full stop."""
        own, theirs = (spelled(value, language) for value in (regulatory_kwh / area_m2, self.kwh_per_m2))
        return COMPARED[language].format(own=own, theirs=theirs, year=self.year)


@dataclass(frozen=True)
class NotCompared:
    """Why there is nothing to compare with, and for which activities."""

    reason: str
    activities: tuple[str, ...] = ()

    def sentence(self, language: str) -> str:
        """The reason in words, without a capital nor a full stop."""
        return SENTENCES[self.reason][language].format(activities=", ".join(self.activities))


def ratio(row: Mapping[str, object]) -> Ratio | None:
    """A row of a table of the profile energy/activities that ADEME's open data became; None for any other row."""
    if row.get("indicateur") not in INDICATORS or row.get("valeur_indicateur") is None:
        return None
    return Ratio(str(row["sous_categorie"]), int(str(row["debut"])[:4]), Decimal(str(row["valeur_indicateur"])))


def national(activities: Sequence[Activity], ratios: Iterable[Ratio], year: int) -> National | NotCompared:
    """What is known of these activities in the latest year that is not after `year`, the same for all of them."""
    loaded = list(ratios)
    if not loaded:
        return NotCompared(NOT_LOADED)
    area = sum((activity.area_m2 for activity in activities), Decimal(0))
    if area <= 0:
        return NotCompared(NO_ACTIVITY)
    years = {one.year for one in loaded if one.year <= year}
    for latest in sorted(years, reverse=True):
        known = {activity: _of(activity, loaded, latest) for activity in activities}
        if all(known.values()):
            means = {one: sum(values, Decimal(0)) / len(values) for one, values in known.items()}
            together = sum((one.area_m2 * mean for one, mean in means.items()), Decimal(0)) / area
            return National(latest, together, _quartiles(known))
    unknown = [one.name for one in activities if not any(_of(one, loaded, each) for each in years)]
    return NotCompared(UNKNOWN_ACTIVITY, tuple(dict.fromkeys(unknown or [one.name for one in activities])))


def _of(activity: Activity, loaded: Iterable[Ratio], year: int) -> tuple[Decimal, ...]:
    wanted = fold(activity.name)
    return tuple(one.kwh_per_m2 for one in loaded if one.year == year and fold(one.activity) == wanted)


def _quartiles(known: Mapping[Activity, tuple[Decimal, ...]]) -> Quartiles | None:
    values = list(known.values())
    if len(values) != 1 or len(values[0]) == 1:
        return None
    return quartiles(values[0])
