"""What each building used in each month, computed from meters that are not public: no meter is named in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .indicators import BUILDINGS, CONSUMPTION

#: Profiles that months are computed from, beside those of buildings and consumption.
METERS_PROFILE, READINGS_PROFILE = "energy/meters", "energy/readings"
INPUTS = (BUILDINGS, METERS_PROFILE, READINGS_PROFILE, CONSUMPTION)

#: Name of the published resource and of its file.
RESOURCE_NAME = "Consommation par bâtiment et par mois"
FILE_NAME = "consommation-par-batiment-et-mois.csv"

#: Version of the computation; a new one computes everything again.
FORMULA_VERSION = "energy/building-month@1.1.0"

READINGS, BILLS = "relevés", "factures"

#: Uses of a meter whose energy is none that a building consumes.
NOT_CONSUMED = ("photovoltaïque", "export")

FORMULA: Mapping[str, str] = {
    "fr": (
        "Par bâtiment, mois et vecteur : somme, en kWh livrés (PCS pour le gaz), des relevés et des factures des "
        "compteurs qui le desservent, selon leur part. Une facture est répartie également sur ses jours ; une "
        "estimation ne compte que les jours qu'aucune facture réelle ne couvre ; un avoir se déduit, et celui qui a la "
        "période d'une estimation ne compte que les mêmes jours qu'elle. D'un compteur qui a des relevés et des "
        "factures, la source qui couvre le plus de jours de l'année compte, à égalité les relevés. Un compteur de "
        "production ou d'export ne compte pas. Les jours couverts sont ceux où tous les compteurs qui desservent alors "
        "le bâtiment sont connus : entre deux changements de compteur, ceux du compteur qui en a le moins. Un compteur "
        "est attendu de sa première période connue à son dernier mois connu, et au-delà quand d'autres du même "
        "bâtiment et vecteur vont moins d'un an plus loin : ses factures sont à venir."
    ),
    "en": (
        "By building, month and carrier: sum, in delivered kWh (gross calorific value for gas), of the readings and "
        "bills of the meters that serve it, by their share. A bill is spread evenly over its days; an estimate counts "
        "only the days that no actual bill covers; a credit note is subtracted, and one of the period of an estimate "
        "counts only the same days as it. Of a meter that has both readings and bills, the source that covers more "
        "days of the year counts, the readings when they cover as many. A meter of production or export does not "
        "count. Days covered are those on which every meter that serves the building then is known: between two "
        "changes of meters, those of the meter that has the fewest. A meter is expected from its first known period "
        "to its last known month, and beyond when others of the same building and carrier go on for less than a year: "
        "its bills are still to come."
    ),
}


@dataclass(frozen=True)
class BuildingMonth:
    """A row of the published table, in the order of its columns."""

    id_batiment: str
    mois: date
    vecteur: str
    kwh: Decimal
    jours: int
    jours_couverts: int
    origine: str
    kwh_estimes: Decimal
    reseau: str | None


@dataclass(frozen=True)
class MetersLeftOut:
    """Energy of meters that no building counts, by year and reason.

    `no-building`, `unknown-carrier`, `not-consumption`, `other-source`, `overlap`, `replaced`.
    """

    year: int
    reason: str
    meters: int
    kwh: Decimal


@dataclass(frozen=True)
class BuildingMonths:
    """What is published, and what it leaves out."""

    rows: tuple[BuildingMonth, ...]
    left_out: tuple[MetersLeftOut, ...]
