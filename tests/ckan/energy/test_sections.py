"""Savings, the path of the decree, the months to come and comparisons, on /energie and on a building's sheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from ckan.tests import helpers
from ckanext.rouen_energy.core.demonstration import truths
from ckanext.rouen_energy.logic.management import forecasting
from sqlalchemy.exc import OperationalError

pytestmark = pytest.mark.usefixtures("with_plugins", "demo_to_read")

OWNER = "metropole-rouen-normandie"
BUILDING = truths.RENOVATION.building
SHEET = f"/energie/batiment/{OWNER}/{BUILDING}"


def section(app: Any, address: str, name: str) -> Tag:
    found = BeautifulSoup(app.get(address, status=200).body, "html.parser").find(
        "section", attrs={"aria-labelledby": name}
    )
    assert isinstance(found, Tag)
    return found


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


def asked(action: str, **values: Any) -> dict[str, Any]:
    return helpers.call_action(f"rouen_energy_{action}", {"user": ""}, owner=OWNER, **values)


def rows(app: Any, address: str) -> list[dict[str, str]]:
    text = app.get(address, status=200).get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def flat(text: str) -> str:
    """A text as `words` gives it."""
    return " ".join(text.split())


def test_the_renovated_building_says_what_its_works_saved_and_what_that_rests_on(app):
    (work,) = asked("impact", building=BUILDING)["works"]
    shown = section(app, SHEET, "building-impact")
    assert flat(work["sentence"]) in words(shown)
    assert "Période de référence" in words(shown)
    assert len(shown.select("#impact-1-months tbody tr")) == len(work["months"]) > 0


def test_the_months_of_a_saving_are_those_of_its_file(app):
    (work,) = asked("impact", building=BUILDING)["works"]
    found = rows(app, f"{SHEET}/economie.csv")
    assert [row["mois"] for row in found] == [month["month"] for month in work["months"]]


def test_a_building_without_works_says_that_none_are_declared(app):
    shown = section(app, f"/energie/batiment/{OWNER}/DEMO-054", "building-impact")
    assert "Aucuns travaux ne sont déclarés." in words(shown)


def test_the_path_of_a_building_names_its_targets_and_why_an_absolute_one_is_not_set(app):
    (one,) = asked("trajectory", id=BUILDING)["buildings"]
    shown = section(app, SHEET, "building-trajectory")
    assert flat(one["subject"]["text"]) in words(shown)
    for milestone in one["path"]["milestones"]:
        assert flat(milestone["text"]) in words(shown)
    assert flat(one["path"]["milestones"][0]["absolute_text"]) in words(shown)


def test_the_forecast_or_why_it_is_hidden_is_told(app):
    found = asked("forecast", id=BUILDING)
    shown = section(app, SHEET, "building-forecast")
    assert flat(found["text"]) in words(shown)
    assert len(shown.select("tbody tr")) == len(found["months"])


def test_a_comparison_names_the_year_that_it_is_about(app):
    found = asked("compare", id=BUILDING)
    assert f"Comparaison sur {found['year']}" in words(section(app, SHEET, "building-beside"))


def test_the_dashboard_sums_savings_and_the_path_of_the_owner(app):
    saved, estate = asked("impact"), asked("trajectory")
    assert flat(saved["sentence"]) in words(section(app, "/energie", "energy-impact"))
    path = section(app, "/energie", "energy-trajectory")
    assert flat(estate["together"]["milestones"][0]["text"]) in words(path)
    assert len(path.select("details tbody tr")) == len(estate["buildings"])


def test_the_files_of_the_dashboard_hold_what_its_tables_hold(app):
    assert len(rows(app, "/energie/economie.csv")) == len(asked("impact")["works"])
    targets = rows(app, f"/energie/trajectoire.csv?proprietaire={OWNER}")
    assert {row["id_batiment"] for row in targets} == {one["id"] for one in asked("trajectory")["buildings"]}
    months = rows(app, f"/energie/prevision.csv?proprietaire={OWNER}")
    assert [row["mois"] for row in months] == [month["month"] for month in asked("forecast")["months"]]


def test_a_commune_has_no_path_of_its_own(app):
    soup = BeautifulSoup(app.get("/energie?commune=76540", status=200).body, "html.parser")
    assert soup.find(id="energy-trajectory") is None
    assert soup.find(id="energy-by-type") is not None


def test_a_part_that_fails_leaves_the_rest_of_the_page(app, monkeypatch):
    def broken(*_: Any) -> dict[str, Any]:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(forecasting, "of_owner", broken)
    shown = section(app, SHEET, "building-forecast")
    assert "Ce bloc n'a pas pu être affiché ; le reste est valable." in words(shown)
    assert words(section(app, SHEET, "building-years"))
