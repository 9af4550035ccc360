"""A portal that is broken on purpose, and stands again before each test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator

import counts
import pytest
from backstage import LEASE_SECONDS, SWEEP_SECONDS, Backstage, sysadmin
from horses import Stable, stable
from outside import Portal
from published_table import Table

#: rows of a file that is read in several batches
MANY = 20_000
SOONER = {"lease_seconds": LEASE_SECONDS, "sweep_seconds": SWEEP_SECONDS}
DATASET = {"owner_org": "rouen", "theme": "TRAN", "license_id": "etalab-2.0", "frequency": "ANNUAL"}
SERVICES = ("postgres", "redis", "solr", "web", "worker", "worker-slow", "scheduler", "tiles")


@pytest.fixture(scope="session")
def backstage() -> Iterator[Backstage]:
    """The world, whose workers are given up for dead sooner than usual."""
    found = Backstage.here()
    with found.configured(SOONER, "worker", "scheduler"):
        yield found


@pytest.fixture(scope="session")
def usual_horses(backstage: Backstage) -> Iterator[Stable]:
    """Processes that work with the options of this run, for all who need no others: CKAN takes its time to start."""
    with stable(backstage) as found:
        yield found


@pytest.fixture(autouse=True)
def standing(backstage: Backstage, request: pytest.FixtureRequest) -> None:
    """Every service works, but for what the test wants to be away."""
    if "away" not in request.fixturenames:
        backstage.start(*SERVICES)


@pytest.fixture(scope="session")
def portal(backstage: Backstage) -> Portal:
    """The portal for the sysadmin, whose token is a login that needs no session."""
    return sysadmin()


@pytest.fixture(scope="session")
def anyone() -> Portal:
    """The portal for somebody without an account."""
    return Portal(os.environ["ROUEN_SITE_URL"])


@pytest.fixture(scope="session")
def new_dataset(backstage: Backstage, portal: Portal) -> Iterator[Callable[[], str]]:
    """Makes datasets, and gives their names."""
    datasets: list[str] = []

    def make() -> str:
        datasets.append(f"pannes-{secrets.token_hex(4)}")
        portal.call("package_create", name=datasets[-1], title="Pannes", notes="Pour les essais de pannes.", **DATASET)
        return datasets[-1]

    yield make
    backstage.start("postgres", "solr", "redis", "web")
    for name in datasets:
        portal.call("dataset_purge", id=name)


@pytest.fixture(scope="session")
def new_tables(
    backstage: Backstage, portal: Portal, new_dataset: Callable[[], str]
) -> Callable[[int], list[Table]]:
    """Makes resources whose tables say version 1."""

    def make(number: int) -> list[Table]:
        dataset = new_dataset()
        tables = [new_table(dataset, portal, backstage) for _ in range(number)]
        for table in tables:
            table.wait(table.history()[0]["id"])
        return tables

    return make


def new_table(dataset: str, portal: Portal, backstage: Backstage) -> Table:
    """A resource to which the first file was sent."""
    data = {"package_id": dataset, "name": f"Comptages {secrets.token_hex(2)}", "profile": counts.PROFILE}
    resource = portal.send("resource_create", counts.content(3, 1), "comptages.csv", **data)
    return Table(resource["id"], portal, backstage)


@pytest.fixture
def table(new_tables: Callable[[int], list[Table]]) -> Table:
    """A resource whose table says version 1."""
    return new_tables(1)[0]


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file that is read in several batches."""
    path = tmp_path_factory.mktemp("files") / "many.csv"
    counts.write(path, MANY, 2)
    return path.read_bytes()
