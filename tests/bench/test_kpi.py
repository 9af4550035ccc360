"""KPIs with the whole territory in the portal: computed again, read, and proved by a client of the public API."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator

import psycopg2
import pytest
import whole_territory as territory
from backstage import Backstage
from figures import Figure, Figures
from machine import postgres
from outside import Portal
from proving import Client

READINGS, PAGE = 20, 1_000
MILLISECONDS = 1_000
#: What a recomputation may take, all of CKAN's command included (MB).
MEMORY = 300
SIZE = f"{territory.ORGANIZATIONS} × {territory.DATASETS}"
#: Of five datasets four have files that were accepted; the links of the fifth were never read.
ACCEPTED = f"""UPDATE resource SET url_type = 'upload', size = 1000
               WHERE id LIKE '{territory.MARK}%' AND (substring(package_id FROM '[0-9]+$')::int % 5) <> 0"""


@pytest.fixture(scope="module")
def crowd(backstage: Backstage, portal: Portal) -> Iterator[None]:
    """The whole territory, written and indexed for the time of the measurement."""
    address = backstage.database_url(postgres.MAIN)
    territory.write(address, territory.rows(list(territory.communes_of(portal.read("rouen_commune_list")))))
    _accept(address)
    backstage.command("search-index", "rebuild", "--clear", "--quiet")
    yield
    territory.remove(address)
    backstage.command("search-index", "rebuild", "--clear", "--quiet")
    backstage.command("rouen", "kpi", "compute")


def _accept(address: str) -> None:
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(ACCEPTED)
    finally:
        connection.close()


@pytest.mark.usefixtures("crowd")
def test_kpis_at_full_size(backstage: Backstage, portal: Portal, figures: Figures, pytestconfig: pytest.Config) -> None:
    computed = [compute(backstage) for _ in range(pytestconfig.getoption("--runs"))]
    k0 = next(entry for entry in portal.read("rouen_kpi_list") if entry["id"] == "K0")
    assert k0["of"] >= territory.DATASETS > k0["value"] > territory.DATASETS / 2
    seconds, megabytes = [[each[place] for each in computed] for place in (0, 1)]
    figures.add(Figure(f"every KPI computed, {SIZE}", "s", seconds, aim=10, lower_is_better=True))
    figures.add(Figure(f"memory of that command, {SIZE}", "MB", megabytes, aim=MEMORY, lower_is_better=True))
    for path, name in (("/api/3/action/rouen_kpi_list", "rouen_kpi_list"), ("/indicateurs", "/indicateurs")):
        figures.add(Figure(f"{name}, {SIZE}", "ms", readings(path), aim=100, lower_is_better=True))
    for path in ("/indicateurs/K0", "/indicateurs/K7", "/api/3/action/rouen_kpi_explain?id=K7"):
        figures.add(Figure(f"{path}, {SIZE}", "ms", readings(path)))


@pytest.mark.usefixtures("crowd")
def test_every_number_is_found_again_at_full_size(backstage: Backstage, figures: Figures) -> None:
    """Somebody without an account pages over the public datasets, and holds every number and every key against them."""
    compute(backstage)
    anyone = Portal(os.environ["ROUEN_SITE_URL"])
    client = Client(anyone.read, empty_keys=territory.ORGANIZATIONS)
    started = time.perf_counter()
    total = anyone.read("package_search", rows=0)["count"]
    for start in range(0, total, PAGE):
        client.know(anyone.read("package_search", rows=PAGE, start=start, sort="id asc")["results"])
    assert len(client.packages) == total >= territory.DATASETS
    client.prove_everything()
    figures.add(Figure(f"numbers proved by the public API, {SIZE}", "", [client.proved.total()]))
    figures.add(Figure(f"things fetched for that, {SIZE}", "", [len(client.fetched)]))
    figures.add(Figure(f"time of that, {SIZE}", "s", [time.perf_counter() - started]))


def readings(path: str) -> list[float]:
    """Milliseconds until somebody without an account has an answer, once the first one has warmed the portal."""
    anyone = Portal(os.environ["ROUEN_SITE_URL"])
    answers = [anyone.get(path) for _ in range(READINGS + 1)]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.elapsed.total_seconds() * MILLISECONDS for answer in answers[1:]]


def compute(backstage: Backstage) -> tuple[float, float]:
    """Seconds that the command says that it took, without its own start, and the most memory it had (MB)."""
    told, megabytes = backstage.command("rouen", "kpi", "compute")
    found = re.search(r"en ([\d.]+) s", told)
    assert found, told
    return float(found[1]), megabytes
