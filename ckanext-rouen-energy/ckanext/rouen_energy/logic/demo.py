"""The demonstration set: synthetic, with invented names, and said to be so everywhere it shows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.logic.acting import as_the_portal
from ckanext.rouen_municipalities.logic.publication import publish_file

from ..core.indicators import BUILDINGS, CONSUMPTION, SYNTHETIC_TAG
from ..store.registry import PACKAGE_TYPE
from .indicators import compute_owner

OWNER = "metropole-rouen-normandie"
FOLDER = Path(__file__).parents[1] / "demo"
FLOWS = FOLDER / "data-flows-demo.csv"

NOTICE = (
    "**Démonstration** : données construites pour retrouver les totaux publiés en 2021, sans les vérifier. "
    "Les bâtiments sont fictifs."
)

FLOW_NOTICE = "**Démonstration** : flux inventé pour essayer le registre."


@dataclass(frozen=True)
class Table:
    """A table of the demonstration, and the dataset that holds it."""

    name: str
    title: str
    notes: str
    profile: str

    @property
    def path(self) -> Path:
        """The file to publish."""
        return FOLDER / f"{self.name}.csv"


TABLES = (
    Table(
        "batiments-metropole-demo",
        "Bâtiments de la Métropole (démonstration)",
        "54 bâtiments fictifs : type, commune, surface, année de construction.",
        BUILDINGS,
    ),
    Table(
        "consommations-energie-demo",
        "Consommations d'énergie des bâtiments de la Métropole (démonstration)",
        "Énergie livrée en 2021 par bâtiment et par vecteur, en kWh (PCS pour le gaz) ; la fin de période est exclue.",
        CONSUMPTION,
    ),
)


def load() -> Iterator[str]:
    """Publish the tables, register the flows, compute the indicators; say what was done, line by line.

    Raises ObjectNotFound when the Métropole's organisation is not there (`ckan rouen demo` creates it).
    """
    organization = tk.get_action("organization_show")(as_the_portal(), {"id": OWNER, "include_users": False})
    for table in TABLES:
        _ensure(_dataset(table))
        done = publish_file(table.path, dataset=table.name, profile=table.profile, name=table.title)
        yield f"{table.title} : {done['rows']} lignes"
    with FLOWS.open(encoding="utf-8", newline="") as lines:
        flows = [_flow(row) for row in csv.DictReader(lines, delimiter=";")]
    for flow in flows:
        _ensure(flow)
    yield f"Flux de données : {len(flows)}"
    yield f"Indicateurs énergie : {compute_owner(organization['id']).value}"


def _dataset(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "notes": f"{NOTICE}\n\n{table.notes}",
        "owner_org": OWNER,
        "theme": "ENER",
        "frequency": "ANNUAL",
        "license_id": "etalab-2.0",
        "tags": [{"name": SYNTHETIC_TAG}, {"name": "énergie"}],
        "private": False,
    }


def _flow(row: dict[str, str]) -> dict[str, Any]:
    described = {"owner_org": OWNER, "notes": FLOW_NOTICE, "tags": [{"name": SYNTHETIC_TAG}], "private": False}
    return {**row, **described, "type": PACKAGE_TYPE}


def _ensure(package: dict[str, Any]) -> None:
    """Create the package; one that is there is left as people made it."""
    try:
        tk.get_action("package_show")(as_the_portal(), {"id": package["name"]})
    except tk.ObjectNotFound:
        tk.get_action("package_create")(as_the_portal(), package)
