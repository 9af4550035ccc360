"""Several files, several workers, several lives: in place is the last good file, in table, download and date."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.rouen_municipalities import config
from ckanext.rouen_municipalities.core.publication import Publication
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.logic.publication import loading, running
from ckanext.rouen_municipalities.store import acceptance, datastore, staging
from ckanext.rouen_municipalities.store import publication as record
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage

Act = Callable[..., Any]
PROFILE = "rouen/comptages"


def counts(value: int | str) -> bytes:
    """A file of one row that says which one it is."""
    return f"id_compteur;horodate;valeur;unite;qualite\nC1;2026-01-01T00:00:00+01:00;{value};u;q\n".encode()


def upload(value: int | str) -> FileStorage:
    return FileStorage(stream=io.BytesIO(counts(value)), filename=f"{value}.csv", name="upload")


@pytest.fixture
def send(dataset: dict[str, Any], act: Act) -> Callable[[int | str], str]:
    """Sends a file for the one resource of the dataset; gives the id of its publication."""
    sent: list[str] = []

    def to_resource(value: int | str) -> str:
        if sent:
            act("resource_patch", id=sent[0], upload=upload(value))
        else:
            values = {"package_id": dataset["id"], "name": "Comptages", "profile": PROFILE}
            sent.append(act("resource_create", upload=upload(value), **values)["id"])
        latest = record.latest(model.Session, sent[0])
        assert latest is not None
        model.Session.rollback()
        return latest.id

    return to_resource


def ended(publication_id: str) -> Publication:
    with record.transaction() as connection:
        found = record.show(connection, publication_id)
    assert found is not None
    return found


def state(publication_id: str) -> tuple[str, str | None]:
    found = ended(publication_id)
    return found.state, found.reason


def table(resource_id: str) -> list[float]:
    return [row["valeur"] for row in helpers.call_action("datastore_search", resource_id=resource_id)["records"]]


def assert_shows(publication_id: str, value: int) -> None:
    """Table, download and description are those of this publication."""
    shown = ended(publication_id)
    assert table(shown.resource_id) == [value]
    accepted = record.last_published(model.Session, shown.resource_id)
    resource = helpers.call_action("resource_show", id=shown.resource_id)
    model.Session.rollback()
    assert accepted is not None
    assert resource["hash"] == accepted.file.sha256 == shown.file.sha256
    entry = datastore.ledger(shown.resource_id)
    assert entry is not None
    assert entry.sha256 == shown.file.sha256
    assert resource["url"].endswith(f"/{value}.csv")


def claim(publication_id: str) -> Publication:
    """Take a publication as a worker does."""
    held = record.claim(publication_id, publication_id, config.lease())
    assert held is not None
    return held


def load(held: Publication) -> None:
    """Go as far as the swap."""
    profile = publication.find_profile(PROFILE)
    assert profile is not None
    loading.load(held, profile, lambda *_: None)


def let_leases_run_out() -> None:
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("UPDATE rouen_publication SET lease_until = now() - interval '1 s'"
                                   " WHERE state = 'running'"))  # fmt: skip


class TestWaitingFiles:
    def test_a_bad_file_sent_last_does_not_cost_the_good_one_before_it(self, send: Callable[..., str]) -> None:
        good, bad = send(1), send("beaucoup")
        publication.publish_waiting()
        assert state(bad)[0] == "refused"
        assert state(good) == ("published", None)
        assert_shows(good, 1)

    def test_the_last_good_file_is_the_one_in_place_whichever_is_taken_first(self, send: Callable[..., str]) -> None:
        first, second, bad = send(1), send(2), send("beaucoup")
        for one in (first, bad, second):
            running.run(one)
        assert [state(one)[0] for one in (first, second, bad)] == ["superseded", "published", "refused"]
        assert_shows(second, 2)


class TestTwoWorkers:
    def test_an_older_file_does_not_replace_a_newer_one_that_is_identical_to_what_was_there(
        self, send: Callable[..., str]
    ) -> None:
        first = send(1)
        publication.publish_waiting()
        older = claim(send(2))
        same_as_first = send(1)
        assert running.run(same_as_first).reason == running.IDENTICAL
        with pytest.raises(datastore.Fenced):
            load(older)
        assert_shows(first, 1)

    def test_a_file_identical_to_the_last_accepted_one_is_loaded_when_another_table_is_in_place(
        self, send: Callable[..., str]
    ) -> None:
        send(1)
        publication.publish_waiting()
        swapped = claim(send(2))
        load(swapped)
        newest = send(1)
        assert running.run(newest).state == "published"
        let_leases_run_out()
        publication.publish_waiting()
        assert state(swapped.id) == ("superseded", running.NEWER_FILE)
        assert_shows(newest, 1)

    def test_a_file_overtaken_between_its_swap_and_its_acceptance_does_not_become_the_download(
        self, send: Callable[..., str]
    ) -> None:
        older = claim(send(1))
        load(older)
        newer = send(2)
        assert running.run(newer).state == "published"
        running._finish_published(older)
        assert state(older.id) == ("superseded", running.NEWER_FILE)
        assert_shows(newer, 2)


class TestALostLease:
    def test_a_worker_that_was_replaced_while_reading_stops_without_a_trace(
        self, send: Callable[..., str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        only = send(1)

        def taken_over(*_: Any) -> None:
            raise record.LeaseLost(only)

        with monkeypatch.context() as patch:
            patch.setattr(running.log, "handlers", [caplog.handler])
            patch.setattr(running.Lease, "progress", taken_over)
            assert running.run(only).state == "running"
        assert "taken over" in caplog.text
        assert f"{only} failed" not in caplog.text
        let_leases_run_out()
        publication.publish_waiting()
        assert_shows(only, 1)

    def test_the_next_worker_does_not_wait_for_the_table_that_a_hanging_one_is_making(
        self, send: Callable[..., str]
    ) -> None:
        only = send(1)
        hanging = claim(only)
        let_leases_run_out()
        with datastore.writing() as connection:
            connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '20s'"))
            staging.create(connection, f"p_{hanging.seq}_{hanging.attempts}", [staging.Column("a", "text", {})])
            assert running.run(only).state == "published"
        assert_shows(only, 1)

    def test_a_swap_by_a_worker_that_had_been_replaced_is_finished_and_not_told_as_superseded(
        self, send: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        only = send(1)
        slow = claim(only)
        let_leases_run_out()

        def load_after_the_slow_one(held: Publication, *_: Any) -> None:
            with monkeypatch.context() as patch:
                patch.setattr(record, "record_check", lambda *_: None)
                load(slow)
            load(held)

        monkeypatch.setattr(running, "load", load_after_the_slow_one)
        assert (running.run(only).state, running.run(only).reason) == ("published", None)
        assert_shows(only, 1)


class TestDeathAgainAndAgain:
    def test_a_file_on_which_every_worker_dies_is_given_up_and_said_so(self, send: Callable[..., str]) -> None:
        deadly = send(1)
        for _ in range(config.publication_attempts()):
            claim(deadly)
            let_leases_run_out()
        publication.publish_waiting()
        assert state(deadly) == ("failed", running.INTERRUPTED)
        assert record.waiting(10) == []

    def test_a_table_that_was_swapped_before_the_last_death_is_finished_all_the_same(
        self, send: Callable[..., str]
    ) -> None:
        deadly = send(1)
        for _ in range(config.publication_attempts()):
            held = claim(deadly)
            let_leases_run_out()
        record.renew(held, timedelta(minutes=1), 0, 0)
        load(held)
        let_leases_run_out()
        publication.publish_waiting()
        assert_shows(deadly, 1)


class TestAFailureAfterTheSwap:
    def test_a_table_that_is_in_place_is_never_told_as_failed(
        self, send: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: Any) -> None:
            raise RuntimeError("the main database refuses")

        sent = send(1)
        with monkeypatch.context() as patch:
            patch.setattr(acceptance, "accept_file", fail)
            for _ in range(config.publication_attempts() + 1):
                running.run(sent)
                let_leases_run_out()
            assert state(sent) == ("running", None)
        publication.publish_waiting()
        assert_shows(sent, 1)


class TestAStaleSave:
    def test_the_file_that_a_save_from_an_old_copy_forgets_is_said_again(
        self, send: Callable[..., str], act: Act, dataset: dict[str, Any]
    ) -> None:
        send(1)
        publication.publish_waiting()
        stale = helpers.call_action("package_show", id=dataset["id"])
        second = send(2)
        publication.publish_waiting()
        accepted = helpers.call_action("resource_show", id=ended(second).resource_id)
        act("package_update", **stale)
        assert helpers.call_action("resource_show", id=accepted["id"])["hash"] != accepted["hash"]
        publication.sweep()
        assert_shows(second, 2)
        kept = ("url", "size", "hash", "mimetype", "datastore_active")
        restored = helpers.call_action("resource_show", id=accepted["id"])
        assert {key: restored[key] for key in kept} == {key: accepted[key] for key in kept}
        assert restored["last_modified"][:19] == accepted["last_modified"][:19]

    def test_a_resource_that_became_a_link_stays_one(
        self, send: Callable[..., str], act: Act
    ) -> None:
        resource_id = ended(send(1)).resource_id
        publication.publish_waiting()
        act("resource_patch", id=resource_id, url="https://example.org/a.csv", url_type="", hash="")
        publication.sweep()
        assert helpers.call_action("resource_show", id=resource_id)["url"] == "https://example.org/a.csv"


def test_acceptance_says_when_a_resource_is_gone(send: Callable[..., str], act: Act) -> None:
    held = claim(send(1))
    act("resource_delete", id=held.resource_id)
    with record.transaction() as connection:
        assert acceptance.lock_resource(connection, held.resource_id) is False
    load(held)
    running._finish_published(held)
    assert state(held.id) == ("superseded", running.RESOURCE_GONE)
    assert datastore.ledger(held.resource_id) is None


def test_a_worker_that_hangs_while_it_accepts_gives_the_dataset_back(
    send: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = claim(send(1))
    monkeypatch.setattr(config, "lease", lambda: timedelta(seconds=1))
    with model.meta.engine.connect() as hanging:
        hanging.begin()
        assert acceptance.lock_resource(hanging, held.resource_id)
        with record.transaction() as connection:
            connection.execute(sa.text("SET LOCAL lock_timeout = '20s'"))
            assert acceptance.lock_resource(connection, held.resource_id)
        with pytest.raises(OperationalError):
            hanging.execute(sa.text("SELECT 1"))
        hanging.invalidate()
