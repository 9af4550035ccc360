"""Whoever keeps an owner's energy data sees what is missing and odd in it, and says which building a meter serves."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.lib import jobs as queue
from ckan.tests import factories, helpers
from ckanext.rouen_energy.logic import warehouse
from ckanext.rouen_energy.model import assignment
from sqlalchemy.exc import DatabaseError

pytestmark = pytest.mark.usefixtures("with_plugins")

METROPOLE = "metropole-rouen-normandie"
#: What makes no sense, and the field that says so, when B2 has 0.7 of M5.
REFUSED = (
    ({"meter": "M5", "building": "B1", "vecteur": ""}, "vecteur"),
    ({"meter": "M5", "building": "B1", "vecteur": "vapeur"}, "vecteur"),
    ({"meter": "M9", "building": "B2"}, "id_compteur"),
    ({"meter": "M5", "building": "B9"}, "id_batiment"),
    ({"meter": "M5", "building": "B1", "share": "0.5"}, "share"),
    ({"meter": "M5", "building": "B1", "share": "NaN"}, "share"),
    ({"meter": "M5", "building": "B1", "share": "1.2"}, "share"),
    ({"meter": "M5", "building": "B1", "from": "2021-02-30"}, "from"),
    ({"meter": "M5", "building": "B1", "from": "2021-02-01", "to": "2021-01-01"}, "to"),
)
METERS, READINGS, CONSUMPTION = "energy/meters", "energy/readings", "energy/consumption"


@pytest.fixture
def estate(publisher) -> None:
    """Two buildings; a meter that serves one, one that serves none, one of a building that is not there."""
    publisher.buildings("B1;Mairie;76540;administration;100;1950", "B2;École;76540;école;200;1960")
    publisher.dataset("compteurs", private=True)
    publisher.table("compteurs", METERS, "id_compteur;id_batiment;vecteur", "M1;B1;gaz", "M2;;gaz", "M3;B9;électricité")
    publisher.dataset("factures", private=True)
    publisher.table(
        "factures",
        CONSUMPTION,
        "id_compteur;vecteur;debut;fin;valeur;unite;nature",
        "M1;gaz;01/01/2021;01/02/2021;10;kWh;réel",
        "M1;gaz;01/02/2021;01/03/2021;10;kWh;estimé",
        "M1;gaz;15/03/2021;01/04/2021;10;kWh;réel",
        "M4;gaz;01/01/2021;01/06/2021;10;kWh;réel",
    )
    publisher.dataset("releves", private=True)
    hours = [f"M5;2021-01-{day:02}T{hour:02}:00:00+01:00;1;kWh" for day in range(1, 16) for hour in range(24)]
    publisher.table("releves", READINGS, "id_compteur;horodate;valeur;unite", *hours)
    warehouse.bring_up_to_date(publisher.owner["id"])


@pytest.fixture
def estate_to_read(standing) -> None:
    standing("estate")


def inbox() -> dict[str, Any]:
    return helpers.call_action("rouen_energy_inbox_list", owner=METROPOLE)


def waiting() -> dict[str, str]:
    return {meter["id_compteur"]: meter["reason"] for meter in inbox()["unmatched"]}


def assign(meter: str, building: str, **more: Any) -> dict[str, Any]:
    user = helpers.call_action("get_site_user")["name"]
    given = {"owner": METROPOLE, "id_compteur": meter, "id_batiment": building, "vecteur": "électricité", **more}
    return helpers.call_action("rouen_energy_meter_assign", {"user": user}, **given)


def months_of(building: str) -> list[tuple[str, str, float]]:
    """Month, carrier and kWh of a building in the public table of months."""
    found = helpers.call_action("package_show", id=f"indicateurs-energie-{METROPOLE}")["resources"]
    (table,) = [one["id"] for one in found if one["profile"] == "energy/building-month"]
    rows = helpers.call_action("datastore_search", resource_id=table, filters={"id_batiment": building})["records"]
    return [(row["mois"][:10], row["vecteur"], row["kwh"]) for row in rows]


def line(source: str, name: str, **asked: Any) -> dict[str, Any]:
    calendar = helpers.call_action("rouen_energy_quality", owner=METROPOLE, **asked)["calendar"]
    (found,) = [one for one in calendar if one["source"] == source and name in (one["meter"], one["building"])]
    return found


def test_a_meter_that_matches_no_building_waits_and_says_why(estate_to_read):
    assert waiting() == {
        "M2": "no-building",
        "M3": "unknown-building",
        "M4": "unknown-meter",
        "M5": "unknown-meter",
    }
    assert inbox()["meters"] == {"all": 5, "matched": 1, "unmatched": 4}
    (m4,) = [meter for meter in inbox()["unmatched"] if meter["id_compteur"] == "M4"]
    assert (m4["from"], m4["to"], m4["found_in"][0]["dataset"]) == ("2021-01-01", "2021-06-01", "factures")


def test_a_month_is_complete_estimated_partial_or_missing(estate_to_read):
    months = {f"2021-{month:02}": state for month, state in enumerate(("complete", "estimated", "partial"), 1)}
    assert line("bills", "M1")["months"] == {**months, "2021-04": "missing", "2021-05": "missing"}
    assert line("bills", "M4")["wanting"] == 0


def test_days_without_readings_make_a_month_partial(estate_to_read):
    assert line("readings", "M5")["months"] == {"2021-01": "partial"}


def test_another_year_can_be_asked_for(estate_to_read):
    report = helpers.call_action("rouen_energy_quality", owner=METROPOLE, year=2019)
    assert (report["calendar"], report["years"]) == ([], [2021])


def test_only_those_who_may_edit_the_owner_s_datasets_may(estate_to_read):
    elsewhere, member = factories.User()["name"], factories.User()["name"]
    factories.Organization(users=[{"name": elsewhere, "capacity": "admin"}])
    site = helpers.call_action("get_site_user")["name"]
    helpers.call_action("organization_member_create", {"user": site}, id=METROPOLE, username=member, role="member")
    for action in ("rouen_energy_quality", "rouen_energy_inbox_list", "rouen_energy_meter_assign"):
        for user in ("", elsewhere, member):
            with pytest.raises(tk.NotAuthorized):
                helpers.call_action(action, {"user": user, "ignore_auth": False}, owner=METROPOLE)


def test_the_pages_are_for_those_who_may_edit(estate_to_read, app):
    stranger = factories.UserWithToken()
    for path in (f"/energie/compteurs/{METROPOLE}", f"/energie/qualite/{METROPOLE}"):
        app.get(path, headers={"Authorization": stranger["token"]}, status=403)
        assert "login" in app.get(path, follow_redirects=False, status=302).headers["Location"]


def test_an_officer_says_once_which_building_a_meter_serves_and_may_take_it_back(estate):
    queue.get_queue().empty()
    given = assign("M5", "B2")
    (said,) = given["assigned"]
    assert said == {
        "id_compteur": "M5",
        "id_batiment": "B2",
        "building_name": "École",
        "share": 1.0,
        "carrier": "électricité",
        "from": None,
        "to": None,
    }
    assert "M5" not in waiting()
    assert line("readings", "M5")["buildings"] == [{"id": "B2", "name": "École"}]
    (job, *_) = [job for job in queue.get_queue().jobs if "energy indicators" in job.meta["title"]]
    job.perform()
    assert months_of("B2") == [("2021-01-01", "électricité", 15 * 24)]

    assign("M5", "B2", share="0,7")
    for refused, field in REFUSED:
        with pytest.raises(tk.ValidationError) as raised:
            assign(**refused)
        assert list(raised.value.error_dict) == [field]
    assert [one["share"] for one in inbox()["assigned"]] == [0.7]

    assign("M5", "B2", share=0)
    assert waiting()["M5"] == "unknown-meter"
    with model.meta.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(assignment)).scalar() == 3
    for statement in (sa.update(assignment).values(share=1), sa.delete(assignment)):
        with pytest.raises(DatabaseError, match="only ever added"), model.meta.engine.begin() as connection:
            connection.execute(statement)


def test_an_officer_assigns_a_meter_on_its_page(estate, app):
    officer = factories.UserWithToken(name="energeticienne")
    site = helpers.call_action("get_site_user")["name"]
    helpers.call_action(
        "organization_member_create", {"user": site}, id=METROPOLE, username=officer["name"], role="editor"
    )
    headers = {"Authorization": officer["token"]}
    address = f"/energie/compteurs/{METROPOLE}"
    shown = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    assert {one.get_text() for one in shown.select(".rn-case h2")} == {"M2", "M3", "M4", "M5"}
    wrong = {"id_compteur": "M5", "id_batiment": "B9", "vecteur": "électricité", "share": "1"}
    refused = app.post(address, data=wrong, headers=headers, status=400, follow_redirects=False)
    assert "ne connaît ce bâtiment" in refused.body
    app.post(address, data={**wrong, "id_batiment": "B2"}, headers=headers, status=302, follow_redirects=False)
    shown = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    assert "M5" not in {one.get_text() for one in shown.select(".rn-case h2")}
    assert "École" in shown.find("table").get_text()


def test_buildings_are_counted_also_in_a_year_that_no_public_figure_tells_of(estate_to_read):
    site = {"user": helpers.call_action("get_site_user")["name"], "ignore_auth": True}
    told = helpers.call_action("rouen_energy_quality", site, owner=METROPOLE)
    assert told["buildings"] == {"with_data": 0, "all": 2}


def test_one_meter_is_said_in_the_singular(estate_to_read, app):
    token = {"Authorization": factories.APIToken(user=factories.Sysadmin()["name"])["token"]}
    page = app.get(f"/energie/compteurs/{METROPOLE}", headers=token).body
    assert "1 compteur sur 5 est rattaché à un bâtiment." in page
