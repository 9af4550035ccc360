"""A link of which no table is made is asked each week whether it answers; the officer and the KPIs know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import jobs
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.core.link import CHECK_PERIOD
from ckanext.rouen_municipalities.logic import kpi, link
from ckanext.rouen_municipalities.logic.quality import hints_of
from ckanext.rouen_municipalities.logic.queues import SLOW
from ckanext.rouen_municipalities.model import link_check as table
from ckanext.rouen_municipalities.store import link_check as store
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.kpi import due
from remote_server import Remote, Request, remote_server

Act = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.fetch_networks", "127.0.0.0/8")
    with remote_server() as server:
        yield server


@pytest.fixture
def plan(remote: Remote, dataset: dict[str, Any], act: Act) -> dict[str, Any]:
    """A plan that lies elsewhere, in an open dataset of a commune."""
    act("organization_patch", id=dataset["owner_org"], insee="76484")
    url = remote.gives(b"%PDF", "/plan.pdf", ETag='"v1"')
    return dict(act("resource_create", package_id=dataset["id"], name="Plan", format="PDF", url=url))


def known(resource_id: str) -> dict[str, Any]:
    with record.transaction() as connection:
        row = connection.execute(sa.select(table).where(table.c.resource_id == resource_id)).first()
    return dict(row._mapping) if row else {}


def check_now(resource_id: str) -> link.Answer:
    with record.transaction() as connection:
        connection.execute(table.update().where(table.c.resource_id == resource_id).values(due=sa.func.now()))
    return link.check(resource_id)


def is_open(dataset: dict[str, Any]) -> bool:
    kpi.compute()
    explained = helpers.call_action("rouen_kpi_explain", id="K0")
    return dataset["id"] in explained["counted"]


def test_a_link_is_asked_from_the_moment_it_is_saved_and_again_within_days(plan: dict[str, Any]) -> None:
    assert "check_due" in {job.func_name.rpartition(".")[2] for job in jobs.get_queue(SLOW).get_jobs()}
    link.check_due()
    told = known(plan["id"])
    assert (told["failing_since"], told["etag"]) == (None, '"v1"')
    assert CHECK_PERIOD <= told["due"] - told["checked"] <= CHECK_PERIOD * 1.1
    assert link.check(plan["id"]) is link.Answer.NOT_DUE


def test_no_file_is_fetched_and_what_has_not_changed_is_not_told_again(plan: dict[str, Any], remote: Remote) -> None:
    link.check_due()
    assert [(method, path) for method, path in remote.methods] == [("HEAD", "/plan.pdf")]
    remote.says(304, "/plan.pdf")
    assert check_now(plan["id"]) is link.Answer.THERE
    assert remote.asked[-1][1]["If-None-Match"] == '"v1"'
    assert known(plan["id"])["etag"] == '"v1"'


def test_a_server_that_knows_no_head_is_asked_for_the_file(plan: dict[str, Any], remote: Remote) -> None:
    def get_alone(request: Request) -> None:
        request.say(*((405,) if request.command == "HEAD" else (200, b"%PDF")))

    remote.answers["/plan.pdf"] = get_alone
    assert check_now(plan["id"]) is link.Answer.THERE
    assert [method for method, _ in remote.methods] == ["HEAD", "GET"]


def test_a_link_that_is_gone_is_told_to_its_officer_and_counts_no_more(
    plan: dict[str, Any], dataset: dict[str, Any], remote: Remote, act: Act, app: Any, officer: dict[str, Any]
) -> None:
    assert not is_open(dataset)
    link.check_due()
    assert is_open(dataset)
    remote.says(404, "/plan.pdf")
    assert check_now(plan["id"]) is link.Answer.FAILED
    assert not is_open(dataset)
    codes = [hint.code.value for hint in hints_of(model.Session, act("package_show", id=dataset["id"]))]
    assert "broken-link" in codes
    headers = {"Authorization": factories.APIToken(user=officer["name"])["token"]}
    page = app.get(f"/dataset/{dataset['name']}", headers=headers).body
    assert "« Plan » : le lien ne répond pas depuis le" in page
    assert "Il n&#39;y a plus de fichier à cette adresse (404)" in page
    assert "(404)" not in app.get(f"/dataset/{dataset['name']}").body
    assert "ne répond pas depuis le" in app.get(f"/dataset/{dataset['name']}/resource/{plan['id']}").body
    remote.gives(b"%PDF", "/plan.pdf")
    assert check_now(plan["id"]) is link.Answer.THERE
    assert is_open(dataset)
    assert known(plan["id"])["failures"] == 0
    assert "répondait le" in app.get(f"/dataset/{dataset['name']}/resource/{plan['id']}").body


def test_only_a_change_has_the_kpis_computed_again(plan: dict[str, Any], remote: Remote) -> None:
    link.check_due()
    kpi.compute()
    check_now(plan["id"])
    assert not is_waiting()
    remote.says(410, "/plan.pdf")
    check_now(plan["id"])
    assert is_waiting()


def test_a_server_that_fails_is_asked_ever_less(plan: dict[str, Any], remote: Remote) -> None:
    remote.says(503, "/plan.pdf", Retry_After="86400")
    check_now(plan["id"])
    first = known(plan["id"])
    assert (first["due"] - first["checked"]).days == 1
    assert [method for method, _ in remote.methods] == ["HEAD"]
    remote.says(500, "/plan.pdf")
    waits = []
    for _ in range(3):
        check_now(plan["id"])
        told = known(plan["id"])
        waits.append(told["due"] - told["checked"])
    assert waits == sorted(waits) and waits[0] < waits[-1]
    assert told["failing_since"] == first["failing_since"]


def test_another_address_is_asked_at_once_and_knows_nothing_of_the_former(
    plan: dict[str, Any], remote: Remote, act: Act
) -> None:
    link.check_due()
    act("resource_patch", id=plan["id"], url=remote.gives(b"%PDF", "/autre.pdf"))
    assert known(plan["id"])["checked"] is None
    link.check_due()
    assert remote.asked[-1][0] == "/autre.pdf"
    assert "If-None-Match" not in remote.asked[-1][1]


def test_an_answer_of_an_address_that_is_no_longer_named_is_not_kept(plan: dict[str, Any], remote: Remote) -> None:
    def meanwhile(request: Request) -> None:
        with record.transaction() as connection:
            connection.execute(sa.text("UPDATE resource SET url = url || '?2'"))
            store.follow(connection)
        request.say(200)

    remote.answers["/plan.pdf"] = meanwhile
    assert link.check(plan["id"]) is link.Answer.CHANGED_MEANWHILE
    assert known(plan["id"])["checked"] is None


@pytest.mark.parametrize("change", [{"profile": "rouen/comptages"}, {"url": "ftp://exemple.fr/plan.pdf"}])
def test_what_is_read_or_is_no_web_address_is_not_checked(
    plan: dict[str, Any], act: Act, change: dict[str, str]
) -> None:
    act("resource_patch", id=plan["id"], **change)
    assert known(plan["id"]) == {}


def test_a_dataset_that_is_gone_leaves_nothing_to_check(
    plan: dict[str, Any], dataset: dict[str, Any], act: Act
) -> None:
    act("dataset_purge", id=dataset["id"])
    link.follow_all()
    assert known(plan["id"]) == {}


def test_an_address_inside_is_never_asked(
    plan: dict[str, Any], remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.fetch_networks", "")
    assert check_now(plan["id"]) is link.Answer.FAILED
    assert (known(plan["id"])["error_code"], remote.asked) == ("address", [])


def is_waiting() -> bool:
    with record.transaction() as connection:
        return due.waiting(connection) is not None
