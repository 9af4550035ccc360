"""Open data of ADEME: what OPERAT's declarations say by activity and by building, and energy certificates."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.layouts import Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from .cells import Line, each, has_titles, plain, table
from .preset import ACTIVITIES, BUILDINGS, Converted, Preset

_SECTORS = Path(__file__).parents[3] / "data" / "dpe_sectors.csv"

#: of what describes no building but all that declared
NATIONAL = "national"
INTENSITY = "kWh/m² déclarés"
ADJUSTED = "kWh/m² ajustés du climat"
#: decimals of an intensity that we compute
_DECIMALS = Decimal("0.1")

_BY_ACTIVITY = ("annee_consommation", "sous_categorie_activite", "surface_declaree", "consommation_declaree")
_RATIO = "ratio_de_consommation_ajustee_du_climat_kwh_par_m2"
_BY_BUILDING = ("id_efa", "annee_de_consommation", _RATIO)

NUMBER, SECTOR, USEFUL, SHON = "n°dpe", "secteur_activite", "surface_utile", "surface_(shon)"
_CERTIFICATE = (NUMBER, SECTOR, USEFUL)
#: the type of a building of which its certificate says nothing that we know
_OTHER = "autre"


def _year(line: Line, name: str) -> dict[str, str]:
    start = line.year_in(name)
    return {"debut": start.isoformat(), "fin": start.replace(year=start.year + 1).isoformat()}


def _by_activity(line: Line) -> Iterator[Row]:
    area, used = line.number_in("surface_declaree"), line.number_in("consommation_declaree")
    said = {
        "id_batiment": NATIONAL,
        "sous_categorie": line.text("sous_categorie_activite"),
        "surface_m2": area,
        **_year(line, "annee_consommation"),
    }
    if used and area and Decimal(area) > 0:
        intensity = plain((Decimal(used) / Decimal(area)).quantize(_DECIMALS))
        said |= {"indicateur": INTENSITY, "valeur_indicateur": intensity}
    yield Row(line.number, said)


def _by_building(line: Line) -> Iterator[Row]:
    category = next((line.text(name) for name in line.header.places if "categorie" in name and line.text(name)), "")
    said = {
        "id_batiment": line.text("id_efa"),
        "sous_categorie": category or line.text("cas_assujettissement_efa") or NATIONAL,
        **_year(line, "annee_de_consommation"),
    }
    if ratio := line.number_in(_RATIO):
        said |= {"indicateur": ADJUSTED, "valeur_indicateur": ratio}
    yield Row(line.number, said)


def _certificate(line: Line) -> Iterator[Row]:
    useful, shon = line.number_in(USEFUL), line.number_in(SHON)
    number, address = line.text(NUMBER), line.text("adresse_(ban)") or line.text("adresse_brute")
    yield Row(
        line.number,
        {
            "id_batiment": number,
            "nom": address or f"DPE {number}",
            "code_insee": line.text("code_insee_(ban)"),
            "adresse": address,
            "type": _type(line.text(SECTOR)),
            "surface_m2": useful or shon,
            "nature_surface": _area_kind(useful, shon),
            "annee_construction": line.text("annee_construction"),
            "id_ban": line.text("identifiant_ban"),
            "numero_dpe": number,
        },
    )


def _area_kind(useful: str, shon: str) -> str:
    if useful:
        return "surface utile"
    return "SHON" if shon else ""


def _type(sector: str) -> str:
    folded = fold(sector)
    return next((kind for words, kind in _sectors() if any(word in folded for word in words)), _OTHER)


@cache
def _sectors() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Words of a certificate's sector and the type of building that they mean; the first that fits counts."""
    with _SECTORS.open(encoding="utf-8", newline="") as lines:
        return tuple((tuple(row["words"].split("|")), row["type"]) for row in csv.DictReader(lines))


def _activities(opened: Opened) -> Converted:
    return each(table(opened, *_BY_ACTIVITY), _by_activity)


def _ratios(opened: Opened) -> Converted:
    return each(table(opened, *_BY_BUILDING), _by_building)


def _certificates(opened: Opened) -> Converted:
    return each(table(opened, *_CERTIFICATE), _certificate)


PRESETS = (
    Preset(
        "ademe/operat-activites",
        Label("ADEME, OPERAT par activité (open data)", "ADEME, OPERAT by activity (open data)"),
        ACTIVITIES,
        lambda head: has_titles(head, *_BY_ACTIVITY),
        _activities,
        _BY_ACTIVITY,
    ),
    Preset(
        "ademe/operat-ratios",
        Label("ADEME, OPERAT par bâtiment (open data)", "ADEME, OPERAT by building (open data)"),
        ACTIVITIES,
        lambda head: has_titles(head, *_BY_BUILDING),
        _ratios,
        _BY_BUILDING,
    ),
    Preset(
        "ademe/dpe-tertiaire",
        Label("ADEME, DPE tertiaire (open data)", "ADEME, energy certificates of services (open data)"),
        BUILDINGS,
        lambda head: has_titles(head, *_CERTIFICATE),
        _certificates,
        ("N°DPE", "Secteur_activité", "Surface_utile"),
    ),
)
