"""The tables of the energy pages as rows of files: a page and its file hold the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Figures = Mapping[str, Any]
Rows = Iterator[Sequence[Any]]

TYPES = (
    "annee",
    "type",
    "kwh",
    "part_pourcent",
    "batiments_avec_donnees",
    "batiments",
    "surface_m2",
    "kwh_par_m2",
    "mediane_kwh_par_m2",
)
CARRIERS = ("annee", "vecteur", "kwh", "part_pourcent")
TREND = ("annee", "kwh", "batiments_avec_donnees", "batiments")
COMMUNES = (
    "annee",
    "code_insee",
    "commune",
    "kwh",
    "batiments_avec_donnees",
    "batiments",
    "population",
    "kwh_par_habitant",
    "kwh_par_m2",
)
TOP = (
    "annee",
    "proprietaire",
    "id_batiment",
    "nom",
    "type",
    "commune",
    "kwh",
    "part_pourcent",
    "kwh_par_m2",
)
FACTORS = (
    "annee",
    "vecteur",
    "reseau",
    "valeur",
    "unite",
    "pouvoir_calorifique",
    "diviseur",
    "texte",
    "en_vigueur_depuis",
)


def types(figures: Figures) -> Rows:
    """Consumption by building type."""
    keys = ("type", "kwh", "share", "buildings", "buildings_all", "area_m2", "kwh_per_m2", "median_kwh_per_m2")
    return _rows(figures, "by_type", keys)


def carriers(figures: Figures) -> Rows:
    """Consumption by carrier."""
    return _rows(figures, "by_carrier", ("carrier", "kwh", "share"))


def trend(figures: Figures) -> Rows:
    """Consumption of every year."""
    keys = ("year", "kwh", "with_data", "all")
    return ([row[key] for key in keys] for row in figures["trend"])


def communes(figures: Figures) -> Rows:
    """Consumption by commune."""
    keys = ("insee", "name", "kwh", "buildings", "buildings_all", "population", "kwh_per_inhabitant", "kwh_per_m2")
    return _rows(figures, "by_commune", keys)


def top(figures: Figures) -> Rows:
    """The buildings that use most."""
    return _rows(figures, "top", ("owner", "id", "name", "type", "commune_name", "kwh", "share", "kwh_per_m2"))


def factors(figures: Figures) -> Rows:
    """The factors that the emissions were computed with."""
    used = (figures["co2e"] or {}).get("factors", ())
    keys = ("carrier", "network", "value", "unit", "heating_value", "divisor", "text", "valid_from")
    return ([figures["year"], *(row.get(key) for key in keys)] for row in used)


def _rows(figures: Figures, name: str, keys: Sequence[str]) -> Rows:
    return ([figures["year"], *(row.get(key) for key in keys)] for row in figures[name])


#: By the name of the file: the header, and what makes the rows.
TABLES: Mapping[str, tuple[Sequence[str], Callable[[Figures], Rows]]] = {
    "types": (TYPES, types),
    "vecteurs": (CARRIERS, carriers),
    "tendance": (TREND, trend),
    "communes": (COMMUNES, communes),
    "premiers": (TOP, top),
    "facteurs": (FACTORS, factors),
}
