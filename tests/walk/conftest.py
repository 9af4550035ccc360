"""Who walks: somebody without an account, an officer of a commune, an officer of the Métropole, the sysadmin."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from french_office import BAD, GOOD, PROFILE
from outside import METROPOLE_OFFICER, OFFICER, Portal, outcome, password_of, status, until
from web_forms import Visitor


@pytest.fixture(scope="session")
def world() -> dict[str, Any]:
    """What `./deploy/status --json` says."""
    return status()


@pytest.fixture(scope="session")
def anyone(world: dict[str, Any]) -> Portal:
    """Somebody without an account."""
    return Portal(world["site_url"])


@pytest.fixture(scope="session", autouse=True)
def indicators(anyone: Portal) -> None:
    """The datasets of the indicators, which a worker makes one by one once they are computed."""
    computed = [kpi["id"] for kpi in anyone.read("rouen_kpi_list") if kpi["kind"] == "computed"]
    assert computed
    for kpi_id in computed:
        until(lambda: anyone.read("rouen_kpi_show", id=kpi_id)["dataset"], f"{kpi_id} has no dataset")  # noqa: B023


@pytest.fixture(scope="session")
def sysadmin(world: dict[str, Any]) -> Portal:
    """The sysadmin, by the token in the file that the status names."""
    return Portal(world["site_url"], Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip())


@pytest.fixture(scope="session")
def logged_in(world: dict[str, Any]) -> Callable[[str], Visitor]:
    """Log in with the password that the status leads to."""

    def log_in(name: str) -> Visitor:
        visitor = Visitor(world["site_url"])
        visitor.log_in(name, password_of(world, name))
        return visitor

    return log_in


@pytest.fixture(scope="session")
def new_token(world: dict[str, Any], logged_in: Callable[[str], Visitor]) -> Iterator[Callable[[str], Portal]]:
    """Make an API token on the page of one's account, for as long as the tests run."""
    made: list[Portal] = []

    def make(name: str) -> Portal:
        portal = Portal(world["site_url"], logged_in(name).new_token(name, f"walk-{secrets.token_hex(4)}"))
        made.append(portal)
        return portal

    yield make
    for portal in made:
        portal.call("api_token_revoke", token=portal.token)


@pytest.fixture(scope="session")
def officer(new_token: Callable[[str], Portal]) -> Portal:
    """The officer of the commune of Rouen, by API token."""
    return new_token(OFFICER)


@pytest.fixture(scope="session")
def metropole_officer(new_token: Callable[[str], Portal]) -> Portal:
    """The officer of the Métropole, by API token."""
    return new_token(METROPOLE_OFFICER)


@pytest.fixture(scope="session")
def new_name(sysadmin: Portal) -> Iterator[Callable[[], str]]:
    """Names of datasets that leave no trace when the walk is over."""
    given: list[str] = []

    def give() -> str:
        given.append(f"essai-{secrets.token_hex(4)}")
        return given[-1]

    yield give
    for name in given:
        if sysadmin.read("package_search", fq=f"name:{name}", include_drafts=True, include_private=True)["count"]:
            sysadmin.call("dataset_purge", id=name)


@pytest.fixture(scope="session")
def dataset(officer: Portal, new_name: Callable[[], str]) -> dict[str, Any]:
    """A dataset of the commune, created by its officer."""
    created: dict[str, Any] = officer.call(
        "package_create",
        name=new_name(),
        title="Marchés et halles",
        notes="Les marchés et les halles de la commune.",
        owner_org="rouen",
        theme="ECON",
        license_id="etalab-2.0",
        frequency="ANNUAL",
        communes=["76540"],
    )
    return created


@pytest.fixture(scope="session")
def published(officer: Portal, dataset: dict[str, Any]) -> dict[str, Any]:
    """The publication of the office's file."""
    resource = officer.send(
        "resource_create", GOOD, "marchés.csv", package_id=dataset["id"], name="Marchés", profile=PROFILE
    )
    return outcome(officer, resource["id"])


@pytest.fixture(scope="session")
def refused(officer: Portal, published: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The publication of a bad file in the place of the good one."""
    officer.send("resource_patch", BAD, "marchés.csv", id=published["resource_id"])
    return outcome(officer, published["resource_id"], after=published["id"])


@pytest.fixture(scope="session")
def before(look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What anyone saw before the bad file."""
    return look()


@pytest.fixture(scope="session")
def look(anyone: Portal, published: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """See what anyone sees of the resource: its table, its file, its dates."""

    def see() -> dict[str, Any]:
        resource = anyone.read("resource_show", id=published["resource_id"])
        table = anyone.read("datastore_search", resource_id=resource["id"], sort="id")
        return {
            "rows": table["records"],
            "file": anyone.get(resource["url"]).content,
            "dates": {key: resource[key] for key in ("last_modified", "hash", "size")},
            "publication": anyone.read("rouen_publication_show", resource_id=resource["id"])["id"],
        }

    return see


@pytest.fixture(scope="session")
def publish_over(officer: Portal, published: dict[str, Any]) -> Callable[[bytes], dict[str, Any]]:
    """Send another file for the resource that is published; how that ended."""

    def publish(content: bytes) -> dict[str, Any]:
        latest = officer.read("rouen_publication_show", resource_id=published["resource_id"])
        officer.send("resource_patch", content, "marchés.csv", id=published["resource_id"])
        return outcome(officer, published["resource_id"], after=latest["id"])

    return publish
