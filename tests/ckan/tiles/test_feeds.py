"""Feeds that tiles show: read by the scheduler from a server elsewhere, kept while it fails, never by a web request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.rouen_municipalities.core.contours import Kind, Shape
from ckanext.rouen_municipalities.store import contours
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.messages import Refused
from ckanext.rouen_tiles.logic import feed, release
from ckanext.rouen_tiles.logic import tile as life
from ckanext.rouen_tiles.store import health as checks
from jsonschema import Draft202012Validator
from remote_server import Remote, remote_server

DATA = "tiles/velos/data?commune=76540"
NETWORKS = "ckanext.rouen_municipalities.fetch_networks"
YAML = """
id: velos
category: mobilite
title: {{fr: Vélos en libre-service}}
summary: {{fr: Vélos et places libres}}
a11y: {{label: {{fr: Vélos en libre-service}}}}
icon: bicycle
kind: realtime
department: mobilites
sources:
- resource: {{dataset: velos}}
  profile: gbfs
  freshness: {{basis: feed_timestamp, warn: PT15M, fail: PT2H}}
  municipality: {where}
owner: {{organization: metropole-rouen-normandie}}
"""
DECLARED = '{by: declared, communes: ["76540"]}'
BY_POINT = "{by: point}"


class System:
    """A system of shared bicycles on a server elsewhere."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        feeds = [
            {"name": name, "url": remote.url(f"/{name}.json")} for name in ("station_information", "station_status")
        ]
        stations = [
            {"station_id": "1", "name": "Gare", "lat": 49.449, "lon": 1.094, "capacity": 20},
            {"station_id": "2", "name": "Mairie", "lat": 49.35, "lon": 1.3, "capacity": 12},
        ]
        self.url = self.says("/gbfs.json", {"fr": {"feeds": feeds}}, ttl=0)
        self.says("/station_information.json", {"stations": stations}, ttl=3600)
        self.has(7)

    def has(self, bicycles: int, at: datetime | None = None) -> None:
        """From now on there are so many bicycles at the first station."""
        state = {"is_installed": True, "is_renting": True, "is_returning": True}
        states = [
            {**state, "station_id": "1", "num_bikes_available": bicycles, "num_docks_available": 20 - bicycles},
            {**state, "station_id": "2", "num_bikes_available": 1, "num_docks_available": 11},
        ]
        self.says("/station_status.json", {"stations": states}, at=at)

    def says(self, path: str, data: dict[str, Any], ttl: int = 0, at: datetime | None = None) -> str:
        told = {"last_updated": int((at or datetime.now(UTC)).timestamp()), "ttl": ttl, "version": "2.3", "data": data}
        return self.remote.gives(json.dumps(told).encode(), path)

    def fails(self) -> None:
        """From now on the server is out of order."""
        self.remote.says(500, "/station_status.json")

    def asked(self) -> list[str]:
        """What was asked since the last time."""
        found = [path for path, _ in self.remote.asked]
        self.remote.asked.clear()
        return found


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    monkeypatch.setitem(tk.config, NETWORKS, "127.0.0.0/8")
    with remote_server() as server:
        yield System(server)


Draft = Callable[..., None]


@pytest.fixture
def draft(
    system: System, tiles_portal: dict[str, Any], new_dataset: Callable[..., dict[str, Any]], test_request_context: Any
) -> Draft:
    """Writes a tile that shows the system, whose address is a link of a dataset."""

    def write(where: str = DECLARED) -> None:
        dataset = new_dataset(name="velos", owner_org=tiles_portal["id"])
        act("resource_create", package_id=dataset["id"], name="Vélos", url=system.url, format="JSON")
        with test_request_context():
            life.bring_in(YAML.format(where=where), "essai")

    return write


def act(action: str, **data: Any) -> Any:
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


def go_live(test_request_context: Any) -> None:
    with test_request_context():
        life.make_live("velos", "essai")


def health() -> tuple[str, list[str]]:
    model.Session.rollback()
    found = checks.last(model.Session)["velos"].health
    return found.state, [reason.code for reason in found.reasons]


def test_a_feed_is_read_each_minute_and_its_data_change_without_a_release(
    draft: Draft, system: System, backend: Any, test_request_context: Any
) -> None:
    draft()
    with pytest.raises(Refused) as refused:
        go_live(test_request_context)
    assert [issue.code for issue in refused.value.issues] == ["feed-not-read"]
    assert system.asked() == []

    feed.poll()
    assert set(system.asked()) == {"/gbfs.json", "/station_information.json", "/station_status.json"}
    go_live(test_request_context)
    first = backend.get(DATA).json
    Draft202012Validator(bundled("data-realtime")).validate(first)
    assert [(item["title"], item["metrics"]["vehicles"]) for item in first["items"]] == [("Gare", 7), ("Mairie", 1)]

    number = backend.get("manifest").json["number"]
    system.has(3)
    feed.poll()
    assert [item["metrics"]["vehicles"] for item in backend.get(DATA).json["items"]] == [3, 1]
    assert backend.get("manifest").json["number"] == number
    # The stations said that they hold for an hour.
    assert set(system.asked()) == {"/gbfs.json", "/station_status.json"}

    feed.poll()
    release.sweep()
    system.asked()
    assert (backend.get(DATA).status, system.asked()) == (200, [])


def test_what_was_read_last_stays_with_its_age_while_the_server_fails(
    draft: Draft, system: System, backend: Any, test_request_context: Any
) -> None:
    draft()
    told = datetime.now(UTC) - timedelta(minutes=20)
    system.has(7, at=told)
    feed.poll()
    go_live(test_request_context)
    assert health() == ("warn", ["stale-minutes"])

    system.fails()
    now = datetime.now(UTC)
    feed.poll(now)
    release.sweep()
    assert health() == ("warn", ["feed-failing", "stale-minutes"])
    shown = backend.get(DATA).json
    assert [item["metrics"]["vehicles"] for item in shown["items"]] == [7, 1]
    assert shown["as_of"] == f"{told:%Y-%m-%dT%H:%M:%SZ}"

    # A server in trouble is asked less and less often.
    system.asked()
    feed.poll(now + timedelta(seconds=59))
    assert system.asked() == []
    feed.poll(now + timedelta(seconds=60))
    feed.poll(now + timedelta(seconds=120))
    assert system.asked().count("/station_status.json") == 1
    system.has(4)
    feed.poll(now + timedelta(minutes=4))
    assert health() == ("ok", [])
    assert [item["metrics"]["vehicles"] for item in backend.get(DATA).json["items"]] == [4, 1]


def test_stations_are_shown_in_the_commune_around_them(
    draft: Draft, system: System, backend: Any, test_request_context: Any
) -> None:
    draft(BY_POINT)
    feed.poll()
    contours.replace(model.Session, Kind.COMMUNE, [], "")
    model.Session.commit()
    with pytest.raises(Refused) as refused:
        go_live(test_request_context)
    assert [issue.code for issue in refused.value.issues] == ["contours-missing"]

    around = ((1.05, 49.40), (1.15, 49.40), (1.15, 49.47), (1.05, 49.47), (1.05, 49.40))
    contours.replace(model.Session, Kind.COMMUNE, [Shape(Kind.COMMUNE, "76540", (around,))], "essai")
    model.Session.commit()
    go_live(test_request_context)
    assert [item["title"] for item in backend.get(DATA).json["items"]] == ["Gare"]
    assert backend.get("tiles/velos").json["coverage"]["insee"] == ["76540"]
    assert health() == ("warn", ["rows-without-commune"])


def test_an_address_of_a_machine_that_is_not_public_is_not_asked(
    draft: Draft, system: System, monkeypatch: pytest.MonkeyPatch, test_request_context: Any
) -> None:
    draft()
    monkeypatch.setitem(tk.config, NETWORKS, "")
    feed.poll()
    assert system.asked() == []
    with pytest.raises(Refused) as refused:
        go_live(test_request_context)
    assert "127.0.0.1 n'est pas une machine publique" in refused.value.issues[0].text()


def test_a_feed_whose_dataset_turns_private_is_out_at_once_and_no_longer_asked(
    draft: Draft, system: System, backend: Any, test_request_context: Any
) -> None:
    draft()
    feed.poll()
    go_live(test_request_context)
    act("package_patch", id="velos", private=True)
    assert (backend.tiles(), backend.get(DATA).status) == ([], 410)
    system.asked()
    feed.poll()
    assert system.asked() == []
