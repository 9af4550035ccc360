"""The months of buildings are computed from meters, and public; the meters are not."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from ckan.lib import jobs as queue
from ckan.tests import helpers
from ckanext.rouen_energy.core.assignment import Assignment
from ckanext.rouen_energy.core.building_month import FORMULA, FORMULA_VERSION, METERS_PROFILE, BuildingMonth
from ckanext.rouen_energy.core.indicators import BUILDING_MONTH, CONSUMPTION
from ckanext.rouen_energy.store import assignment, daily, sources
from ckanext.rouen_energy.store.indicators import periods
from ckanext.rouen_energy.store.indicators.bills import bills, pieces
from ckanext.rouen_energy.store.warehouse import feeds, tables
from ckanext.rouen_municipalities.logic.acting import as_the_portal
from meters import PARIS, days

Owner = dict[str, Any]


def months() -> list[dict[str, Any]]:
    """The published file of buildings' months, as anyone downloads it through its table."""
    table = next(table for table in sources.public_tables() if table.profile == BUILDING_MONTH)
    found = helpers.call_action("datastore_search", {"user": ""}, resource_id=table.resource_id, limit=1000)
    return [{key: value for key, value in row.items() if key != "_id"} for row in found["records"]]


METER = "id_compteur;id_batiment;part;vecteur;usage;debut;fin;reseau;pouvoir_calorifique"
BILL = "id_compteur;vecteur;debut;fin;valeur;unite;nature;id_batiment;cout_eur"


@pytest.fixture
def built(publisher: Any, readings: Any, private: Any, fill: Any, energy_portal: Owner) -> str:
    """Two public buildings, a private one, meters of every kind, their readings and bills; the id of the owner."""
    publisher.buildings("M1;Musée;76540;musée;1000;1900", "P1;Piscine;76540;piscine;300;1970")
    publisher.dataset("secret", private=True)
    header = "id_batiment;nom;code_insee;type;surface_m2;annee_construction"
    publisher.table("secret", "energy/buildings", header, "S1;Base;76540;autre;10;1990")
    private(
        "compteurs", METERS_PROFILE, METER,
        "E1;M1;0,25;électricité;bâtiment;;;;", "E1;P1;0,75;électricité;bâtiment;;;;",
        "E2;M1;;électricité;bâtiment;;16/01/2021;;", "E2;P1;;électricité;bâtiment;16/01/2021;;;",
        "H1;M1;;réseau de chaleur;bâtiment;;;7614C;",
        "X1;;;gaz;bâtiment;;;;PCI", "V1;M1;;électricité;photovoltaïque;;;;",
        "V2;M1;;électricité;photovoltaïque;;;;", "S1;S1;;gaz;bâtiment;;;;",
    )  # fmt: skip
    january = datetime(2021, 1, 1, tzinfo=PARIS)
    readings(
        *days("E1", january, 31, lambda _: 1000),
        *days("E2", january, 31, lambda _: 100),
        *days("V1", january, 2, lambda _: -500),
    )
    private(
        "factures", CONSUMPTION, BILL,
        "E1;électricité;01/01/2021;11/01/2021;9999;kWh;réel;;",
        "H1;réseau de chaleur;01/01/2021;01/03/2021;59;MWh;estimé;;",
        "H1;réseau de chaleur;01/02/2021;01/03/2021;20;MWh;réel;;",
        "H1;réseau de chaleur;01/02/2021;01/03/2021;-1;MWh;avoir;;",
        "X1;gaz;01/01/2021;01/02/2021;310;kWh;;;",
        "S1;gaz;01/01/2021;01/02/2021;77;kWh;;;",
        "G1;gaz;01/02/2021;01/03/2021;10170;kWh;estimé;P1;960",
        "G1;gaz;01/02/2021;01/03/2021;-10170;kWh;avoir;P1;-960",
        "G1;gaz;01/02/2021;01/03/2021;9000;kWh;réel;P1;850",
        "G2;gaz;01/01/2021;01/02/2021;310;kWh;réel;P1;",
        "H0;réseau de chaleur;01/12/2019;01/01/2020;3100;kWh;réel;M1;",
        "V2;électricité;01/01/2021;01/02/2021;500;kWh;réel;M1;",
    )  # fmt: skip
    fill()
    return str(energy_portal["id"])


class TestTheMonthsOfBuildings:
    def test_are_public_by_share_and_period_without_any_meter(self, standing: Any) -> None:
        standing("built")
        found = {(row["id_batiment"], row["mois"][:7], row["vecteur"]): row for row in months()}
        assert {key: row["kwh"] for key, row in found.items()} == {
            ("M1", "2021-01", "électricité"): 744 * 0.25 + 2.4 * 15,
            ("P1", "2021-01", "électricité"): 744 * 0.75 + 2.4 * 16,
            ("M1", "2021-01", "réseau de chaleur"): 31_000,
            ("M1", "2021-02", "réseau de chaleur"): 19_000,
            ("P1", "2021-01", "gaz"): 310,
            ("P1", "2021-02", "gaz"): 9_000,
            ("M1", "2019-12", "réseau de chaleur"): 3_100,
        }
        assert {row["origine"] for row in months() if row["vecteur"] == "électricité"} == {"relevés"}
        heat = found[("M1", "2021-01", "réseau de chaleur")]
        told = [heat[name] for name in ("kwh_estimes", "reseau", "origine", "jours")]
        assert told == [31_000, "7614C", "factures", 31]
        assert set(heat) == {field.name for field in fields(BuildingMonth)}

    def test_are_covered_on_days_when_every_meter_that_serves_then_is_known(self, standing: Any) -> None:
        standing("built")
        days = {(row["id_batiment"], row["mois"][:7], row["vecteur"]): row["jours_couverts"] for row in months()}
        replaced = [days[(building, "2021-01", "électricité")] for building in ("M1", "P1")]
        given_up = [days[("M1", month, "réseau de chaleur")] for month in ("2019-12", "2021-01", "2021-02")]
        late = [days[("P1", month, "gaz")] for month in ("2021-01", "2021-02")]
        assert (replaced, given_up, late) == ([31, 31], [31, 31, 28], [31, 0])

    def test_say_what_they_leave_out(self, standing: Any) -> None:
        with tables.reading() as connection:
            found = feeds.feed(connection, standing("built"))
        assert found is not None and found.synthetic is False
        assert {(one.reason, one.meters, one.kwh) for one in found.left_out} == {
            ("other-source", 1, Decimal("9999.000")), ("replaced", 2, Decimal("28000.000")),
            ("no-building", 2, Decimal("421.100")), ("not-consumption", 2, Decimal("476.000")),
        }  # fmt: skip

    def test_count_what_an_actual_bill_says_once_a_credit_note_cancelled_the_estimate(self, standing: Any) -> None:
        standing("built")
        dataset = helpers.call_action("package_show", {"ignore_auth": True}, id="factures")
        table = [dataset["resources"][0]["id"]]
        with tables.reading() as connection:
            part = pieces(bills(connection, table, "P1"), periods.months(date(2021, 2, 1), date(2021, 2, 1))).c
            sums = sa.select(*(sa.func.sum(part[name]) for name in ("days", "kwh", "cost", "replaced_kwh")))
            assert [float(told) for told in connection.execute(sums).one()] == pytest.approx([28, 9000, 850, 0])
            (of_works,) = daily.billed(connection, table, "P1")
        assert ([bill.kwh for bill in of_works.bills], of_works.credits) == ([310, 9000], ())

    def test_tell_their_formula_and_their_public_sources_and_only_count_the_others(self, standing: Any) -> None:
        standing("built")
        table = next(table for table in sources.public_tables() if table.profile == BUILDING_MONTH)
        told = helpers.call_action("rouen_energy_indicator_show", {"user": ""}, resource_id=table.resource_id)
        assert (told["profile"], told["sha256"], told["rows"]) == (BUILDING_MONTH, table.sha256, len(months()))
        assert (told["formula"], told["formula_version"]) == (FORMULA["fr"], FORMULA_VERSION)
        assert [(one["dataset"], one["profile"]) for one in told["inputs"]] == [("batiments", "energy/buildings")]
        assert told["private_inputs"] == 3

    def test_follow_what_an_officer_says_of_a_meter_and_are_the_same_bytes_otherwise(
        self, built: str, fill: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = months()
        assert fill() is False
        assignment.add(Assignment(built, "X1", "M1"), "agente")
        assert fill() is True
        added = [row for row in months() if row not in before]
        assert [(row["id_batiment"], row["vecteur"], row["kwh"]) for row in added] == [("M1", "gaz", 310 * 1.11)]
        monkeypatch.setattr(feeds, "record", _die)
        helpers.call_action("package_patch", as_the_portal(), id="batiments", private=True)
        with pytest.raises(PowerCut):
            fill()
        monkeypatch.undo()
        fill()
        assert [table for table in sources.public_tables() if table.profile == BUILDING_MONTH] == []


def test_readings_that_are_published_reach_the_dashboard_by_the_jobs_of_a_worker(
    publisher: Any, readings: Any, private: Any
) -> None:
    queue.get_queue().empty()
    publisher.buildings("M1;Musée;76540;musée;1000;1900")
    private("compteurs", METERS_PROFILE, METER, "E1;M1;;électricité;bâtiment;;;")
    readings(*days("E1", datetime(2021, 1, 1, tzinfo=PARIS), 2, lambda _: 1000))
    while jobs := [job for job in queue.get_queue().jobs if "energy indicators" in job.meta["title"]]:
        jobs[0].perform()
        jobs[0].delete()
    assert helpers.call_action("rouen_energy_dashboard", year=2021)["total_kwh"] == 48


class PowerCut(BaseException):
    """What stops a worker in its tracks, for a test in the same process."""


def _die(*_: object) -> None:
    raise PowerCut
