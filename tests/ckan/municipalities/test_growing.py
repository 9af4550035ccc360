"""A table that grows: each file adds its rows and corrects those with the same key, whole or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import growing as support
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk
from ckan.tests import helpers
from ckanext.rouen_municipalities import config
from ckanext.rouen_municipalities.core.growth import AGAIN, START_OVER, Growth
from ckanext.rouen_municipalities.core.publication import ALREADY_ADDED, Publication
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.logic.publication import loading, queueing, receiving, running
from ckanext.rouen_municipalities.store import datastore
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.growing import TableChanged, additions
from growing import row
from werkzeug.datastructures import FileStorage

Act = Callable[..., Any]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site's folder of profiles."""
    support.declare(tmp_path)
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(tmp_path))
    return tmp_path


def upload(*rows: str, name: str = "releves.csv") -> FileStorage:
    """A file of these rows as a form or ckanapi sends it."""
    return FileStorage(stream=io.BytesIO(support.content(*rows)), filename=name, name="upload")


@dataclass
class Readings:
    """The one resource of the dataset, to which files are sent."""

    dataset: dict[str, Any]
    act: Act
    id: str = ""

    def send(self, *rows: str, name: str = "releves.csv", **values: Any) -> str:
        """Send a file; the id of its publication."""
        file = upload(*rows, name=name)
        if self.id:
            self.act("resource_patch", id=self.id, upload=file, **values)
        else:
            first = {"package_id": self.dataset["id"], "name": "Relevés", "profile": support.PROFILE, **values}
            self.id = self.act("resource_create", upload=file, **first)["id"]
        latest = record.latest(model.Session, self.id)
        assert latest is not None
        model.Session.rollback()
        return latest.id

    def publish(self, *rows: str, **values: Any) -> Publication:
        """Send a file and have the worker take it; what became of it."""
        sent = self.send(*rows, **values)
        publication.publish_waiting()
        return ended(sent)

    def again(self, publication_id: str, mode: str) -> Publication:
        """Publish a file that was sent before."""
        sent = receiving.receive_again(ended(publication_id), mode)
        model.Session.commit()
        publication.publish_waiting()
        return ended(sent)

    def table(self) -> dict[tuple[str, int], float]:
        """What is published: kWh by meter and month."""
        return {(item["compteur"], int(item["debut"][5:7])): item["kwh"] for item in self.records()}

    def records(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = helpers.call_action("datastore_search", resource_id=self.id)["records"]
        return found

    def described(self) -> dict[str, Any]:
        """The resource as CKAN tells it."""
        found: dict[str, Any] = helpers.call_action("resource_show", id=self.id)
        return found


@pytest.fixture
def readings(dataset: dict[str, Any], act: Act) -> Readings:
    return Readings(dataset, act)


def ended(publication_id: str) -> Publication:
    with record.transaction() as connection:
        found = record.show(connection, publication_id)
    assert found is not None
    return found


def state(publication_id: str) -> tuple[str, str | None]:
    found = ended(publication_id)
    return found.state, found.reason


def issues(refused: Publication) -> list[dict[str, Any]]:
    assert refused.state == "refused", (refused.state, refused.reason)
    shown = helpers.call_action("rouen_publication_show", id=refused.id)
    found: list[dict[str, Any]] = shown["report"]["issues"]
    return found


def physical(resource_id: str) -> dict[str, tuple[str, int]]:
    """Where PostgreSQL keeps each row, and its `_id`: a row that is written anew moves."""
    with datastore.reading() as connection:
        query = sa.text(f'SELECT contrat, ctid::text, _id FROM "{resource_id}"')
        return {found.contrat: (found.ctid, found._id) for found in connection.execute(query)}


class TestASecondFile:
    def test_adds_and_corrects_by_key_and_says_how_many(self, readings: Readings) -> None:
        first = readings.publish(row("A", 1, 10), row("A", 2, 20), row("B", 1, 5))
        assert first.growth == Growth(3, 0, 0, 0, 3)
        second = readings.publish(row("A", 2, 21), row("A", 3, 30), row("B", 1, "5,0"))
        assert (second.state, second.reason, second.rows) == ("published", None, 3)
        assert second.growth == Growth(new=1, same=1, changed=1, removed=0, table_rows=4)
        assert readings.table() == {("A", 1): 10, ("A", 2): 21, ("A", 3): 30, ("B", 1): 5}

    def test_touches_no_row_that_it_does_not_change(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10), row("A", 2, 20), row("B", 1, 5))
        before = physical(readings.id)
        readings.publish(row("A", 1, 10), row("A", 2, 21), row("A", 3, 30))
        after = physical(readings.id)
        assert {name for name in before if before[name] == after[name]} == {"A-1", "B-1"}
        assert after["A-2"][1] == before["A-2"][1]
        assert after["A-3"][1] > max(number for _, number in before.values())

    def test_becomes_the_download_while_the_table_is_whole(self, readings: Readings, app: Any) -> None:
        readings.publish(row("A", 1, 10), name="janvier.csv")
        readings.publish(row("A", 2, 20), name="fevrier.csv")
        resource = readings.described()
        assert resource["url"].endswith("/fevrier.csv")
        assert app.get(resource["url"]).data == support.content(row("A", 2, 20))
        assert len(readings.records()) == 2

    def test_counts_in_what_other_plugins_read(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        last = readings.publish(row("A", 2, 20))
        (table,) = record.published_tables(support.PROFILE)
        assert (table.publication_id, table.rows) == (last.id, 2)

    def test_is_searched_by_words_when_the_first_one_is(self, readings: Readings, folder: Path) -> None:
        support.declare(folder, publication={"growing": True, "fullText": True})
        readings.publish(row("A", 1, 10, "mairie"))
        readings.publish(row("A", 2, 20, "piscine"))
        found = helpers.call_action("datastore_search", resource_id=readings.id, q="piscine")
        assert [item["kwh"] for item in found["records"]] == [20]

    def test_indexes_no_words_when_the_first_one_has_none(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        readings.publish(row("A", 2, 20))
        with datastore.reading() as connection:
            query = sa.text(f'SELECT count(*) FROM "{readings.id}" WHERE _full_text IS NOT NULL')
            assert connection.execute(query).scalar_one() == 0


class TestTheSameFile:
    def test_twice_counts_once(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        twice = readings.publish(row("A", 1, 10))
        assert (twice.state, twice.reason) == ("published", ALREADY_ADDED)
        assert twice.growth == Growth(0, 0, 0, 0, 1)

    def test_sent_again_by_mistake_takes_back_no_correction(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10), row("A", 2, 20), name="ancien.csv")
        correction = readings.publish(row("A", 1, 11), name="correction.csv")
        again = readings.publish(row("A", 1, 10), row("A", 2, 20), name="ancien.csv")
        assert (again.state, again.reason) == ("published", ALREADY_ADDED)
        assert readings.table() == {("A", 1): 11, ("A", 2): 20}
        accepted = record.last_accepted(model.Session, readings.id)
        model.Session.rollback()
        assert accepted is not None
        assert accepted.id == correction.id
        assert readings.described()["url"].endswith("/correction.csv")
        assert readings.described()["hash"] == correction.file.sha256

    def test_published_again_on_purpose_wins_again(self, readings: Readings) -> None:
        first = readings.publish(row("A", 1, 10), row("A", 2, 20))
        readings.publish(row("A", 1, 11), row("A", 3, 30))
        again = readings.again(first.id, AGAIN)
        assert again.growth == Growth(new=0, same=1, changed=1, removed=0, table_rows=3)
        assert readings.table() == {("A", 1): 10, ("A", 2): 20, ("A", 3): 30}

    def test_is_read_again_under_another_version_of_the_profile(self, readings: Readings, folder: Path) -> None:
        readings.publish(row("A", 1, 10))
        support.declare(folder, version="1.0.1")
        assert readings.publish(row("A", 1, 10)).growth == Growth(0, 1, 0, 0, 1)


class TestABadFile:
    def test_with_a_key_twice_is_refused_by_line(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        refused = readings.publish(row("A", 2, 20), row("B", 1, 1), row("A", 2, 21, "autre"))
        assert [(issue["rule"], issue["line"]) for issue in issues(refused)] == [("unique", 4), ("no-overlap", 4)]
        assert readings.table() == {("A", 1): 10}

    def test_that_overlaps_a_published_period_names_the_published_row(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10), row("A", 3, 30))
        refused = readings.publish(row("A", 2, 20), "A;15/03/2026;20/03/2026;1;x")
        (issue,) = issues(refused)
        assert (issue["rule"], issue["line"]) == ("no-overlap-published", 3)
        assert issue["value"] == "A, 15/03/2026, 20/03/2026"
        assert "A, 01/03/2026, 01/04/2026" in issue["message"]
        assert readings.table() == {("A", 1): 10, ("A", 3): 30}

    def test_that_overlaps_the_published_period_after_it_is_refused(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10), row("A", 3, 30))
        (issue,) = issues(readings.publish("A;02/02/2026;02/03/2026;1;x"))
        assert (issue["rule"], issue["line"]) == ("no-overlap-published", 2)

    def test_may_move_a_period_out_of_the_way_of_a_new_one(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10), row("A", 2, 20))
        moved = readings.publish("A;01/01/2026;15/01/2026;10;A-1", "A;15/01/2026;01/02/2026;4;x")
        assert moved.growth == Growth(new=1, same=0, changed=1, removed=0, table_rows=3)

    def test_with_a_value_of_another_published_row_names_that_row(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10, "contrat-7"))
        (issue,) = issues(readings.publish(row("B", 5, 1, "contrat-7")))
        assert (issue["rule"], issue["line"]) == ("unique-published", 2)
        assert "contrat-7" in issue["message"]
        assert "A, 01/01/2026" in issue["message"]

    def test_may_give_a_value_to_another_row_when_it_takes_it_from_the_first(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10, "contrat-7"))
        assert readings.publish(row("A", 1, 10, "contrat-8"), row("B", 1, 1, "contrat-7")).state == "published"

    def test_costs_the_files_sent_after_it_nothing(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        bad, good = readings.send(row("A", 2, "beaucoup")), readings.send(row("A", 3, 30))
        publication.publish_waiting()
        assert [state(bad)[0], state(good)[0]] == ["refused", "published"]
        assert readings.table() == {("A", 1): 10, ("A", 3): 30}


class TestStartingOver:
    def test_is_asked_for_with_the_file(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10), row("A", 2, 20))
        alone = readings.publish(row("B", 1, 5), start_over="true")
        assert (alone.mode, alone.growth) == (START_OVER, Growth(1, 0, 0, removed=2, table_rows=1))
        assert readings.table() == {("B", 1): 5}
        assert "start_over" not in readings.described()
        assert readings.publish(row("A", 1, 10), row("A", 2, 20)).growth == Growth(2, 0, 0, 0, 3)

    def test_is_possible_with_a_file_that_was_added(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        second = readings.publish(row("B", 1, 5))
        assert readings.again(second.id, START_OVER).state == "published"
        assert readings.table() == {("B", 1): 5}

    def test_is_the_only_way_to_another_profile(self, readings: Readings, folder: Path) -> None:
        readings.publish(row("A", 1, 10))
        readings.publish(row("B", 1, 5))
        support.declare(folder, name="essai/autre", publication={})
        readings.act("resource_patch", id=readings.id, profile="essai/autre")
        publication.publish_waiting()
        refused = record.latest(model.Session, readings.id)
        model.Session.rollback()
        assert refused is not None
        (issue,) = issues(refused)
        assert issue["rule"] == "growing-profile"
        assert support.PROFILE in issue["message"]
        assert len(readings.records()) == 2
        assert readings.again(refused.id, START_OVER).state == "published"
        assert readings.table() == {("B", 1): 5}
        assert additions(readings.id) == []
        assert readings.publish(row("C", 1, 1)).state == "published"
        assert readings.table() == {("C", 1): 1}

    def test_is_the_only_way_to_other_columns(self, readings: Readings, folder: Path) -> None:
        readings.publish(row("A", 1, 10))
        fields = [*support.DESCRIPTOR["fields"], {"name": "note", "type": "string"}]  # type: ignore[misc]
        support.declare(folder, version="2.0.0", fields=fields)
        assert [issue["rule"] for issue in issues(readings.publish(row("A", 2, 20)))] == ["growing-columns"]
        assert readings.table() == {("A", 1): 10}
        assert readings.publish(row("A", 1, 10), row("A", 2, 20), start_over="true").state == "published"

    def test_a_table_that_did_not_grow_is_where_one_that_does_starts(self, readings: Readings, folder: Path) -> None:
        support.declare(folder, publication={})
        readings.publish(row("A", 1, 10), row("A", 2, 20))
        support.declare(folder, version="1.1.0")
        assert readings.publish(row("A", 3, 30)).growth == Growth(1, 0, 0, removed=2, table_rows=1)


class TestSeveralFiles:
    def test_are_added_in_the_order_in_which_they_were_sent_whichever_is_taken_first(self, readings: Readings) -> None:
        sent = [readings.send(row("A", 1, value), row("A", value, value)) for value in (2, 3, 4)]
        assert running.run(sent[2]).state == "published"
        assert [state(one) for one in sent] == [("published", None)] * 3
        assert readings.table() == {("A", 1): 4, ("A", 2): 2, ("A", 3): 3, ("A", 4): 4}
        assert [addition.publication_id for addition in additions(readings.id)] == sent

    def test_wait_while_somebody_works_on_an_earlier_one(self, readings: Readings) -> None:
        first, second = readings.send(row("A", 1, 1)), readings.send(row("A", 1, 2))
        held = record.claim(first, first, config.lease())
        assert held is not None
        assert (running.run(second).state, running.run(second).attempts) == ("pending", 0)
        record.renew(held, -config.lease(), 0, 0)
        publication.publish_waiting()
        assert [state(first)[0], state(second)[0]] == ["published", "published"]
        assert readings.table() == {("A", 1): 2}

    def test_go_on_when_the_one_before_them_has_ended(self, readings: Readings) -> None:
        first, second = readings.send(row("A", 1, 1)), readings.send(row("A", 1, 2))
        queueing.publish(first)
        assert state(second)[0] == "published"

    def test_go_on_when_the_one_before_them_is_given_up(self, readings: Readings) -> None:
        deadly, good = readings.send(row("A", 1, 1)), readings.send(row("A", 2, 2))
        for _ in range(config.publication_attempts()):
            held = record.claim(deadly, deadly, config.lease())
            assert held is not None
            record.renew(held, -config.lease(), 0, 0)
        publication.publish_waiting()
        assert state(deadly) == ("failed", running.INTERRUPTED)
        assert state(good)[0] == "published"

    def test_one_that_was_saved_earlier_but_seen_later_is_added_after_the_others(self, readings: Readings) -> None:
        late, quick = readings.send(row("A", 1, 1), row("A", 2, 2)), readings.send(row("A", 1, 9))
        quick_alone(quick)
        assert readings.table() == {("A", 1): 9}
        publication.publish_waiting()
        publication.publish_waiting()
        assert [state(late)[0], state(quick)[0]] == ["published", "published"]
        assert ended(late).seq > ended(quick).seq
        assert readings.table() == {("A", 1): 1, ("A", 2): 2}
        assert readings.described()["hash"] == ended(late).file.sha256

    def test_one_that_was_saved_before_a_declared_start_and_seen_after_it_is_not_added(
        self, readings: Readings
    ) -> None:
        late, quick = readings.send(row("A", 1, 1)), readings.send(row("B", 1, 9), start_over="true")
        quick_alone(quick)
        publication.publish_waiting()
        assert state(late) == ("superseded", running.NEWER_FILE)
        assert readings.table() == {("B", 1): 9}


def quick_alone(publication_id: str) -> None:
    """Publish as a worker does that cannot see the earlier one yet: the transaction that saves it is still open."""
    held = record.claim(publication_id, publication_id, config.lease())
    assert held is not None
    running._bring_to_end(held, None)
    assert state(publication_id)[0] == "published"


class TestAWorkerThatDies:
    @pytest.mark.parametrize("point", ["after-copy", "after-merge"])
    def test_before_the_commit_leaves_the_table_as_it_was(
        self, readings: Readings, monkeypatch: pytest.MonkeyPatch, point: str
    ) -> None:
        readings.publish(row("A", 1, 10))
        sent = readings.send(row("A", 1, 11), row("A", 2, 20))
        with monkeypatch.context() as patch:
            die_at(patch, point)
            with pytest.raises(PowerCut):
                running.run(sent)
        assert readings.table() == {("A", 1): 10}
        assert len(additions(readings.id)) == 1
        let_leases_run_out()
        publication.publish_waiting()
        assert (state(sent), ended(sent).growth) == (("published", None), Growth(1, 0, 1, 0, 2))
        assert readings.table() == {("A", 1): 11, ("A", 2): 20}

    def test_after_the_commit_is_finished_without_adding_anything_twice(
        self, readings: Readings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        readings.publish(row("A", 1, 10))
        sent = readings.send(row("A", 1, 11), row("A", 2, 20))
        with monkeypatch.context() as patch:
            die_at(patch, "after-swap")
            with pytest.raises(PowerCut):
                running.run(sent)
        assert state(sent)[0] == "running"
        before = physical(readings.id)
        let_leases_run_out()
        publication.publish_waiting()
        assert (state(sent), ended(sent).growth) == (("published", None), Growth(1, 0, 1, 0, 2))
        assert physical(readings.id) == before
        assert readings.described()["hash"] == ended(sent).file.sha256

    def test_and_comes_back_adds_nothing_twice(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        sent = readings.send(row("A", 1, 11))
        slow = record.claim(sent, "slow", config.lease())
        assert slow is not None
        let_leases_run_out()
        publication.publish_waiting()
        last = readings.publish(row("A", 1, 12))
        found = publication.find_profile(support.PROFILE)
        assert found is not None
        with pytest.raises((record.LeaseLost, TableChanged, datastore.Fenced)):
            loading.load(slow, found, lambda *_: None)
        assert readings.table() == {("A", 1): 12}
        assert len(additions(readings.id)) == 3
        assert state(last.id) == ("published", None)


def test_profiles_that_cannot_be_read_stop_no_other_publication(readings: Readings, folder: Path) -> None:
    first, second = readings.send(row("A", 1, 10)), readings.send(row("A", 2, 20))
    (folder / "broken.json").write_text("{", encoding="utf-8")
    publication.publish_waiting()
    assert [ended(one).attempts for one in (first, second)] == [1, 1]
    (folder / "broken.json").unlink()
    let_leases_run_out()
    publication.publish_waiting()
    assert readings.table() == {("A", 1): 10, ("A", 2): 20}


class PowerCut(BaseException):
    """What stops a worker in its tracks, for a test in the same process."""


def die_at(patch: pytest.MonkeyPatch, wanted: str) -> None:
    def cut(name: str) -> None:
        if name == wanted:
            raise PowerCut(name)

    for module in (running, loading, publication.growing):
        patch.setattr(module, "crash_point", cut)


def let_leases_run_out() -> None:
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text("UPDATE rouen_publication SET lease_until = now() - interval '1 s'"
                                   " WHERE state = 'running'"))  # fmt: skip


def test_a_reader_sees_all_of_a_file_or_nothing(readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    readings.publish(row("A", 1, 10))
    sent, seen = readings.send(row("A", 1, 11), row("A", 2, 20)), []
    monkeypatch.setattr(publication.growing, "crash_point", lambda _: seen.append(readings.table()))
    running.run(sent)
    assert seen == [{("A", 1): 10}]
    assert readings.table() == {("A", 1): 11, ("A", 2): 20}


def test_a_reader_that_holds_the_table_open_keeps_no_file_waiting(readings: Readings) -> None:
    readings.publish(row("A", 1, 10))
    with datastore.reading() as connection:
        query = sa.text(f'SELECT count(*) FROM "{readings.id}"')
        assert connection.execute(query).scalar_one() == 1
        assert readings.publish(row("A", 2, 20)).state == "published"
        assert connection.execute(query).scalar_one() == 1
    assert readings.table() == {("A", 1): 10, ("A", 2): 20}


def replaced(resource_id: str) -> list[tuple[str, float]]:
    """What rows said before they were corrected, with the publication that corrected them."""
    with datastore.writing() as connection:
        query = sa.text("SELECT publication_id, row FROM rouen_staging.replaced WHERE resource_id = :id ORDER BY id")
        found = [(each.publication_id, json.loads(each.row)) for each in connection.execute(query, {"id": resource_id})]
    assert all(set(row) == set(support.HEADER.split(";")) for _, row in found)
    return [(publication, row["kwh"]) for publication, row in found]


def test_what_a_later_file_corrects_is_kept_as_long_as_the_table(readings: Readings) -> None:
    readings.publish(row("A", 1, 10), row("A", 2, 20))
    corrections = [readings.publish(row("A", 1, kwh), row("A", 2, 20)) for kwh in (11, 12)]
    assert replaced(readings.id) == [(corrections[0].id, 10), (corrections[1].id, 11)]
    readings.publish(row("A", 1, 1), start_over="true")
    assert replaced(readings.id) == []


def test_a_resource_that_is_gone_leaves_no_trace_of_what_it_held(readings: Readings) -> None:
    readings.publish(row("A", 1, 10))
    readings.publish(row("A", 1, 11))
    readings.act("resource_delete", id=readings.id)
    publication.sweep()
    assert replaced(readings.id) == []
    assert additions(readings.id) == []
    assert datastore.ledger(readings.id) is None


class TestACheckBeside:
    def test_says_what_a_file_would_do_and_does_nothing(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10), row("A", 2, 20))
        before = physical(readings.id)
        file = upload(row("A", 1, 11), row("A", 2, 20), row("A", 3, 30))
        found = helpers.call_action("rouen_publication_check", resource_id=readings.id, upload=file)
        assert found["growth"] == {
            "new": 1, "same": 1, "changed": 1, "removed": 0, "table_rows": 3,
            "message": "1 ligne nouvelle, 1 corrigée, 1 inchangée",
        }  # fmt: skip
        assert physical(readings.id) == before

    def test_finds_what_is_at_odds_with_published_rows(self, readings: Readings) -> None:
        readings.publish(row("A", 1, 10))
        file = upload("A;15/01/2026;20/01/2026;1;x")
        found = helpers.call_action("rouen_publication_check", resource_id=readings.id, upload=file)
        assert [issue["rule"] for issue in found["issues"]] == ["no-overlap-published"]
        assert found["growth"] is None


class TestTheCommands:
    def test_add_a_file_tell_what_it_did_and_start_over_only_when_asked(
        self, readings: Readings, tmp_path: Path, cli: Any
    ) -> None:
        readings.publish(row("A", 1, 10))
        file = tmp_path / "fevrier.csv"
        file.write_bytes(support.content(row("A", 1, 11), row("A", 2, 20)))
        named = ["--dataset", readings.dataset["name"], "--profile", support.PROFILE, "--name", "Relevés"]
        added = cli.invoke(ckan, ["rouen", "publish", str(file), *named])
        assert added.exit_code == 0, added.output
        assert "1 ligne nouvelle, 1 corrigée, 0 inchangée. La table compte 2 lignes." in added.output
        file.write_bytes(support.content(row("B", 1, 1)))
        alone = cli.invoke(ckan, ["rouen", "publish", str(file), *named, "--start-over"])
        assert "2 retirées. La table compte 1 ligne." in alone.output
        assert readings.table() == {("B", 1): 1}

    def test_publish_an_earlier_file_again_and_tell_the_history(self, readings: Readings, cli: Any) -> None:
        first = readings.publish(row("A", 1, 10), name="janvier.csv")
        readings.publish(row("A", 1, 11), row("A", 2, 20), name="fevrier.csv")
        again = cli.invoke(ckan, ["rouen", "republish", readings.id, "--publication", first.id])
        assert "0 ligne nouvelle, 1 corrigée, 0 inchangée. La table compte 2 lignes." in again.output
        told = cli.invoke(ckan, ["rouen", "history", readings.id, "--limit", "2"]).output
        lines = [line for line in told.splitlines() if " · " in line]
        assert [line.split(" · ")[2] for line in lines] == ["janvier.csv", "fevrier.csv"]
        assert lines[0].endswith("published · 0 ligne nouvelle, 1 corrigée, 0 inchangée")
