"""An annual bill, of a building or of a meter, is published as twelve months: none of them is believed."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.rouen_energy.core.building_month import METERS_PROFILE
from ckanext.rouen_energy.core.demonstration.weather import weather
from ckanext.rouen_energy.core.indicators import CONSUMPTION
from ckanext.rouen_energy.core.management import TEMPERATURES
from ckanext.rouen_energy.logic import impact

pytestmark = pytest.mark.usefixtures("with_plugins")

OWNER = "metropole-rouen-normandie"
USED = {2019: 20_000, 2020: 23_000, 2021: 21_000, 2022: 17_123.456, 2023: 24_000}


@pytest.fixture
def billed_by_the_year(publisher: Any, private: Any, fill: Any, compute: Any) -> None:
    """B1 is billed by building, B2 and B3 by a meter; the weather is that of the demonstration."""
    kinds = ("administration", "école", "gymnase")
    publisher.buildings(*(f"B{rank};Bâtiment {rank};76540;{kind};1500;1950" for rank, kind in enumerate(kinds, 1)))
    spans = [(f"01/01/{year};01/01/{year + 1}", kwh) for year, kwh in USED.items()]
    publisher.bills(*(f"B1;gaz;{days};{kwh};kWh" for days, kwh in spans))
    serves = (f"G2;{building};{share};gaz;bâtiment" for building, share in (("B2", "0,3"), ("B3", "0,7")))
    private("compteurs", METERS_PROFILE, "id_compteur;id_batiment;part;vecteur;usage", *serves)
    header = "id_compteur;vecteur;debut;fin;valeur;unite"
    private("factures", CONSUMPTION, header, *(f"G2;gaz;{days};{kwh};kWh" for days, kwh in spans))
    publisher.dataset("temperatures")
    days = (f"Boos;{one.date};{one.lowest:.1f};{one.highest:.1f}" for one in weather())
    publisher.table("temperatures", TEMPERATURES, "station;date;tn;tx", *days)
    fill()
    compute()


def site() -> dict[str, Any]:
    return {"user": helpers.call_action("get_site_user")["name"]}


def asked(action: str, **values: Any) -> dict[str, Any]:
    return helpers.call_action(f"rouen_energy_{action}", {"user": ""}, owner=OWNER, **values)


def saved(**declared: Any) -> dict[str, Any]:
    """What is told of works on B2."""
    days = {"kind": "works", "first": "2021-04-03", "end": "2021-09-01", "text": "Isolation"}
    helpers.call_action("rouen_energy_work_declare", site(), owner=OWNER, building="B2", **days, **declared)
    impact.compute_all()
    return asked("impact", building="B2")["works"][0]


@pytest.mark.parametrize("building", ["B1", "B2"])
def test_its_months_tell_no_share_no_drift_and_no_forecast(standing, building):
    standing("billed_by_the_year")
    (one,) = asked("trajectory", id=building)["buildings"]
    assert (one["path"]["is_corrected"], one["path"]["shares"]) == (False, None)
    assert one["path"]["current"]["delivered_kwh"] == pytest.approx(USED[2023] * (1 if building == "B1" else 0.3))
    assert "part du chauffage" in one["path"]["current"]["climate_text"]
    found = asked("forecast", id=building)
    assert (found["is_shown"], found["reason"], found["known"]) == (False, "no-month", [])
    compared = asked("compare", id=building)
    assert (compared["year"], compared["drift"]) == (2023, None)
    assert "6 factures" in compared["reasons"]["drift"]


def test_works_of_a_building_billed_by_meter_are_held_against_its_bills(billed_by_the_year):
    refused = saved()
    assert refused["level"] is None
    assert [one["rule"] for each in refused["refused"] for one in each["reasons"]] == ["few-bills"]


def test_a_declared_share_makes_an_indication_of_them(billed_by_the_year):
    told = saved(heating_share="0.5")
    assert (told["level"], told["used_kwh"]) == ("indicative", pytest.approx(USED[2022] * 0.3, abs=0.01))
    assert told["periods"]["baseline"] == ["2020-01-01", "2021-01-01"]
