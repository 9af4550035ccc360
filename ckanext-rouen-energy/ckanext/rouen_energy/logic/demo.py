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
from ..store import registry, use_cases
from .indicators import compute_owner

OWNER = "metropole-rouen-normandie"
FOLDER = Path(__file__).parents[1] / "demo"
FLOWS = FOLDER / "data-flows-demo.csv"
USE_CASES = FOLDER / "use-cases-demo.csv"

NOTICE = (
    "**Démonstration** : données construites pour retrouver les totaux publiés en 2021, sans les vérifier. "
    "Les bâtiments sont fictifs."
)

FLOW_NOTICE = "**Démonstration** : flux inventé pour essayer le registre."
USE_CASE_NOTICE = "**Démonstration** : cas d'usage inventé pour essayer le registre."


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
    """Publish the tables, register flows and use cases, compute the indicators; say what was done, line by line.

    Raises ObjectNotFound when the Métropole's organisation is not there (`ckan rouen demo` creates it).
    """
    organization = tk.get_action("organization_show")(as_the_portal(), {"id": OWNER, "include_users": False})
    for table in TABLES:
        _ensure(_dataset(table))
        done = publish_file(table.path, dataset=table.name, profile=table.profile, name=table.title)
        yield f"{table.title} : {done['rows']} lignes"
    flows = [_record(row, registry.PACKAGE_TYPE, FLOW_NOTICE) for row in _rows(FLOWS)]
    cases = [_use_case(row) for row in _rows(USE_CASES)]
    for record in (*flows, *cases):
        _ensure(record)
    yield f"Flux de données : {len(flows)}"
    yield f"Cas d'usage : {len(cases)}"
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


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def _record(row: dict[str, str], package_type: str, notice: str) -> dict[str, Any]:
    described = {"owner_org": OWNER, "notes": notice, "tags": [{"name": SYNTHETIC_TAG}], "private": False}
    return {**row, **described, "type": package_type}


def _use_case(row: dict[str, str]) -> dict[str, Any]:
    """A use case, whose flows are a line each, and whose result is a page of this portal."""
    result = f"{tk.config['ckan.site_url']}{row['result']}" if row["result"] else ""
    described = {**row, "flows": "\n".join(row["flows"].split()), "result": result}
    return _record(described, use_cases.PACKAGE_TYPE, USE_CASE_NOTICE)


def _ensure(package: dict[str, Any]) -> None:
    """Create the package; one that is there is left as people made it."""
    try:
        tk.get_action("package_show")(as_the_portal(), {"id": package["name"]})
    except tk.ObjectNotFound:
        tk.get_action("package_create")(as_the_portal(), package)
