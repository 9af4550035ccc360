"""Publishing a million rows, beside a bare COPY of the same file in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import counts
import psycopg2
import pytest
from backstage import Backstage, children, peak_memory
from figures import Figure, Figures, ratios
from machine import postgres
from outside import CLONE, Portal, outcome

MEGABYTE = 1e6
COLUMNS = "id_compteur text, horodate timestamptz, valeur numeric, unite text, qualite text"
CHECK = """
import sys, time
from pathlib import Path
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import read_profiles
folder, name, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
profile = next(profile for profile in read_profiles(folder) if profile.name == name)
started = time.perf_counter()
report = check(file, profile).finish()
seconds = time.perf_counter() - started
assert report.accepted, report.by_rule
print(report.rows / seconds)
"""
BASE = CLONE / "ckanext-rouen-municipalities"


def test_publishing_beside_a_bare_copy(
    backstage: Backstage, portal: Portal, dataset: str, tmp_path: Path, figures: Figures, pytestconfig: pytest.Config
) -> None:
    rows, runs = pytestconfig.getoption("--rows"), pytestconfig.getoption("--runs")
    bare, equal, published, memory, checked = [], [], [], [], []
    resource = ""
    for version in range(runs):
        file = tmp_path / f"{version}.csv"
        counts.write(file, rows, version)
        bare.append(bare_copy(backstage, file))
        publication, peak = publish(backstage, portal, dataset, resource, file)
        resource = publication["resource_id"]
        assert (publication["state"], publication["rows"]) == ("published", rows), publication
        published.append(publication["seconds"])
        memory.append(peak / MEGABYTE)
        equal.append(equal_copy(backstage, file))
        checked.append(checked_per_second(file))
        file.unlink()
    figures.add(Figure(f"bare typed COPY of {rows} rows", "s", bare))
    figures.add(Figure("COPY, key, index and statistics as the published table", "s", equal))
    figures.add(Figure("publication, from claim to accepted file", "s", published))
    figures.add(Figure("publication", "rows/s", [rows / seconds for seconds in published]))
    figures.add(Figure("publication ÷ bare COPY, speed", "ratio", ratios(bare, published), aim=0.5))
    figures.add(Figure("publication ÷ equal table by COPY, speed", "ratio", ratios(equal, published), aim=0.5))
    figures.add(Figure("peak memory of the publishing process", "MB", memory, aim=512, lower_is_better=True))
    figures.add(Figure("check alone", "rows/s", checked, aim=1_000_000))


@pytest.fixture
def dataset(portal: Portal) -> Iterator[str]:
    """A dataset for the time of the measurement."""
    name = f"mesure-{os.getpid()}"
    portal.call(
        "package_create",
        name=name,
        title="Mesure",
        notes="Le temps d'une mesure.",
        owner_org="rouen",
        theme="TRAN",
        license_id="etalab-2.0",
        frequency="ANNUAL",
    )
    yield name
    portal.call("dataset_purge", id=name)


def publish(
    backstage: Backstage, portal: Portal, dataset: str, resource: str, file: Path
) -> tuple[dict[str, Any], int]:
    """Send a file; how its publication ended, and the most memory that the worker's child had."""
    latest = portal.read("rouen_publication_show", resource_id=resource)["id"] if resource else ""
    with Watch(backstage.pid("worker")) as watch:
        if resource:
            portal.send("resource_patch", file.read_bytes(), file.name, id=resource)
        else:
            data = {"package_id": dataset, "name": "Comptages", "profile": counts.PROFILE}
            resource = portal.send("resource_create", file.read_bytes(), file.name, **data)["id"]
        publication = outcome(portal, resource, after=latest)
    return publication, watch.peak


class Watch:
    """Looks at the memory of a worker's children while something runs."""

    def __init__(self, worker: int) -> None:
        self.peak = 0
        self._worker = worker
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            self.peak = max([self.peak, *map(peak_memory, children(self._worker))])


def bare_copy(backstage: Backstage, file: Path) -> float:
    """Seconds of a COPY into a new table of the same types."""
    return _copy(backstage, file, COLUMNS, [])


def equal_copy(backstage: Backstage, file: Path) -> float:
    """Seconds of a COPY into a new table that ends with the key, index and statistics of the published one."""
    after = [
        "ALTER TABLE bench.counts ADD PRIMARY KEY (_id)",
        "CREATE INDEX ON bench.counts (id_compteur, horodate)",
        "ANALYZE bench.counts",
    ]
    return _copy(backstage, file, f"_id serial, _full_text tsvector, {COLUMNS}", after)


def _copy(backstage: Backstage, file: Path, columns: str, after: list[str]) -> float:
    connection = psycopg2.connect(backstage.database_url(postgres.DATASTORE))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS bench")
        started = time.perf_counter()
        with connection, connection.cursor() as cursor, file.open("rb") as stream:
            cursor.execute(f"CREATE TABLE bench.counts ({columns})")
            names = ", ".join(counts.COLUMNS)
            copy = f"COPY bench.counts ({names}) FROM STDIN (FORMAT csv, HEADER, DELIMITER '{counts.SEPARATOR}')"
            cursor.copy_expert(copy, stream, 1 << 20)
            for statement in after:
                cursor.execute(statement)
        seconds = time.perf_counter() - started
        with connection, connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA bench CASCADE")
    finally:
        connection.close()
    return seconds


def checked_per_second(file: Path) -> float:
    """Rows that the check alone reads in a second, in a process of its own that knows nothing of CKAN."""
    profiles = BASE / "ckanext/rouen_municipalities/data/profiles"
    command = [sys.executable, "-c", CHECK, str(profiles), counts.PROFILE, str(file)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env={"PYTHONPATH": str(BASE)})
    return float(answer.stdout)
