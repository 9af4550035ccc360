"""A resource that is a link: read from elsewhere, published as an upload is, patient when there is nobody there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.cli.cli import ckan
from ckan.lib import jobs
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities.core.publication import PUBLISHED, REFUSED
from ckanext.rouen_municipalities.logic import kpi, link, publication
from ckanext.rouen_municipalities.logic.queues import SLOW
from ckanext.rouen_municipalities.model import link as table
from ckanext.rouen_municipalities.store import link as store
from ckanext.rouen_municipalities.store import link_check
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.kpi import due
from remote_server import Remote, Request, remote_server

Act = Callable[..., Any]
PROFILE = "rouen/comptages"


def counts(value: int | str) -> bytes:
    """A file of one row that says which one it is."""
    return f"id_compteur;horodate;valeur;unite;qualite\nC1;2026-01-01T00:00:00+01:00;{value};u;q\n".encode()


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.fetch_networks", "127.0.0.0/8")
    with remote_server() as server:
        yield server


@pytest.fixture
def linked(remote: Remote, dataset: dict[str, Any], act: Act) -> dict[str, Any]:
    """A resource whose file lies elsewhere, not read yet; its dataset changes each year."""
    url = remote.gives(counts(1), ETag='"v1"')
    return act("resource_create", package_id=dataset["id"], name="Comptages", profile=PROFILE, url=url)


def publish_all() -> None:
    publication.publish_waiting()
    model.Session.rollback()


def read_now(resource_id: str) -> link.Outcome:
    """Read as the button does, and publish what came."""
    helpers.call_action("rouen_link_fetch", context={"ignore_auth": True}, resource_id=resource_id)
    outcome = link.read(resource_id)
    publish_all()
    return outcome


def shown(resource_id: str) -> dict[str, Any]:
    return helpers.call_action("rouen_link_show", context={"ignore_auth": True}, resource_id=resource_id)


def value_of(resource_id: str) -> int:
    found = helpers.call_action("datastore_search", context={"ignore_auth": True}, resource_id=resource_id)
    return int(found["records"][0]["valeur"])


def make_due(resource_id: str) -> None:
    with record.transaction() as connection:
        connection.execute(table.update().where(table.c.resource_id == resource_id).values(due=sa.func.now()))


def test_the_first_read_waits_for_a_worker_from_the_moment_the_link_is_saved(linked: dict[str, Any]) -> None:
    assert shown(linked["id"])["waiting"]
    assert "read_due" in {job.func_name.rpartition(".")[2] for job in jobs.get_queue(SLOW).get_jobs()}


def test_a_link_becomes_a_table_and_stays_a_link(linked: dict[str, Any], remote: Remote, act: Act) -> None:
    link.read_due()
    publish_all()
    assert value_of(linked["id"]) == 1
    resource = act("resource_show", id=linked["id"])
    assert (resource["url"], resource["url_type"]) == (remote.url(), None)
    assert resource["datastore_active"]
    assert resource["size"] == len(counts(1))
    [only] = act("rouen_publication_list", resource_id=linked["id"])
    assert (only["state"], only["file"]["source"]) == (PUBLISHED, remote.url())


def test_what_has_not_changed_is_asked_for_and_not_sent_again(linked: dict[str, Any], remote: Remote, act: Act) -> None:
    read_now(linked["id"])
    first = shown(linked["id"])
    remote.says(304)
    assert read_now(linked["id"]) is link.Outcome.UNCHANGED
    assert remote.asked[-1][1]["If-None-Match"] == '"v1"'
    second = shown(linked["id"])
    assert second["read"] > first["read"]
    assert second["changed"] == first["changed"]
    assert len(act("rouen_publication_list", resource_id=linked["id"])) == 1


def test_the_same_bytes_from_a_server_without_validators_are_no_new_file(
    linked: dict[str, Any], remote: Remote, act: Act
) -> None:
    read_now(linked["id"])
    remote.gives(counts(1))
    assert read_now(linked["id"]) is link.Outcome.UNCHANGED
    assert len(act("rouen_publication_list", resource_id=linked["id"])) == 1
    assert "If-None-Match" in remote.asked[-1][1]
    read_now(linked["id"])
    assert "If-None-Match" not in remote.asked[-1][1]


def test_a_new_file_replaces_the_table(linked: dict[str, Any], remote: Remote) -> None:
    read_now(linked["id"])
    remote.gives(counts(2), ETag='"v2"')
    assert read_now(linked["id"]) is link.Outcome.RECEIVED
    assert value_of(linked["id"]) == 2


def test_a_file_that_does_not_fit_is_refused_and_the_last_good_one_stays(
    linked: dict[str, Any], remote: Remote, act: Act
) -> None:
    read_now(linked["id"])
    remote.gives(counts("beaucoup"), ETag='"v2"')
    read_now(linked["id"])
    assert value_of(linked["id"]) == 1
    assert [item["state"] for item in act("rouen_publication_list", resource_id=linked["id"])] == [REFUSED, PUBLISHED]


def test_a_server_that_is_gone_changes_nothing_and_is_told(
    linked: dict[str, Any], remote: Remote, as_anyone: Act, app: Any
) -> None:
    read_now(linked["id"])
    remote.says(503, Retry_After="86400")
    assert read_now(linked["id"]) is link.Outcome.FAILED
    assert value_of(linked["id"]) == 1
    told = shown(linked["id"])
    assert (told["failures"], told["error"]["code"], told["error"]["detail"]) == (1, "status", "503")
    since = told["failing_since"]
    read_now(linked["id"])
    again = shown(linked["id"])
    assert (again["failures"], again["failing_since"]) == (2, since)
    assert again["due"] > again["tried"]
    assert as_anyone("rouen_link_show", resource_id=linked["id"])["error"] is None
    page = app.get(f"/dataset/equipements/resource/{linked['id']}").body
    assert "Le lien ne peut pas être lu depuis le" in page
    assert "erreur 503" not in page
    remote.gives(counts(3))
    read_now(linked["id"])
    well = shown(linked["id"])
    assert (well["failures"], well["failing_since"], well["error"]) == (0, None, None)
    assert value_of(linked["id"]) == 3


def test_kpis_are_counted_again_when_a_link_begins_to_fail_and_not_each_time_that_it_does(
    linked: dict[str, Any], remote: Remote
) -> None:
    read_now(linked["id"])
    kpi.compute()
    remote.says(503)
    assert read_now(linked["id"]) is link.Outcome.FAILED
    assert is_due()
    kpi.compute()
    assert read_now(linked["id"]) is link.Outcome.FAILED
    assert not is_due()


def is_due() -> bool:
    with record.transaction() as connection:
        return due.waiting(connection) is not None


def test_what_is_not_due_is_not_asked_for(linked: dict[str, Any], remote: Remote) -> None:
    read_now(linked["id"])
    asked = len(remote.asked)
    assert link.read(linked["id"]) is link.Outcome.NOT_DUE
    link.read_due()
    assert len(remote.asked) == asked
    make_due(linked["id"])
    link.read_due()
    assert len(remote.asked) == asked + 1


def test_two_workers_do_not_read_the_same_link(linked: dict[str, Any], remote: Remote) -> None:
    inner: list[link.Outcome] = []

    def meanwhile(request: Request) -> None:
        inner.append(link.read(linked["id"]))
        request.say(200, counts(1))

    remote.answers["/fichier.csv"] = meanwhile
    assert read_now(linked["id"]) is link.Outcome.RECEIVED
    assert inner == [link.Outcome.NOT_DUE]


def known_to_answer() -> set[str]:
    """The links whose last answer is known, and was one."""
    found = link_check.answers()
    return set(model.Session.execute(sa.select(found.c.resource_id).where(found.c.reached)).scalars())


def test_another_address_is_read_first_and_without_the_validators_of_the_former(
    linked: dict[str, Any], remote: Remote, act: Act
) -> None:
    read_now(linked["id"])
    elsewhere = remote.gives(counts(7), "/autre.csv")
    act("resource_patch", id=linked["id"], url=elsewhere)
    assert shown(linked["id"])["waiting"]
    assert value_of(linked["id"]) == 1
    assert linked["id"] not in known_to_answer()
    link.read_due()
    publish_all()
    assert linked["id"] in known_to_answer()
    assert remote.asked[-1][0] == "/autre.csv"
    assert "If-None-Match" not in remote.asked[-1][1]
    assert value_of(linked["id"]) == 7


def test_what_comes_from_an_address_that_is_no_longer_named_is_not_published(
    linked: dict[str, Any], remote: Remote, act: Act
) -> None:
    elsewhere = remote.gives(counts(7), "/autre.csv")

    def meanwhile(request: Request) -> None:
        with record.transaction() as connection:
            connection.execute(sa.text("UPDATE resource SET url = :url"), {"url": elsewhere})
        link.follow_all()
        request.say(200, counts(1))

    remote.answers["/fichier.csv"] = meanwhile
    assert link.read(linked["id"]) is link.Outcome.CHANGED_MEANWHILE
    assert act("rouen_publication_list", resource_id=linked["id"]) == []
    link.read_due()
    publish_all()
    assert value_of(linked["id"]) == 7


def test_a_save_that_changes_something_else_does_not_read_again(linked: dict[str, Any], act: Act) -> None:
    read_now(linked["id"])
    act("resource_patch", id=linked["id"], description="Comptages de vélos")
    assert not shown(linked["id"])["waiting"]


def test_another_frequency_changes_when_the_link_is_read_next(
    linked: dict[str, Any], dataset: dict[str, Any], act: Act
) -> None:
    read_now(linked["id"])
    each_week = shown(linked["id"])["due"]
    act("package_patch", id=dataset["id"], frequency="DAILY")
    assert shown(linked["id"])["due"] < each_week
    act("package_patch", id=dataset["id"], frequency="NEVER")
    assert shown(linked["id"])["due"] is None


@pytest.mark.parametrize("change", [{"profile": ""}, {"url": "ftp://exemple.fr/a.csv"}])
def test_a_link_without_a_model_or_of_another_kind_is_a_plain_link(
    linked: dict[str, Any], act: Act, change: dict[str, str]
) -> None:
    act("resource_patch", id=linked["id"], **change)
    with pytest.raises(tk.ObjectNotFound):
        shown(linked["id"])


def test_links_of_a_dataset_made_at_once_and_of_one_that_was_purged_are_followed(
    remote: Remote, commune: dict[str, Any], new_dataset: Act, act: Act
) -> None:
    resources = [{"url": remote.gives(counts(4)), "name": "Comptages", "profile": PROFILE}]
    made = new_dataset(name="comptages", owner_org=commune["id"], resources=resources)
    resource_id = made["resources"][0]["id"]
    assert shown(resource_id)["waiting"]
    act("dataset_purge", id=made["id"])
    link.follow_all()
    with pytest.raises(tk.ObjectNotFound):
        shown(resource_id)


def test_a_worker_that_died_while_reading_is_replaced_when_its_lease_is_over(
    linked: dict[str, Any], remote: Remote
) -> None:
    assert store.claim(linked["id"], "dead", timedelta(hours=1)) is not None
    assert link.read(linked["id"]) is link.Outcome.NOT_DUE
    with record.transaction() as connection:
        connection.execute(table.update().values(lease_until=sa.func.now() - timedelta(seconds=1)))
    assert link.read(linked["id"]) is link.Outcome.RECEIVED


def test_a_private_address_is_not_read_and_its_reason_is_for_editors(
    linked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.fetch_networks", "")
    assert read_now(linked["id"]) is link.Outcome.FAILED
    assert "pas publique" in shown(linked["id"])["error"]["message"]


def test_only_editors_have_a_link_read(linked: dict[str, Any], as_anyone: Act) -> None:
    with pytest.raises(tk.NotAuthorized):
        as_anyone("rouen_link_fetch", resource_id=linked["id"])
    helpers.call_action("rouen_link_fetch", context={"user": "agente", "ignore_auth": False}, resource_id=linked["id"])


def test_the_command_line_reads_a_link_and_tells_why_it_cannot(
    linked: dict[str, Any], remote: Remote, cli: Any
) -> None:
    assert "Fichier reçu" in cli.invoke(ckan, ["rouen", "link", linked["id"]], catch_exceptions=False).output
    remote.says(404)
    failed = cli.invoke(ckan, ["rouen", "link", linked["id"]])
    assert failed.exit_code == 1
    assert "404" in failed.output
