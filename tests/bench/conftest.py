"""What every measurement starts from, and where its figures go."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from backstage import Backstage, sysadmin
from figures import Figures
from outside import Portal, reports_folder
from publishing import Desk, temporary_dataset


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Iterator[Figures]:
    """Figures, written to a file and printed when the run ends."""
    found = Figures()
    yield found
    target = reports_folder() / "bench.json"
    target.write_text(found.as_json(), encoding="utf-8")
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n\n{found.table()}\n\n{target}")


@pytest.fixture(scope="session")
def backstage() -> Backstage:
    """The world that is measured."""
    return Backstage.here()


@pytest.fixture(scope="session")
def portal() -> Portal:
    """The portal, for the sysadmin."""
    return sysadmin()


@pytest.fixture
def desk(backstage: Backstage, portal: Portal) -> Iterator[Desk]:
    """A dataset of which one resource is published again and again."""
    with temporary_dataset(portal) as dataset:
        yield Desk(backstage, portal, dataset)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is measured: `./tests/run bench -- --rows 1000000`, or ROUEN_BENCH_ROWS=1000000 ./tests/run bench."""
    rows = int(os.environ.get("ROUEN_BENCH_ROWS") or 10_000_000)
    parser.addoption("--rows", type=int, default=rows, help="rows of the published file")
    parser.addoption("--runs", type=int, default=5, help="how often what is short is measured")
    parser.addoption("--long-runs", type=int, default=2, help="how often what takes minutes is measured")
