"""What every measurement starts from, and where its figures go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from backstage import Backstage, sysadmin
from figures import Figures
from outside import Portal, reports_folder


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is measured: `./tests/run bench -- --rows 10000000`."""
    parser.addoption("--rows", type=int, default=1_000_000, help="rows of the published file")
    parser.addoption("--runs", type=int, default=5, help="how often everything is measured")
