"""The register and the steps of the communes through the API and the pages."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

ROUEN, ELBEUF, OISSEL = "76540", "76231", "76484"


def record(insee: str, step: str, date: str, **more: str) -> dict[str, Any]:
    """Record a step as the portal itself."""
    return helpers.call_action("rouen_commune_step_create", insee=insee, step=step, date=date, **more)


def of(insee: str, **more: str) -> dict[str, Any]:
    """What the list says of a commune."""
    rows = helpers.call_action("rouen_commune_list", **more)
    return next(row for row in rows if row["insee"] == insee)


def test_the_list_has_a_row_for_each_of_the_71_communes_whatever_they_did() -> None:
    communes = helpers.call_action("rouen_commune_list")
    assert len({commune["insee"] for commune in communes}) == 71
    assert {commune["step"] for commune in communes} == {None}


def test_a_commune_says_who_it_is() -> None:
    rouen = of(ROUEN)
    assert (rouen["name"], rouen["siren"], rouen["population"]) == ("Rouen", "217605401", 117662)
    assert rouen["centre"]["lat"] == pytest.approx(49.44, abs=0.05)
    assert rouen["obligation"] is True


def test_a_step_is_in_force_from_its_day_on() -> None:
    record(ELBEUF, "interest", "2021-06-12")
    record(ELBEUF, "agreement", "2021-10-13")
    assert of(ELBEUF)["step"] == "agreement"
    assert of(ELBEUF, at="2021-09-01")["step"] == "interest"
    assert of(ELBEUF, at="2020-01-01")["step"] is None


def test_a_commune_shows_its_steps_but_not_who_recorded_them() -> None:
    record(ELBEUF, "interest", "2021-06-12", evidence="https://exemple.fr/deliberation.pdf")
    steps = helpers.call_action("rouen_commune_show", insee=ELBEUF)["steps"]
    assert [(step["step"], step["date"]) for step in steps] == [("interest", "2021-06-12")]
    assert "author" not in steps[0]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"insee": "99999"}, "insee"),
        ({"insee": "1400"}, "insee"),
        ({"step": "publishing"}, "step"),
        ({"date": "31/02/2026"}, "date"),
        ({"step": "paused"}, "note"),
        ({"evidence": "javascript:alert(1)"}, "evidence"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_by_the_name_of_its_field(values: dict[str, str], field: str) -> None:
    with pytest.raises(tk.ValidationError) as refusal:
        record(**{"insee": ELBEUF, "step": "interest", "date": "2021-06-12", **values})
    assert list(refusal.value.error_dict) == [field]
    assert helpers.call_action("rouen_commune_step_list", insee=ELBEUF) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE rouen_commune_step SET step = 'active'", "DELETE FROM rouen_commune_step"]
)
def test_the_database_refuses_to_change_what_was_recorded(statement: str) -> None:
    record(ELBEUF, "interest", "2021-06-12")
    with pytest.raises(sa.exc.InternalError, match="only ever added"), model.meta.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert of(ELBEUF)["step"] == "interest"


def test_only_administrators_of_the_metropole_record_steps(metropole: dict[str, Any]) -> None:
    outsider, member = factories.User(), factories.User()
    helpers.call_action("organization_member_create", id=metropole["id"], username=member["name"], role="admin")
    step = {"insee": ELBEUF, "step": "interest", "date": "2021-06-12"}
    with pytest.raises(tk.NotAuthorized):
        tk.get_action("rouen_commune_step_create")({"user": outsider["name"]}, step)
    assert tk.get_action("rouen_commune_step_create")({"user": member["name"]}, step)["author"] == member["name"]


def test_an_unknown_commune_is_not_found() -> None:
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("rouen_commune_show", insee="99999")


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(tk.ValidationError):
        helpers.call_action("rouen_commune_list", at="hier")


def test_the_organisation_of_a_commune_is_found_by_its_code() -> None:
    factories.Organization(name="oissel", insee=OISSEL)
    assert of(OISSEL)["organization"] == "oissel"


def test_the_page_has_71_rows_and_the_file_is_the_table(app: Any) -> None:
    record(ELBEUF, "interest", "2021-06-12")
    page = app.get("/communes").body
    assert page.count('<th scope="row">') == 71
    rows = list(csv.DictReader(io.StringIO(app.get("/communes.csv").body)))
    assert len(rows) == 71
    assert next(row for row in rows if row["insee"] == ELBEUF)["step"] == "interest"


def test_a_filter_shows_as_many_rows_as_its_step_counts(app: Any) -> None:
    record(ELBEUF, "interest", "2021-06-12")
    assert app.get("/communes?etape=interest").body.count('<th scope="row">') == 1
    assert app.get("/communes?etape=aucune").body.count('<th scope="row">') == 70


def test_a_commune_without_organisation_has_its_page_and_an_unknown_one_has_none(app: Any) -> None:
    assert "Elbeuf" in app.get(f"/communes/{ELBEUF}", status=200).body
    app.get("/communes/99999", status=404)
