"""Publishing ten million interval readings, beside a bare COPY of the same file in the same run."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import counts
import psycopg2
import pytest
from backstage import Backstage
from figures import Figure, Figures, ratios
from machine import postgres
from outside import CLONE
from publishing import Desk

MEGABYTE = 1e6
#: bytes of two files whose publications should need the same memory
SMALL, LARGE = 100 * MEGABYTE, 1000 * MEGABYTE
COLUMNS = "id_compteur text, horodate timestamptz, valeur numeric, unite text, qualite text"
CHECK = """
import sys, time
from pathlib import Path
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import read_profiles
folder, name, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
profile = next(profile for profile in read_profiles(folder) if profile.name == name)
started, worked = time.perf_counter(), time.process_time()
report = check(file, profile).finish()
seconds, computing = time.perf_counter() - started, time.process_time() - worked
assert report.accepted, report.by_rule
print(report.rows / seconds, report.rows / computing)
"""
BASE = CLONE / "ckanext-rouen-municipalities"


def test_publishing_beside_a_bare_copy(
    backstage: Backstage, desk: Desk, tmp_path: Path, figures: Figures, pytestconfig: pytest.Config
) -> None:
    rows, runs = pytestconfig.getoption("--rows"), pytestconfig.getoption("--long-runs")
    bare, equal, published, memory = [], [], [], []
    checked: list[tuple[float, float]] = []
    for version in range(runs):
        file = tmp_path / f"{version}.csv"
        counts.write(file, rows, version)
        bare.append(bare_copy(backstage, file))
        found = desk.publish(file, rows)
        published.append(found.seconds)
        memory.append(found.peak / MEGABYTE)
        equal.append(equal_copy(backstage, file))
        checked.append(checked_per_second(file))
        file.unlink()
    figures.add(Figure(f"bare typed COPY of {rows} rows", "s", bare))
    figures.add(Figure("COPY, key and statistics as the published table", "s", equal))
    figures.add(Figure("publication, from claim to accepted file (declared indexes follow)", "s", published))
    figures.add(Figure("publication", "rows/s", [rows / seconds for seconds in published]))
    figures.add(Figure("publication ÷ bare COPY, speed", "ratio", ratios(bare, published), aim=0.6))
    figures.add(Figure("publication ÷ equal table by COPY, speed", "ratio", ratios(equal, published)))
    figures.add(Figure("peak memory of the publishing process", "MB", memory, aim=512, lower_is_better=True))
    figures.add(Figure("check alone", "rows/s", [wall for wall, _ in checked], aim=1_000_000))
    figures.add(Figure("check alone, by time of its one core", "rows/s", [worked for _, worked in checked]))


def test_memory_does_not_grow_with_the_file(
    desk: Desk, tmp_path: Path, figures: Figures, pytestconfig: pytest.Config
) -> None:
    share = min(1.0, pytestconfig.getoption("--rows") / 10_000_000)
    peaks = []
    for size in (SMALL * share, LARGE * share):
        file = tmp_path / f"{size:.0f}.csv"
        rows = counts.write_bytes(file, int(size))
        peaks.append(desk.publish(file, rows).peak / MEGABYTE)
        file.unlink()
        name = f"peak memory, file of {size / MEGABYTE:.0f} MB"
        figures.add(Figure(name, "MB", peaks[-1:], aim=512, lower_is_better=True))
    growth = [peaks[1] / peaks[0]]
    figures.add(Figure("peak memory, large file ÷ small file", "ratio", growth, aim=1.1, lower_is_better=True))


def bare_copy(backstage: Backstage, file: Path) -> float:
    """Seconds of a COPY into a new table of the same types."""
    return _copy(backstage, file, COLUMNS, [])


def equal_copy(backstage: Backstage, file: Path) -> float:
    """Seconds of a COPY into a new table that ends with the key and statistics of the published one."""
    after = ["ALTER TABLE bench.counts ADD PRIMARY KEY (_id)", "ANALYZE bench.counts"]
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


def checked_per_second(file: Path) -> tuple[float, float]:
    """Rows that the check alone reads in a second, and in a second of its core, in a process without CKAN."""
    profiles = BASE / "ckanext/rouen_municipalities/data/profiles"
    command = [sys.executable, "-c", CHECK, str(profiles), counts.PROFILE, str(file)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env={"PYTHONPATH": str(BASE)})
    wall, worked = map(float, answer.stdout.split())
    return wall, worked
