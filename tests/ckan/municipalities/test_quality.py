"""The officer of a dataset is told what to improve, and what that changes; nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan import model
from ckan.tests import factories
from ckanext.rouen_municipalities import model as tables
from ckanext.rouen_municipalities.core.publication import REFUSED, KeptFile, NewPublication
from ckanext.rouen_municipalities.logic.quality import hints_of
from ckanext.rouen_municipalities.store import publication as record

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

Act = Callable[..., Any]


@pytest.fixture
def poor(commune: dict[str, Any], new_dataset: Callable[..., Any], act: Act) -> dict[str, Any]:
    """A dataset of the commune with a table elsewhere and little said of it."""
    made = new_dataset(name="piscines", owner_org=commune["id"], license_id="notspecified", notes="Les piscines.")
    act("resource_create", package_id=made["id"], name="Table", url="https://example.org/p.csv", format="CSV")
    return dict(act("package_show", id=made["id"]))


def codes(package: dict[str, Any]) -> list[str]:
    return [hint.code.value for hint in hints_of(model.Session, package)]


def test_what_lacks_is_read_from_the_dataset_and_its_files(poor: dict[str, Any]) -> None:
    assert codes(poor) == ["no-licence", "short-description", "no-profile", "no-contact", "no-keyword"]


def test_a_link_that_fails_and_a_file_that_was_only_refused_are_told(poor: dict[str, Any]) -> None:
    resource = poor["resources"][0]["id"]
    file = KeptFile("p.csv", "0" * 64, 3)
    record.add(model.Session, NewPublication(resource, poor["id"], None, "essai", file, state=REFUSED))
    failing = {"resource_id": resource, "url": "https://example.org/p.csv", "failures": 3}
    model.Session.execute(tables.link.insert().values(**failing, failing_since="2026-11-01T00:00:00Z"))
    model.Session.commit()
    assert codes(poor)[1:3] == ["never-accepted", "broken-link"]


def test_the_page_tells_the_officer_and_nobody_else(app: Any, poor: dict[str, Any], officer: dict[str, Any]) -> None:
    assert "à améliorer" not in app.get("/dataset/piscines").body
    headers = {"Authorization": factories.APIToken(user=officer["name"])["token"]}
    page = app.get("/dataset/piscines", headers=headers).body
    assert "5 points à améliorer" in page
    assert "Le jeu sera compté parmi les jeux ouverts." in page
    assert f"/dataset/piscines/resource/{poor['resources'][0]['id']}/edit" in page
