"""Files as network managers and suppliers send them, from the officer's upload to the energy of a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from ckan.tests import helpers
from ckanext.rouen_energy.logic import warehouse
from ckanext.rouen_energy.store.warehouse import tables
from ckanext.rouen_municipalities.core.tabular.report import Report
from ckanext.rouen_municipalities.logic.publication import PublicationRefused, publish_file
from energy_formats import FIXTURES

READINGS, CONSUMPTION = "energy/readings", "energy/consumption"

Send = Callable[..., dict[str, Any]]


@pytest.fixture
def send(publisher: Any) -> Send:
    """Publishes a fixture in a private dataset; what the publication says."""
    publisher.dataset("releves", private=True)

    def sent(fixture: str, profile: str = READINGS) -> dict[str, Any]:
        found: dict[str, Any] = publish_file(FIXTURES / fixture, dataset="releves", profile=profile, name=profile)
        return found

    return sent


def days() -> list[tuple[Any, ...]]:
    """Meter, day, Wh, hours and worst status of each day in the warehouse."""
    query = """SELECT id_compteur, day::text, sum(milli_wh) / 1000, sum(reading.seconds) / 3600.0, max(status)
        FROM rouen_energy.reading JOIN rouen_energy.meter USING (meter) GROUP BY 1, 2 ORDER BY 1, 2"""
    with tables.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_files_of_several_sources_become_the_energy_of_days(send: Send, energy_portal: dict[str, Any]) -> None:
    send("enedis_sge_r63.csv")
    for fixture in ("enedis_sge_r64.csv", "enedis_compte_index.csv", "grdf_adict_informatives.json"):
        send(fixture)
    warehouse.bring_up_to_date(energy_portal["id"])
    assert days() == [
        # three and a half hours of half-hourly power, one of them estimated, with the hour that autumn doubles
        ("09000000000101", "2021-10-31", 3550, 4, 1),
        # registers: a day, their last digit passed, two days of which one was not read
        ("09000000000101", "2023-01-20", 9000, 24, 0),
        ("09000000000101", "2023-01-21", 7000, 24, 0),
        ("09000000000101", "2023-01-22", 5000, 24, 1),
        ("09000000000101", "2023-01-23", 5001, 24, 1),
        ("09000000000101", "2026-01-01", 25000, 24, 0),
        ("09000000000101", "2026-01-02", 27000, 24, 0),
        ("09000000000102", "2021-03-28", 765, 1.5, 0),
        # a gas day in kWh, another by its volume and its own coefficient
        ("09000000000201", "2023-03-25", 91000, 23, 0),
        ("09000000000201", "2023-03-26", 79870, 24, 1),
    ]


def test_bills_go_in_with_their_estimate_and_their_credit_note(send: Send) -> None:
    done = send("factures_gaz.xlsx", CONSUMPTION)
    found = helpers.call_action("datastore_search", resource_id=done["resource_id"], sort="debut, valeur")["records"]
    assert [(row["id_compteur"], row["valeur"], row["nature"]) for row in found] == [
        ("09000000000201", 11300, "réel"),
        ("09000000000201", -1130, "avoir"),
        ("09000000000201", 10170, "estimé"),
        ("GI000123", 50, "réel"),
    ]


def test_maximum_power_is_refused_in_words(send: Send) -> None:
    with pytest.raises(PublicationRefused) as refusal:
        send("enedis_compte_puissance.csv")
    said = Report.from_dict(refusal.value.report or {}).to_dict("fr")["issues"][0]
    assert said["line"] == 2
    assert "ne dit pas l'énergie consommée" in said["message"]
