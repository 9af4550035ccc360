"""A commune's data lie on a server of its own: the portal reads them there and gives them to everybody as one file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from french_office import GOOD, PROFILE, TYPED
from outside import Portal, Refused, outcome, until
from remote_server import Remote, remote_server


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    with remote_server() as server:
        yield server


@pytest.fixture(scope="module")
def linked(officer: Portal, remote: Remote, new_name: Callable[[], str]) -> dict[str, Any]:
    """A resource that is a link to the office's file."""
    dataset = officer.call(
        "package_create",
        name=new_name(),
        title="Marchés lus ailleurs",
        notes="Les marchés, sur le serveur de la commune.",
        owner_org="rouen",
        theme="ECON",
        license_id="etalab-2.0",
        frequency="DAILY",
    )
    url = remote.gives(GOOD, "/marches.csv", ETag='"v1"')
    values = {"package_id": dataset["id"], "name": "Marchés", "profile": PROFILE, "url": url}
    return {**officer.call("resource_create", **values), "dataset": dataset["name"]}


def test_the_link_is_read_by_itself_and_becomes_a_table(
    anyone: Portal, officer: Portal, linked: dict[str, Any]
) -> None:
    until(lambda: officer.read("rouen_publication_list", resource_id=linked["id"]), "the link was not read")
    published = outcome(officer, linked["id"])
    assert (published["state"], published["rows"]) == ("published", len(TYPED))
    assert published["file"]["source"] == linked["url"]
    assert anyone.read("resource_show", id=linked["id"])["url"] == linked["url"]
    link = officer.read("rouen_link_show", resource_id=linked["id"])
    assert (link["failures"], link["waiting"], link["frequency"]) == (0, False, "DAILY")


def test_the_table_is_offered_whole_at_addresses_that_stay(anyone: Portal, linked: dict[str, Any]) -> None:
    files = until(lambda: anyone.read("rouen_export_list", resource_id=linked["id"]), "no export was written")
    assert [file["format"] for file in files] == ["csv", "csv-excel", "parquet"]
    assert all(file["current"] for file in files)
    answer = anyone.get(f"/dataset/{linked['dataset']}/resource/{linked['id']}/export.csv")
    assert len(list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"))))) == len(TYPED)
    assert answer.headers["ETag"] == f'"{files[0]["sha256"]}"'


def test_a_server_that_is_gone_leaves_the_data_and_is_told_to_the_officer(
    anyone: Portal, officer: Portal, remote: Remote, linked: dict[str, Any]
) -> None:
    remote.says(503, "/marches.csv")
    officer.call("rouen_link_fetch", resource_id=linked["id"])
    failing = until(lambda: _failing(officer, linked["id"]), "the failure was not told")
    assert "503" in failing["error"]["message"]
    assert anyone.read("rouen_link_show", resource_id=linked["id"])["error"] is None
    assert anyone.read("datastore_search", resource_id=linked["id"])["total"] == len(TYPED)
    with pytest.raises(Refused):
        anyone.call("rouen_link_fetch", resource_id=linked["id"])


def _failing(officer: Portal, resource_id: str) -> dict[str, Any] | None:
    link: dict[str, Any] = officer.read("rouen_link_show", resource_id=resource_id)
    return link if link["failing_since"] else None
