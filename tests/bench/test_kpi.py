"""KPIs over 71 organisations with 5 000 datasets: computed again, and read."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg2
import pytest
from backstage import Backstage
from figures import Figure, Figures
from machine import postgres
from outside import CLONE, Portal

ORGANIZATIONS, DATASETS, READINGS = 71, 5_000, 20
THEMES = ["AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"]
MILLISECONDS = 1_000

INSERTS = (
    """INSERT INTO "group" (id, name, title, type, state, is_organization, approval_status)
       SELECT 'bench-org-' || n, 'bench-' || n, 'Commune ' || n, 'organization', 'active', true, 'approved'
       FROM generate_series(1, %(organizations)s) n""",
    """INSERT INTO group_extra (id, group_id, key, value, state)
       SELECT 'bench-insee-' || n, 'bench-org-' || n, 'insee', (%(codes)s)[n], 'active'
       FROM generate_series(1, %(organizations)s) n""",
    """INSERT INTO package (id, name, title, type, state, private, license_id, owner_org,
                            metadata_created, metadata_modified)
       SELECT 'bench-data-' || n, 'bench-data-' || n, 'Jeu ' || n, 'dataset', 'active', false, 'etalab-2.0',
              'bench-org-' || (n %% %(organizations)s + 1), now(), now() FROM generate_series(1, %(datasets)s) n""",
    """INSERT INTO package_extra (id, package_id, key, value, state)
       SELECT 'bench-theme-' || n, 'bench-data-' || n, 'theme', (%(themes)s)[n %% 13 + 1], 'active'
       FROM generate_series(1, %(datasets)s) n""",
    """INSERT INTO resource (id, package_id, url, url_type, extras, state, position)
       SELECT 'bench-file-' || n, 'bench-data-' || n, 'table', 'datastore', '{"datastore_active": true}', 'active', 0
       FROM generate_series(1, %(datasets)s) n""",
)
DELETES = (
    "DELETE FROM resource WHERE id LIKE 'bench-%%'",
    "DELETE FROM package_extra WHERE id LIKE 'bench-%%'",
    "DELETE FROM package WHERE id LIKE 'bench-%%'",
    "DELETE FROM group_extra WHERE id LIKE 'bench-%%'",
    """DELETE FROM "group" WHERE id LIKE 'bench-%%'""",
)


@pytest.fixture
def crowd(backstage: Backstage, portal: Portal) -> Iterator[None]:
    """A large catalogue for the time of the measurement."""
    codes = [commune["insee"] for commune in portal.read("rouen_commune_list")]
    values = {"organizations": ORGANIZATIONS, "datasets": DATASETS, "codes": codes, "themes": THEMES}
    run(backstage, INSERTS, values)
    yield
    run(backstage, DELETES, {})
    compute(backstage)


def run(backstage: Backstage, statements: Sequence[str], values: dict[str, Any]) -> None:
    """Run statements on the main database in one transaction."""
    connection = psycopg2.connect(backstage.database_url(postgres.MAIN))
    try:
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, values)
    finally:
        connection.close()


def test_kpis_at_full_size(
    crowd: None, backstage: Backstage, portal: Portal, figures: Figures, pytestconfig: pytest.Config
) -> None:
    size = f"{ORGANIZATIONS} × {DATASETS}"
    seconds = [compute(backstage) for _ in range(pytestconfig.getoption("--runs"))]
    counted = next(entry for entry in portal.read("rouen_kpi_list") if entry["id"] == "K0")
    assert counted["value"] >= DATASETS
    figures.add(Figure(f"every KPI computed, {size}", "s", seconds, aim=10, lower_is_better=True))
    for path, name in (("/api/3/action/rouen_kpi_list", "rouen_kpi_list"), ("/indicateurs", "/indicateurs")):
        figures.add(Figure(f"{name}, {size}", "ms", readings(path), aim=100, lower_is_better=True))


def readings(path: str) -> list[float]:
    """Milliseconds until somebody without an account has an answer, once the first one has warmed the portal."""
    anyone = Portal(os.environ["ROUEN_SITE_URL"])
    answers = [anyone.get(path) for _ in range(READINGS + 1)]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.elapsed.total_seconds() * MILLISECONDS for answer in answers[1:]]


def compute(backstage: Backstage) -> float:
    """Seconds that the command says that it took, without its own start."""
    command = [CLONE / "deploy" / "ckan", "rouen", "kpi", "compute"]
    environment = {**os.environ, "CKAN_INI": str(backstage.world.ini)}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    found = re.search(r"en ([\d.]+) s", told)
    assert found, told
    return float(found[1])
