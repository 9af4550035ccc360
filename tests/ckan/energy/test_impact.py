"""What works saved: declared by an energy manager, computed from published tables, told without the names of meters."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.lib import jobs as queue
from ckan.tests import factories, helpers
from ckanext.rouen_energy.core.demonstration import truths
from ckanext.rouen_energy.core.demonstration.weather import weather
from ckanext.rouen_energy.core.impact.refusals import DAYS, Refusal
from ckanext.rouen_energy.core.impact.told import reasons
from ckanext.rouen_energy.logic import impact
from ckanext.rouen_energy.logic.impact.kpi import not_counted_of
from ckanext.rouen_energy.model import declaration
from ckanext.rouen_municipalities.logic.kpi.registry import registered
from ckanext.rouen_municipalities.store.kpi.catalogue import snapshot_for_counting
from sqlalchemy.exc import DatabaseError

pytestmark = pytest.mark.usefixtures("with_plugins")

METROPOLE = "metropole-rouen-normandie"
METER = "DEMO-G-004"
#: What makes no sense of building B1, and the field that says so.
REFUSED = (
    ({"building": "B9"}, "building"),
    ({"meter": "M9"}, "meter"),
    ({"first": "2023-02-30"}, "first"),
    ({"first": "0001-01-01"}, "first"),
    ({"end": "2023-04-03"}, "end"),
    ({"end": "9999-12-31"}, "end"),
    ({"text": " "}, "text"),
    ({"kind": "fête"}, "kind"),
    ({"heating_share": "1,2"}, "heating_share"),
    ({"baseline_first": "2021-01-01"}, "baseline_end"),
    ({"baseline_first": "2022-06-01", "baseline_end": "2023-06-01"}, "baseline_end"),
    ({"reporting_first": "2023-08-01", "reporting_end": "2024-08-01"}, "reporting_first"),
)


@pytest.fixture
def town_hall(publisher) -> None:
    publisher.buildings("B1;Mairie;76540;administration;100;1950")


def site() -> dict[str, Any]:
    return {"user": helpers.call_action("get_site_user")["name"]}


def declare(**more: Any) -> dict[str, Any]:
    works = {"building": "B1", "kind": "works", "first": "2023-04-03", "end": "2023-09-01", "text": "Isolation"}
    return helpers.call_action("rouen_energy_work_declare", site(), owner=METROPOLE, **{**works, **more})


def declared() -> list[dict[str, Any]]:
    return helpers.call_action("rouen_energy_work_list", site(), owner=METROPOLE)["declarations"]


def told(user: str = "", **asked: Any) -> dict[str, Any]:
    return helpers.call_action("rouen_energy_impact", {"user": user}, owner=METROPOLE, **asked)


def test_the_demonstration_s_renovation_is_found_and_its_meters_are_named_to_editors_only(demo_to_read):
    found = told(building=truths.RENOVATION.building)
    (work,) = found["works"]
    low, high = found["interval"]
    assert (found["level"], found["shown"]) == ("measured", True)
    assert low < 26.2 < high < low + 4
    assert work["meters"] == {"counted": 1, "refused": 0}
    assert work["periods"]["baseline"] == ["2022-04-03", "2023-04-03"]
    assert METER not in json.dumps(found)
    assert METER in json.dumps(told(site()["user"], building=truths.RENOVATION.building))
    assert found["synthetic"]


def test_e3_is_the_measured_saving_and_names_the_building_and_the_carrier_of_each_meter(demo_to_read):
    with snapshot_for_counting() as connection:
        found = registered()["E3"].compute(connection)
    (work,) = told(building=truths.RENOVATION.building)["works"]
    ((counted,), not_counted) = found.counted, list(found.not_counted)
    assert found.value == told()["percent"]
    assert counted["id"] == f"{work['building_name']}, 2023-04-03 ({METROPOLE}, {work['id'][:8]}), gaz 1"
    assert (counted["expected_kwh"], counted["used_kwh"]) == (work["expected_kwh"], work["used_kwh"])
    assert not_counted == []
    assert METER not in json.dumps(counted)


def test_a_saving_from_bills_and_a_refused_meter_are_in_e3_with_their_reasons_and_numbers():
    refused = {"id": METER, "carrier": "gaz", "number": 2, "reasons": reasons([Refusal(DAYS, 241, 329)])}
    bills = {"id": None, "carrier": "electricite", "number": None, "expected_kwh": 10.0, "used_kwh": 9.0}
    work = {"level": "indicative", "counted": [bills], "refused": [refused]}
    not_counted = list(not_counted_of("Mairie", work))
    assert [(one.id, one.reason) for one in not_counted] == [
        ("Mairie, gaz 2", "days"),
        ("Mairie, electricite (factures)", "indicative"),
    ]
    assert not_counted[0].told["en"] == "241 valid days in the baseline period, 329 required"


def test_degree_days_come_from_the_owner_s_table_of_temperatures_by_both_methods(demo_to_read):
    found = helpers.call_action("rouen_energy_degree_days", {"user": ""}, owner=METROPOLE)
    january = next(one for one in found["months"] if one["month"] == "2021-01")
    days = [(day.lowest, day.highest) for day in weather() if f"{day.date:%Y-%m}" == "2021-01"]
    assert len(days) == january["days"] == 31
    assert all(highest < 18 for _, highest in days)
    by_hand = round(sum(18 - (lowest + highest) / 2 for lowest, highest in days), 1)
    assert january["heating"] == {"professional": by_hand, "simple-mean": by_hand}
    june = next(one for one in found["months"] if one["month"] == "2021-06")["heating"]
    assert june["professional"] > june["simple-mean"]
    with pytest.raises(tk.ValidationError):
        helpers.call_action("rouen_energy_degree_days", owner=METROPOLE, base="chaud")


def test_the_savings_are_an_open_table_without_meters(demo_to_read):
    resources = helpers.call_action("package_show", id=f"indicateurs-energie-{METROPOLE}")["resources"]
    (table,) = [one["id"] for one in resources if one["profile"] == "energy/impact"]
    (row,) = helpers.call_action("datastore_search", resource_id=table)["records"]
    assert (row["id_batiment"], row["niveau"], float(row["pourcent"])) == (
        truths.RENOVATION.building,
        "mesuré",
        told()["percent"],
    )
    assert METER not in json.dumps(row, default=str)


def test_works_are_declared_refused_taken_back_and_never_forgotten(town_hall):
    queue.get_queue().empty()
    kept = declare(baseline_first="2019-01-01", baseline_end="2020-01-01")
    assert declared() == [kept]
    assert (kept["baseline"], kept["reporting"]) == (["2019-01-01", "2020-01-01"], None)
    assert any("energy indicators" in job.meta["title"] for job in queue.get_queue().jobs)
    impact.compute_all()
    (work,) = told()["works"]
    assert (work["level"], work["refused"][0]["reason"]) == (None, "no-weather")
    for wrong, field in REFUSED:
        with pytest.raises(tk.ValidationError) as raised:
            declare(**wrong)
        assert list(raised.value.error_dict) == [field]
    helpers.call_action("rouen_energy_work_withdraw", site(), owner=METROPOLE, id=kept["id"])
    impact.compute_all()
    assert (declared(), told()["works"]) == ([], [])
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("rouen_energy_work_withdraw", site(), owner=METROPOLE, id=kept["id"])
    for statement in (sa.update(declaration).values(said=""), sa.delete(declaration)):
        with pytest.raises(DatabaseError, match="only ever added"), model.meta.engine.begin() as connection:
            connection.execute(statement)


def test_only_those_who_may_edit_the_owner_s_datasets_declare_or_see_declarations(town_hall):
    stranger = factories.User()["name"]
    for action in ("rouen_energy_work_list", "rouen_energy_work_declare", "rouen_energy_work_withdraw"):
        for user in ("", stranger):
            with pytest.raises(tk.NotAuthorized):
                helpers.call_action(action, {"user": user, "ignore_auth": False}, owner=METROPOLE, id="x")


def test_a_building_that_nobody_may_see_has_no_savings(town_hall):
    declare()
    helpers.call_action("package_patch", site(), id="batiments", private=True)
    impact.compute_all()
    assert told()["works"] == []
    with pytest.raises(tk.ObjectNotFound):
        told(building="B1")


def test_an_officer_declares_works_on_their_page(town_hall, app):
    officer = factories.UserWithToken()
    helpers.call_action("organization_member_create", site(), id=METROPOLE, username=officer["name"], role="editor")
    headers, address = {"Authorization": officer["token"]}, f"/energie/travaux/{METROPOLE}"
    stranger = factories.UserWithToken()
    app.get(address, headers={"Authorization": stranger["token"]}, status=403)
    assert "login" in app.get(address, follow_redirects=False, status=302).headers["Location"]
    given = {"building": "B1", "kind": "works", "first": "2023-04-03", "end": "2023-04-03", "text": "Isolation"}
    refused = app.post(address, data=given, headers=headers, status=400, follow_redirects=False)
    assert "La fin (exclue) doit être après le début." in refused.body
    app.post(address, data={**given, "end": "2023-09-01"}, headers=headers, status=302, follow_redirects=False)
    shown = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    assert "Isolation" in shown.find("table").get_text()
    (form,) = shown.select("td form")
    answer = {"id": form.select_one("[name=id]")["value"]}
    app.post(f"{address}/retirer", data=answer, headers=headers, status=302, follow_redirects=False)
    assert declared() == []
