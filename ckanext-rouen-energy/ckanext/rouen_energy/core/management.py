"""Tables that energy management reads beside those of the indicators, and what an officer declares of a building."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .impact.bills import LEAST_BILLS
from .monthly import LONGEST_OWN
from .trajectory.climate import SHARES_ABOVE_ONE, Climate, Shares, Station
from .trajectory.targets import Place

TEMPERATURES = "energy/temperatures"
ACTIVITIES = "energy/activities"
TARGETS = "energy/absolute-targets"
DECLARED = "energy/tertiary"

NO_YEAR = "no-year"
NO_MONTH = "no-month"
NO_PEERS = "no-peers"
NO_REGULATORY = "no-regulatory"
NO_DRIFT = "no-drift"
EDITORS_ONLY = "editors-only"
NO_READINGS = "no-readings"

#: Why a figure is not there, without a full stop.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    NO_YEAR: {
        "fr": "aucune année civile entièrement connue",
        "en": "no calendar year is wholly known",
    },
    NO_MONTH: {
        "fr": f"Pas de prévision : aucun mois entièrement connu (une facture de plus de {LONGEST_OWN} jours ne dit pas "
        "ce que fut chacun de ses mois)",
        "en": f"No forecast: no month is wholly known (a bill of more than {LONGEST_OWN} days does not tell what each "
        "of its months was)",
    },
    NO_PEERS: {
        "fr": "année incomplète, surface inconnue, ou moins de 3 bâtiments de ce type à comparer",
        "en": "incomplete year, unknown floor area, or fewer than 3 buildings of this type to compare with",
    },
    NO_REGULATORY: {
        "fr": "l'énergie finale de l'année n'est pas entièrement connue",
        "en": "the final energy of the year is not wholly known",
    },
    NO_DRIFT: {
        "fr": "aucun vecteur ne se compare d'une année à l'autre : il manque des mois, une fermeture en prend, ou "
        f"moins de {LEAST_BILLS} factures disent la part du climat",
        "en": "no carrier can be compared from year to year: months are missing, a closure takes some, or fewer than "
        f"{LEAST_BILLS} bills tell the part of the weather",
    },
    EDITORS_ONLY: {
        "fr": "les relevés ne sont montrés qu'à ceux qui modifient les jeux de l'organisation",
        "en": "readings are shown only to those who edit the datasets of the organisation",
    },
    NO_READINGS: {
        "fr": "aucun compteur de ce bâtiment n'est relevé dans l'année",
        "en": "no meter of this building is read in the year",
    },
}


@dataclass(frozen=True)
class Declared:
    """The first day of the reference that was declared for a building, its place among absolute targets, and the parts
    (0 to 1) of its energy that heat and that cool; None for what was not declared."""

    reference: date | None = None
    place: Place = field(default_factory=Place)
    heating: Decimal | None = None
    cooling: Decimal | None = None

    def climate(self, station: Station | None, carriers: Iterable[str]) -> Climate:
        """What the correction of a building takes: the declared parts are those of each of its carriers."""
        if self.heating is None and self.cooling is None:
            return Climate(station)
        heating, cooling = self.heating or Decimal(0), self.cooling or Decimal(0)
        if heating + cooling > 1:
            return Climate(station, refused=SHARES_ABOVE_ONE)
        known = list(carriers)
        return Climate(station, Shares(dict.fromkeys(known, heating), dict.fromkeys(known, cooling)))
