"""The tables that indicators are computed from, those that they are published as, and the formula of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What figures are computed from; each is public.
BUILDINGS = "energy/buildings"
CONSUMPTION = "energy/consumption"
BUILDING_MONTH = "energy/building-month"
NETWORK_FACTORS = "energy/network-factors"
INPUTS = (BUILDINGS, CONSUMPTION, BUILDING_MONTH, NETWORK_FACTORS)

#: What the portal publishes, in the order of its dataset.
INDICATOR = "energy/indicator-type-year"
BUILDING_YEAR = "energy/building-year"
COMMUNE_YEAR = "energy/commune-year"
FACTOR = "energy/factor"

#: Keyword of a dataset that was made up for the demonstration.
SYNTHETIC_TAG = "démonstration"


@dataclass(frozen=True)
class Published:
    """An indicator that the portal publishes: its table, the file that holds it, its name and formula in words."""

    profile: str
    version: str
    file_name: str
    labels: Mapping[str, str]
    formula: Mapping[str, str]

    @property
    def resource_name(self) -> str:
        """The name of its resource."""
        return self.labels["fr"]

    @property
    def formula_version(self) -> str:
        """A new version computes everything again."""
        return f"{self.profile}@{self.version}"


_BUILDING_YEAR = {
    "fr": (
        "Par bâtiment et année civile : somme, par vecteur, des consommations publiées converties en kWh livrés (PCS "
        "pour le gaz). Une période à cheval sur deux années est répartie au prorata des jours ; les jours d'une "
        "facture estimée qu'une facture réelle couvre ne comptent pas ; un avoir se retranche, et celui qui a la "
        "période d'une estimation ne compte que les mêmes jours qu'elle. De deux sources d'un même vecteur, celle qui "
        "couvre le plus de jours compte. Arrondi au Wh une fois, par bâtiment, année et vecteur. kgCO2e = kWh ÷ "
        "diviseur × facteur de l'année, vecteur par vecteur ; sans facteur utilisable, rien n'est calculé et le motif "
        "est dit."
    ),
    "en": (
        "By building and calendar year: sum, by carrier, of the published consumption in delivered kWh (gas as gross "
        "calorific value). A period that crosses two years is shared in proportion to days; days of an estimated bill "
        "that an actual one covers do not count; a credit note is subtracted, and one of the period of an estimate "
        "counts only the same days as it. Of two sources of one carrier, the one that covers more days counts. Rounded "
        "to the Wh once, per building, year and carrier. kgCO2e = kWh ÷ divisor × factor of the year, carrier by "
        "carrier; without a usable factor nothing is computed and the reason is said."
    ),
}

_TYPE_YEAR = {
    "fr": (
        "Somme des consommations publiées, converties en kWh livrés (PCS pour le gaz), par année civile, commune et "
        "type de bâtiment. Une période à cheval sur deux années est répartie au prorata des jours. Les sites d'eau, "
        "de déchets et d'éclairage public sont hors total. kWh/m² = kWh ÷ m² des bâtiments dont la surface est connue. "
        "Un type sans aucune donnée n'a pas de kWh, ce qui n'est pas zéro."
    ),
    "en": (
        "Sum of the published consumption, in delivered kWh (gross calorific value for gas), by calendar year, commune "
        "and building type. A period that crosses two years is shared in proportion to days. Water, waste and street "
        "lighting sites are outside the total. kWh/m² = kWh ÷ m² of the buildings whose floor area is known. "
        "A type without any data has no kWh, which is not zero."
    ),
}

_COMMUNE_YEAR = {
    "fr": (
        "Somme de energy/building-year par commune et année civile, sites d'eau, de déchets et d'éclairage public "
        "exclus. Par habitant : population municipale de la commune. Par m² : bâtiments dont la surface est connue."
    ),
    "en": (
        "Sum of energy/building-year by commune and calendar year, without water, waste and street lighting sites. Per "
        "inhabitant: municipal population of the commune. Per m²: buildings whose floor area is known."
    ),
}

_FACTOR = {
    "fr": "Facteurs en vigueur le 31 décembre de chaque année de consommation, pour les vecteurs et réseaux présents.",
    "en": "Factors in force on 31 December of each year of consumption, for the carriers and networks at hand.",
}

PUBLISHED = (
    Published(
        INDICATOR,
        "1.2.0",
        "consommation-par-type-et-annee.csv",
        {
            "fr": "Consommation par type de bâtiment, commune et année",
            "en": "Consumption by building type, commune and year",
        },
        _TYPE_YEAR,
    ),
    Published(
        BUILDING_YEAR,
        "1.1.0",
        "consommation-par-batiment-et-annee.csv",
        {"fr": "Consommation par bâtiment et année", "en": "Consumption by building and year"},
        _BUILDING_YEAR,
    ),
    Published(
        COMMUNE_YEAR,
        "1.0.0",
        "consommation-par-commune-et-annee.csv",
        {"fr": "Consommation par commune et année", "en": "Consumption by commune and year"},
        _COMMUNE_YEAR,
    ),
    Published(
        FACTOR, "1.0.0", "facteurs-appliques.csv", {"fr": "Facteurs appliqués", "en": "Factors applied"}, _FACTOR
    ),
)

#: The indicator that every answer of the portal is read from: one table, so that no answer mixes two computations.
READ = BUILDING_YEAR


def published(profile: str) -> Published:
    """The indicator of this name; raises KeyError."""
    return {one.profile: one for one in PUBLISHED}[profile]
