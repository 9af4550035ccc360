"""Ten years of daily snapshots of every KPI and of every key of its dimensions: what is read stays as quick."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from backstage import Backstage
from figures import Figure, Figures
from machine import postgres
from outside import CLONE, Portal

QUARTER, TEN_YEARS, READINGS, MILLISECONDS = 91, 3_650, 20, 1_000
AIM = 100
#: An answer may take this much longer, and as many milliseconds: what two readings of the same differ by.
FACTOR, NOISE = 1.5, 15
SINCE = (date.today() - timedelta(days=90)).isoformat()
READ_OFTEN = {
    "rouen_kpi_list": "/api/3/action/rouen_kpi_list",
    "/indicateurs": "/indicateurs",
    "rouen_kpi_list at a day": f"/api/3/action/rouen_kpi_list?at={SINCE}",
    "rouen_kpi_show at a day": f"/api/3/action/rouen_kpi_show?id=K0&at={SINCE}",
    "rouen_kpi_history, 90 days": f"/api/3/action/rouen_kpi_history?id=K0&from={SINCE}",
}
WHOLE = "/api/3/action/rouen_kpi_history?id=K0"

#: What was said today, said on the days before; numbered below what is published, so that nothing is.
SAID_BEFORE = """INSERT INTO rouen_kpi_snapshot (id, kpi_id, version, dimension, day, value, of_value, source_date,
                                                ids_count, ids_sha256, computed_at)
    OVERRIDING SYSTEM VALUE
    SELECT - n::bigint * 1000000 - s.id % 1000000, kpi_id, version, dimension, day - n, value, of_value, source_date,
           ids_count, ids_sha256, computed_at
    FROM rouen_kpi_snapshot s CROSS JOIN generate_series({first}, {last}) n
    WHERE corrects IS NULL AND day = (SELECT max(day) FROM rouen_kpi_snapshot)
    ON CONFLICT DO NOTHING;
    VACUUM ANALYZE rouen_kpi_snapshot"""
#: Only the administrator of the cluster can: the application has no right to.
NONE_OF_THEM = """ALTER TABLE rouen_kpi_snapshot DISABLE TRIGGER rouen_kpi_snapshot_append_only;
    DELETE FROM rouen_kpi_snapshot WHERE id < 0;
    ALTER TABLE rouen_kpi_snapshot ENABLE ALWAYS TRIGGER rouen_kpi_snapshot_append_only;
    ANALYZE rouen_kpi_snapshot"""


@pytest.fixture
def today(backstage: Backstage) -> Iterator[None]:
    """The snapshot of today; ten years are taken away at the end."""
    command = [CLONE / "deploy" / "ckan", "rouen", "kpi", "snapshot"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "CKAN_INI": str(backstage.world.ini)})
    yield
    _sql(backstage, NONE_OF_THEM)


@pytest.mark.usefixtures("today")
def test_ten_years_change_nothing_in_time(backstage: Backstage, figures: Figures) -> None:
    _sql(backstage, SAID_BEFORE.format(first=1, last=QUARTER))
    before = {name: readings(path) for name, path in READ_OFTEN.items()}
    _sql(backstage, SAID_BEFORE.format(first=QUARTER + 1, last=TEN_YEARS))
    rows = int(_sql(backstage, "SELECT count(*) FROM rouen_kpi_snapshot"))
    assert rows > 1_000_000
    figures.add(Figure("snapshots of ten years, all KPIs and keys", "rows", [rows]))
    after = {name: readings(path) for name, path in READ_OFTEN.items()}
    for name in READ_OFTEN:
        figures.add(Figure(f"{name}, a quarter", "ms", before[name], aim=AIM, lower_is_better=True))
        figures.add(Figure(f"{name}, ten years", "ms", after[name], aim=AIM, lower_is_better=True))
    figures.add(Figure("rouen_kpi_history, all ten years of one KPI", "ms", readings(WHOLE)))
    for name, path in READ_OFTEN.items():
        # The quickest of each: what else the machine does only ever adds.
        assert min(after[name]) < FACTOR * min(before[name]) + NOISE, path


def readings(path: str) -> list[float]:
    """Milliseconds until somebody without an account has an answer, once the first one has warmed the portal."""
    anyone = Portal(os.environ["ROUEN_SITE_URL"])
    answers = [anyone.get(path) for _ in range(READINGS + 1)]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.elapsed.total_seconds() * MILLISECONDS for answer in answers[1:]]


def _sql(backstage: Backstage, text: str) -> str:
    told = postgres.sql(backstage.world, backstage.supervisor.ports, postgres.MAIN, text)
    found = re.search(r"\d+", told)
    return found[0] if found else "0"
