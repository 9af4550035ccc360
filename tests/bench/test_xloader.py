"""Publishing a file, beside loading it with CKAN's xloader, which makes a table of texts of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import counts
import pytest
from backstage import Backstage
from figures import Figure, Figures, ratios
from outside import Portal
from publishing import Desk

#: more rows would take xloader minutes
MOST_ROWS = 200_000
LOAD = """
import logging, sys, time
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckanext.xloader.loader import create_column_indexes, load_csv
settings, resource, file = sys.argv[1:]
log = logging.getLogger("xloader")
with make_app(load_config(settings))._wsgi_app.test_request_context():
    started = time.perf_counter()
    fields = load_csv(file, resource, logger=log)
    create_column_indexes(fields, resource, log)
    print("seconds", time.perf_counter() - started)
"""


def test_publishing_beside_xloader(
    backstage: Backstage, portal: Portal, desk: Desk, tmp_path: Path, figures: Figures, pytestconfig: pytest.Config
) -> None:
    rows = min(MOST_ROWS, pytestconfig.getoption("--rows"))
    link = {"package_id": desk.dataset, "name": "Sans profil", "url": "https://exemple.invalid/comptages.csv"}
    other = portal.call("resource_create", **link)["id"]
    loaded, published = [], []
    for version in range(pytestconfig.getoption("--long-runs")):
        file = tmp_path / f"{version}.csv"
        counts.write(file, rows, version)
        loaded.append(load(backstage, file, other))
        assert portal.read("datastore_search", resource_id=other, limit=0)["total"] == rows
        published.append(desk.publish(file, rows).seconds)
    figures.add(Figure(f"xloader, {rows} rows as texts", "s", loaded))
    figures.add(Figure(f"publication of the same {rows} rows", "s", published))
    figures.add(Figure("publication ÷ xloader, speed", "ratio", ratios(loaded, published), aim=2))


def load(backstage: Backstage, file: Path, resource: str) -> float:
    """Seconds that xloader takes, once CKAN has started."""
    command = [os.environ["ROUEN_XLOADER"], "-c", LOAD, str(backstage.world.ini), resource, str(file)]
    answer = subprocess.run(command, check=False, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return float(answer.stdout.split()[-1])
