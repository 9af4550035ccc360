"""Each KPI is itself an open dataset: its history as a table that anyone can load, counted by no KPI."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from ckan import model
from ckan.lib import jobs as queue
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.kpi import computing, feeding, registered
from ckanext.rouen_municipalities.logic.queues import SLOW

pytestmark = pytest.mark.usefixtures("no_settling")

Call = Callable[..., Any]


#: To make datasets takes a while: where any two KPIs will do, no other gets one.
TWO = ("K0", "K2b")


@pytest.fixture
def every(add: Call) -> dict[str, Any]:
    """A dataset that is counted, and the snapshot of today in the datasets of all KPIs; the dataset."""
    dataset: dict[str, Any] = add("arbres")
    kpi.snapshot_today()
    feeding.publish_lagging()
    return dataset


@pytest.fixture
def said(add: Call, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The same with two KPIs."""
    two = {kpi_id: registered()[kpi_id] for kpi_id in TWO}
    for module in (feeding, computing):
        monkeypatch.setattr(module, "registered", lambda: two)
    dataset: dict[str, Any] = add("arbres")
    kpi.snapshot_today()
    feeding.publish_lagging()
    return dataset


@pytest.fixture
def read(standing: Callable[[str], Any]) -> dict[str, Any]:
    """What was said, for tests that change nothing."""
    found: dict[str, Any] = standing("every")
    return found


def feed(as_anyone: Call, kpi_id: str = "K0") -> dict[str, Any]:
    """The dataset of a KPI, as anyone finds it from the KPI."""
    found: dict[str, Any] = as_anyone("package_show", id=as_anyone("rouen_kpi_show", id=kpi_id)["dataset"]["id"])
    return found


def records(as_anyone: Call, kpi_id: str = "K0", **filters: Any) -> list[dict[str, Any]]:
    """Rows of the table of a KPI."""
    resource_id = as_anyone("rouen_kpi_show", id=kpi_id)["dataset"]["resource_id"]
    found: list[dict[str, Any]] = as_anyone("datastore_search", resource_id=resource_id, filters=filters, limit=1000)[
        "records"
    ]
    return found


def test_every_kpi_has_a_public_dataset_of_the_metropole_under_an_open_licence(
    read: dict[str, Any], as_anyone: Call
) -> None:
    for kpi_id in registered():
        package = feed(as_anyone, kpi_id)
        assert (package["organization"]["name"], package["private"]) == ("metropole-rouen-normandie", False)
        assert (package["feed"], package["isopen"], package["name"]) == ("true", True, f"indicateur-{kpi_id.lower()}")


def test_the_table_is_typed_and_says_what_the_history_says(read: dict[str, Any], as_anyone: Call) -> None:
    shown = as_anyone("rouen_kpi_show", id="K0")["dataset"]
    fields = as_anyone("datastore_search", resource_id=shown["resource_id"], limit=0)["fields"]
    types = {field["id"]: field["type"] for field in fields}
    assert (types["day"], types["value"], types["version"]) == ("date", "numeric", "int4")
    (whole,) = records(as_anyone, dimension="total")
    (told,) = as_anyone("rouen_kpi_history", id="K0")
    same = ("day", "version", "value", "of", "said", "quarter", "ids_count", "ids_sha256")
    assert {name: whole[name] for name in same} == {name: told[name] for name in same}
    (rouen,) = records(as_anyone, dimension="commune", key="76540")
    assert rouen["value"] == 1


def test_it_is_reachable_as_csv_and_as_json(read: dict[str, Any], as_anyone: Call, app: Any) -> None:
    by_format = {resource["format"]: resource["url"] for resource in feed(as_anyone)["resources"]}
    site = tk.config["ckan.site_url"]
    rows = list(csv.DictReader(io.StringIO(app.get(by_format["CSV"].removeprefix(site)).body)))
    assert [row["value"] for row in rows if row["dimension"] == "total"] == ["1"]
    document = json.loads(app.get(by_format["JSON"].removeprefix(site)).body)
    assert len(document["records"]) == len(rows)


def test_it_is_harvested_as_the_rest_is(read: dict[str, Any], as_anyone: Call, app: Any) -> None:
    package = feed(as_anyone)
    graph = app.get(f"/dataset/{package['name']}.ttl").body
    assert "publisher" in graph and "Indicateur K0" in graph
    for resource in package["resources"]:
        assert resource["url"] in graph
    assert f"/dataset/{package['id']}" in app.get("/catalog.ttl").body


def test_who_looks_through_all_datasets_finds_it_after_what_communes_publish(
    read: dict[str, Any], as_anyone: Call
) -> None:
    names = [package["name"] for package in as_anyone("package_search", rows=100)["results"]]
    assert names[0] == "arbres"
    assert "indicateur-k0" in names


def test_no_kpi_counts_it_not_even_its_own(read: dict[str, Any], as_anyone: Call) -> None:
    before = {entry["id"]: entry["value"] for entry in as_anyone("rouen_kpi_list")}
    assert before["K0"] == 1
    kpi.compute()
    assert {entry["id"]: entry["value"] for entry in as_anyone("rouen_kpi_list")} == before
    feeds = {feed(as_anyone, kpi_id)["id"] for kpi_id in registered()}
    for kpi_id in registered():
        counted = as_anyone("rouen_kpi_explain", id=kpi_id)["counted"]
        assert feeds.isdisjoint(item if isinstance(item, str) else item["id"] for item in counted), kpi_id
    assert as_anyone("rouen_kpi_show", id="K0")["by"]["status"]["feed"] == len(feeds)


def test_nobody_writes_the_table_but_the_portal(read: dict[str, Any], as_anyone: Call) -> None:
    sysadmin = factories.Sysadmin()["name"]
    resource_id = as_anyone("rouen_kpi_show", id="K0")["dataset"]["resource_id"]
    row = {"day": today().isoformat(), "version": 1, "dimension": "total", "key": "total", "value": 99}
    attempts: dict[str, dict[str, Any]] = {
        "datastore_upsert": {"records": [row], "method": "insert"},
        "datastore_delete": {},
        "datastore_create": {"records": [row]},
    }
    for action, data in attempts.items():
        with pytest.raises(tk.ValidationError, match="indicateur"):
            helpers.call_action(action, {"user": sysadmin}, resource_id=resource_id, force=True, **data)
    assert [item["value"] for item in records(as_anyone, dimension="total")] == [1]


def test_a_new_one_is_seen_by_one_recomputation_and_the_next_days_by_none(
    said: dict[str, Any], as_anyone: Call
) -> None:
    assert kpi.compute_when_due()
    assert not kpi.compute_when_due()
    computing._snapshot(today() + timedelta(days=1))
    assert feeding.publish_lagging() == [*TWO]
    assert feeding.publish_lagging() == []
    assert not kpi.compute_when_due()


def test_the_next_day_is_added_and_nothing_else_is_written(said: dict[str, Any], as_anyone: Call) -> None:
    before, package = records(as_anyone), feed(as_anyone)
    computing._snapshot(today() + timedelta(days=1))
    feeding.publish_lagging()
    after = records(as_anyone, day=today().isoformat())
    assert {row["_id"] for row in after} == {row["_id"] for row in before}
    assert len(records(as_anyone, dimension="total")) == 2
    assert feed(as_anyone)["metadata_modified"] == package["metadata_modified"]
    assert feed(as_anyone)["resources"][0]["last_modified"] > package["resources"][0]["last_modified"]


def test_a_correction_reaches_the_table_beside_what_was_said(said: dict[str, Any], as_anyone: Call, act: Call) -> None:
    act("rouen_kpi_correct", id="K0", day=today().isoformat(), value=3, reason="Doublon")
    assert feeding.publish_lagging() == ["K0"]
    (whole,) = records(as_anyone, dimension="total")
    assert (whole["said"], whole["value"], whole["corrected_value"], whole["correction"]) == (1, 3, 3, "Doublon")


def test_the_evening_and_a_correction_ask_a_worker_once(said: dict[str, Any], act: Call) -> None:
    queue.get_queue(SLOW).empty()
    for value in (3, 2):
        act("rouen_kpi_correct", id="K0", day=today().isoformat(), value=value, reason="Doublon")
    kpi.wake_when_lagging()
    asked = [job.func_name for job in queue.get_queue(SLOW).get_jobs()]
    assert [name for name in asked if name.endswith("publish_lagging")] == [
        "ckanext.rouen_municipalities.logic.kpi.feeding.publish_lagging"
    ]
    queue.get_queue(SLOW).empty()


def test_one_that_is_purged_comes_back_whole(said: dict[str, Any], as_anyone: Call, act: Call) -> None:
    rows = len(records(as_anyone))
    act("dataset_purge", id=feed(as_anyone)["id"])
    assert as_anyone("rouen_kpi_show", id="K0")["dataset"] is None
    computing._snapshot(today() + timedelta(days=1))
    feeding.publish_lagging()
    assert len(records(as_anyone)) == 2 * rows


def test_a_dataset_that_cannot_be_written_is_told_in_health_and_stops_no_other(
    said: dict[str, Any], as_anyone: Call, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    computing._snapshot(today() + timedelta(days=1))
    ensure = feeding._ensure_dataset
    with monkeypatch.context() as patch:
        patch.setattr(feeding, "_ensure_dataset", lambda item: 1 / 0 if item.id == "K0" else ensure(item))
        assert feeding.publish_lagging() == ["K2b"]
    told = app.get("/readyz").json["checks"]["kpis"]
    assert (told["state"], told["detail"]) == ("late", "open datasets not up to date: K0")
    assert feeding.publish_lagging() == ["K0"]
    assert app.get("/readyz").json["checks"]["kpis"]["state"] == "ok"


def test_without_the_metropole_there_is_nobody_to_own_them(empty_portal: None, as_anyone: Call) -> None:
    kpi.snapshot_today()
    assert feeding.publish_lagging() == []
    assert as_anyone("rouen_kpi_show", id="K0")["dataset"] is None
    assert model.Session.query(model.Package).count() == 0
