"""What the tests of the base start from, beyond an empty portal."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.kpi import computing
from mailbox_server import Mailbox, mail_server
from werkzeug.datastructures import FileStorage

Catalogue = Callable[..., dict[str, Any]]


@pytest.fixture
def act(empty_portal: None) -> Callable[..., Any]:
    """Calls an action as the portal itself."""

    def call(action: str, **data: Any) -> Any:
        user = helpers.call_action("get_site_user")["name"]
        return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)

    return call


@pytest.fixture
def organizations(metropole: dict[str, Any]) -> dict[str, str]:
    """The Métropole and a commune of the register: ids by name, to which a test may add."""
    rouen = factories.Organization(name="rouen", title="Rouen", insee="76540", siren="217605401")
    return {"metropole": metropole["id"], "rouen": rouen["id"]}


@pytest.fixture
def add(organizations: dict[str, str], new_dataset: Catalogue, act: Callable[..., Any]) -> Catalogue:
    """Adds a dataset of an organisation, with an accepted file unless `file` is False."""

    def create(name: str, owner: str = "rouen", *, file: bool = True, **values: Any) -> dict[str, Any]:
        dataset = new_dataset(name=name, owner_org=organizations[owner], **values)
        if file:
            content = FileStorage(stream=io.BytesIO(b"plan"), filename="plan.pdf", name="upload")
            act("resource_create", package_id=dataset["id"], name="Plan", upload=content)
        return dataset

    return create


@pytest.fixture
def as_anyone() -> Callable[..., Any]:
    """Calls an action as somebody without an account."""

    def call(action: str, **data: Any) -> Any:
        return helpers.call_action(action, context={"ignore_auth": False, "user": ""}, **data)

    return call


@pytest.fixture
def computed(as_anyone: Callable[..., Any]) -> Callable[[], dict[str, dict[str, Any]]]:
    """Computes every KPI now and gives what anyone can read of each, by id."""

    def compute() -> dict[str, dict[str, Any]]:
        kpi.compute()
        return {entry["id"]: as_anyone("rouen_kpi_show", id=entry["id"]) for entry in as_anyone("rouen_kpi_list")}

    return compute


@pytest.fixture
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A burst of changes counts as over at once."""
    monkeypatch.setattr(computing, "SETTLED", timedelta(0))


@pytest.fixture
def mailbox(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """The mail server that the portal sends to, with what came."""
    with mail_server() as box:
        monkeypatch.setitem(ckan_config, "smtp.server", box.address)
        yield box
