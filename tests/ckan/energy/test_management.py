"""The demonstration's buildings on the path of the decree, in the months to come, and on the list of Monday."""

from __future__ import annotations

from html import unescape
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("demo_to_read")

OWNER = "metropole-rouen-normandie"
LARGEST = "DEMO-001"


def asked(action: str, **values: Any) -> dict[str, Any]:
    """What anyone is answered."""
    return helpers.call_action(f"rouen_energy_{action}", {"user": ""}, owner=OWNER, **values)


def test_a_building_says_whether_it_is_subject_and_how_far_its_targets_are():
    (one,) = asked("trajectory", id=LARGEST)["buildings"]
    assert (one["subject"]["is_subject"], one["subject"]["reason"]) == (True, "building-reaches")
    path = one["path"]
    assert (path["reference"]["from"], path["current"]["from"], path["is_corrected"]) == (
        "2019-01-01",
        "2025-01-01",
        True,
    )
    assert path["reference"]["delivered_kwh"] > path["reference"]["regulatory_kwh"]
    assert [milestone["year"] for milestone in path["milestones"]] == [2030, 2040, 2050]
    for milestone in path["milestones"]:
        assert milestone["target_kwh"] == pytest.approx(path["reference"]["kwh"] * (100 - milestone["reduction"]) / 100)


def test_the_buildings_of_an_owner_make_a_path_together():
    estate = asked("trajectory")
    counts = estate["counts"]
    assert counts["all"] == counts["subject"] + counts["not_subject"] + counts["undetermined"] == 54
    targets = [
        one["path"]["milestones"][0]["target_kwh"] for one in estate["buildings"] if one["subject"]["is_subject"]
    ]
    assert estate["together"]["milestones"][0]["target_kwh"] == pytest.approx(sum(targets), abs=len(targets))
    assert estate["synthetic"] is True
    assert {source["profile"] for source in estate["sources"]} >= {"energy/consumption", "energy/temperatures"}


def test_a_file_is_prepared_for_operat():
    prepared = asked("operat")
    names = {row["complementNomEfa"] for row in prepared["rows"]}
    assert len(names) == asked("trajectory")["counts"]["subject"]
    assert all(set(row) == set(prepared["titles"]) for row in prepared["rows"])


@pytest.mark.parametrize("building", [None, LARGEST])
def test_the_next_twelve_months_are_foreseen_when_that_does_better_than_last_year(building):
    found = asked("forecast", **({"id": building} if building else {}))
    assert found["is_shown"] is True
    assert [month["month"] for month in found["months"]] == [f"2026-{month:02}" for month in range(1, 13)]
    assert all(month["low"] < month["kwh"] < month["high"] for month in found["months"])
    assert found["score"]["error"] < found["score"]["naive_error"]


def test_a_building_is_compared_and_its_meters_are_not_told():
    found = asked("compare", id=LARGEST)
    assert found["year"] == 2025
    assert found["peers"]["buildings"] >= found["peers"]["rank"] >= 1
    assert found["drift"]["is_corrected"] is True
    assert (found["loads"], found["national"]) == (None, None)
    assert set(found["reasons"]) == {"loads", "national"}


def test_who_keeps_the_data_sees_what_is_used_while_nobody_is_there():
    """The invented buildings use at night 35 % of what they use by day."""
    editor = {"user": factories.Sysadmin()["name"]}
    found = helpers.call_action("rouen_energy_compare", editor, owner=OWNER, id="DEMO-003", year=2024)
    (load,) = [one for one in found["loads"] if one["meter"] == "DEMO-E-003"]
    assert load["night"]["share_percent"] == pytest.approx(35, abs=1)
    assert load["weekend"]["weekend_kwh"] > 0
    daily = helpers.call_action("rouen_energy_compare", editor, owner=OWNER, id=LARGEST, year=2024)
    assert [(one["night"], one["night_text"]) for one in daily["loads"]] == [(None, "0 semaines relevées, 4 exigées")]


def test_monday_begins_with_what_is_worth_most():
    listed = asked("monday", limit=5)
    worth = [item["kwh"] for item in listed["items"]]
    assert len(worth) == 5
    assert worth == sorted(worth, reverse=True)
    assert all(finding["text"] for item in listed["items"] for finding in item["findings"])
    assert listed["looked_at"]["drift"] > 40


def test_the_list_of_monday_is_for_those_who_keep_the_data():
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("rouen_energy_monday", {"user": "", "ignore_auth": False}, owner=OWNER)


@pytest.mark.parametrize("limit", ["0", "101", "000000005" + "0" * 4400], ids=["none", "too many", "digits"])
def test_the_list_of_monday_has_a_hundred_lines_at_most(limit):
    with pytest.raises(tk.ValidationError):
        helpers.call_action("rouen_energy_monday", {"user": ""}, owner=OWNER, limit=limit)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("trajectory?owner=personne", 404),
        (f"trajectory?owner={OWNER}&id=X9", 404),
        (f"forecast?id={LARGEST}", 409),
        (f"compare?owner={OWNER}", 409),
        (f"compare?owner={OWNER}&id={LARGEST}&year=jamais", 409),
        pytest.param(f"compare?owner={OWNER}&id={LARGEST}&year={'9' * 4400}", 409, id="a year of 4400 digits"),
        (f"monday?owner={OWNER}", 403),
    ],
)
def test_what_makes_no_sense_is_refused(app, query, status):
    app.get(f"/api/3/action/rouen_energy_{query}", status=status)


def test_the_page_of_monday_lists_buildings_and_offers_the_files(app):
    editor = factories.SysadminWithToken()
    headers = {"Authorization": editor["token"]}
    page = unescape(app.get(f"/energie/lundi/{OWNER}", headers=headers).body)
    listed = asked("monday")
    assert all(item["name"] in page and item["findings"][0]["text"] in page for item in listed["items"])
    table = app.get(f"/energie/lundi/{OWNER}.csv", headers=headers).body.splitlines()
    assert len(table) == 1 + sum(len(item["findings"]) for item in listed["items"])


def test_the_page_of_monday_asks_who_you_are(app):
    assert "/user/login" in app.get(f"/energie/lundi/{OWNER}", follow_redirects=False).headers["Location"]
    app.get(f"/energie/lundi/{OWNER}.csv", status=401)
    reader = factories.UserWithToken()
    app.get(f"/energie/lundi/{OWNER}", headers={"Authorization": reader["token"]}, status=403)


def test_anyone_may_take_the_file_prepared_for_operat(app):
    table = app.get(f"/energie/operat/{OWNER}.csv").body.lstrip("\ufeff").splitlines()
    prepared = asked("operat")
    assert table[0] == ";".join(prepared["titles"])
    assert len(table) == 1 + len(prepared["rows"])
