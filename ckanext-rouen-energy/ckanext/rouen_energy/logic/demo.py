"""The demonstration set: synthetic, with invented names, and said to be so everywhere it shows."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.logic.acting import as_the_portal
from ckanext.rouen_municipalities.logic.publication import publish_file

from ..core.demonstration import tables, truths
from ..core.demonstration.use import ESTATE
from ..core.impact.days import Span
from ..core.indicators import BUILDINGS, CONSUMPTION, SYNTHETIC_TAG
from ..core.works import WORKS, Declared
from ..store import declaration, registry, use_cases
from . import impact, warehouse
from .indicators import compute_owner

OWNER = "metropole-rouen-normandie"
FOLDER = Path(__file__).parents[1] / "demo"
FLOWS = FOLDER / "data-flows-demo.csv"
USE_CASES = FOLDER / "use-cases-demo.csv"

NOTICE = (
    "**Démonstration** : données construites pour retrouver les totaux publiés en 2021, sans les vérifier. "
    "Les bâtiments, leurs compteurs et leur météo sont fictifs."
)

FLOW_NOTICE = "**Démonstration** : flux inventé pour essayer le registre."
USE_CASE_NOTICE = "**Démonstration** : cas d'usage inventé pour essayer le registre."

WORKS_ID = "demonstration"
WORKS_TEXT = "Démonstration : isolation des murs et régulation du chauffage"

METERS, READINGS, TEMPERATURES = "energy/meters", "energy/readings", "energy/temperatures"


@dataclass(frozen=True)
class Table:
    """A table of the demonstration, and the dataset that holds it; without a `sheet` it is a file of the package."""

    name: str
    title: str
    notes: str
    profile: str
    sheet: Callable[[], tables.Sheet] | None = None
    private: bool = False

    def write(self, folder: Path) -> Path:
        """The file to publish."""
        if self.sheet is None:
            return ESTATE
        return _write(folder / f"{self.name}.csv", self.sheet())


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
        "Énergie livrée chaque mois de 2019 à 2025 par bâtiment et par vecteur, en kWh (PCS pour le gaz) ; la fin de "
        "période est exclue. Une estimation régularisée, un avoir et trois mois manquants s'y trouvent.",
        CONSUMPTION,
        tables.consumption,
    ),
    Table(
        "temperatures-energie-demo",
        "Températures quotidiennes (démonstration)",
        "Température la plus basse et la plus haute de chaque jour de 2019 à 2025, d'une station fictive.",
        TEMPERATURES,
        tables.temperatures,
    ),
    Table(
        "compteurs-energie-demo",
        "Compteurs des bâtiments de la Métropole (démonstration)",
        "Un compteur fictif par bâtiment et par vecteur.",
        METERS,
        tables.meters,
        private=True,
    ),
    Table(
        "factures-energie-demo",
        "Factures par compteur (démonstration)",
        "Factures mensuelles de quelques compteurs depuis 2023.",
        CONSUMPTION,
        tables.invoices,
        private=True,
    ),
    Table(
        "releves-energie-demo",
        "Relevés de compteurs communicants (démonstration)",
        "Puissance par demi-heure, énergie par heure ou par jour de quelques compteurs, avec leurs pannes : "
        "interruptions, compteurs bloqués, valeur aberrante, compteur inconnu.",
        READINGS,
        tables.curves,
        private=True,
    ),
)


def load() -> Iterator[str]:
    """Publish the tables, register flows and use cases, compute the indicators; say what was done, line by line.

    Raises ObjectNotFound when the Métropole's organisation is not there (`ckan rouen demo` creates it).
    """
    organization = tk.get_action("organization_show")(as_the_portal(), {"id": OWNER, "include_users": False})
    for table in TABLES:
        yield f"{table.title} : {_publish(table)} lignes"
    flows = [_record(row, registry.PACKAGE_TYPE, FLOW_NOTICE) for row in _rows(FLOWS)]
    cases = [_use_case(row) for row in _rows(USE_CASES)]
    for record in (*flows, *cases):
        _ensure(record)
    yield f"Flux de données : {len(flows)}"
    yield f"Cas d'usage : {len(cases)}"
    yield f"Mois par bâtiment : {'publiés' if warehouse.bring_up_to_date(organization['id']) else 'inchangés'}"
    yield f"Indicateurs énergie : {compute_owner(organization['id']).words}"
    _declare(organization["id"])
    yield f"Économies des travaux : {'calculées' if impact.compute_owner(organization['id']) else 'inchangées'}"


def _declare(owner: str) -> None:
    """The renovation that the demonstration was made with, declared once; who takes it back is not contradicted."""
    known = truths.RENOVATION
    new = Declared(WORKS_ID, owner, known.building, WORKS, Span(known.first, known.end), WORKS_TEXT)
    if owner not in declaration.owners():
        declaration.add(new, str(as_the_portal()["user"]))


def _publish(table: Table) -> int:
    """Publish a table; give the number of rows of its file."""
    _ensure(_dataset(table))
    with tempfile.TemporaryDirectory() as folder:
        done = publish_file(table.write(Path(folder)), dataset=table.name, profile=table.profile, name=table.title)
    return int(done["rows"])


def _write(path: Path, sheet: tables.Sheet) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(sheet.header)
        writer.writerows(sheet.rows)
    return path


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
        "private": table.private,
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
