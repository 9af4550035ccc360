"""A portal that is broken on purpose, and stands again before each test."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import counts
import pytest
from backstage import LEASE_SECONDS, Backstage, sysadmin
from outside import Portal
from published_table import Table

#: rows of a file that is read in several batches
MANY = 60_000
SERVICES = ("postgres", "redis", "solr", "web", "worker", "scheduler", "tiles")


@pytest.fixture(scope="session")
def backstage() -> Iterator[Backstage]:
    """The world, whose workers are given up for dead sooner than usual."""
    found = Backstage.here()
    with found.configured("ckanext.rouen_municipalities.lease_seconds", LEASE_SECONDS, "worker", "scheduler"):
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
def new_table(backstage: Backstage, portal: Portal) -> Iterator[Callable[[], Table]]:
    """Makes resources whose table says version 1, in a dataset of their own."""
    name = f"pannes-{secrets.token_hex(4)}"
    values = {"owner_org": "rouen", "theme": "TRAN", "license_id": "etalab-2.0", "frequency": "ANNUAL"}
    portal.call("package_create", name=name, title="Pannes", notes="Pour les essais de pannes.", **values)

    def make() -> Table:
        data = {"package_id": name, "name": f"Comptages {secrets.token_hex(2)}", "profile": counts.PROFILE}
        resource = portal.send("resource_create", counts.content(3, 1), "comptages.csv", **data)
        table = Table(resource["id"], portal, backstage)
        table.wait(table.history()[0]["id"])
        return table

    yield make
    portal.call("dataset_purge", id=name)


@pytest.fixture
def table(new_table: Callable[[], Table]) -> Table:
    """A resource whose table says version 1."""
    return new_table()


@pytest.fixture
def many(tmp_path: Path) -> bytes:
    """A file that is read in several batches."""
    counts.write(tmp_path / "many.csv", MANY, 2)
    return (tmp_path / "many.csv").read_bytes()
