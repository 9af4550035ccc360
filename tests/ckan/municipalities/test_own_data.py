"""The dashboard of an organisation: what its members see after they log in, and nobody else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import publication
from counting import counted
from werkzeug.datastructures import FileStorage

pytestmark = pytest.mark.usefixtures("with_plugins")

Add = Callable[..., dict[str, Any]]
Act = Callable[..., Any]
Standing = Callable[[str], Any]


@pytest.fixture
def officer_of_rouen(organizations: dict[str, str]) -> dict[str, Any]:
    """An editor of Rouen's organisation."""
    user = factories.UserWithToken(name="rouennaise")
    helpers.call_action("organization_member_create", id="rouen", username=user["name"], role="editor")
    return user


@pytest.fixture
def busy_town(officer_of_rouen: dict[str, Any], add: Add, act: Act) -> dict[str, Any]:
    """Rouen with an open dataset, a private one, one without licence, a late one and a refused file."""
    factories.Organization(name="elbeuf", title="Elbeuf", insee="76231")
    add("arbres", theme="ENVI")
    add("prive", private=True)
    add("sans-licence", license_id="notspecified")
    late = add("agenda", file=False, frequency="WEEKLY")
    elsewhere = {"url": "https://example.org/agenda.csv", "last_modified": "2026-03-03T12:00:00"}
    act("resource_create", package_id=late["id"], name="Agenda", **elsewhere)
    refused = add("subventions", file=False)
    file = FileStorage(stream=io.BytesIO(b"nomAttribuant\nRouen\n"), filename="s.csv", name="upload")
    act("resource_create", package_id=refused["id"], name="Conventions", profile="rouen/subventions", upload=file)
    add("menus", "metropole", on_behalf_of="76540")
    publication.publish_waiting()
    return officer_of_rouen


def dashboard(user: dict[str, Any], organization: str = "rouen") -> dict[str, Any]:
    """The dashboard as somebody sees it."""
    return helpers.call_action(
        "rouen_organization_dashboard", {"ignore_auth": False, "user": user["name"]}, id=organization
    )


def test_it_says_why_each_dataset_is_not_counted(standing: Standing) -> None:
    found = dashboard(standing("busy_town"))
    reasons = {each["name"]: each["reason"] for each in found["not_counted"]}
    assert reasons == {
        "prive": "private",
        "sans-licence": "no-licence",
        "agenda": "not-checked",
        "subventions": "unreachable",
    }
    assert (found["datasets"], found["counted"]) == (6, 2)


def test_what_the_metropole_publishes_for_the_commune_is_there_and_counts(standing: Standing) -> None:
    found = dashboard(standing("busy_town"))
    assert "menus" not in [each["name"] for each in found["not_counted"]]
    assert found["counted"] == 2


def test_it_tells_what_is_late_and_what_was_refused(standing: Standing) -> None:
    found = dashboard(standing("busy_town"))
    assert [each["name"] for each in found["late"]] == ["agenda"]
    assert found["late"][0]["days_late"] > 100
    assert [(each["package"], each["state"]) for each in found["refused"]] == [("subventions", "refused")]


def test_it_warns_of_vacant_roles_and_of_an_administrator_who_never_came(standing: Standing) -> None:
    codes = dashboard(standing("busy_town"))["warnings"]
    assert codes[:4] == ["vacant-pilot", "vacant-prada", "vacant-dpo", "vacant-gis"]
    assert codes[4:] == ["never-logged-in"]


def test_it_tells_what_is_expected_and_what_communes_of_that_size_publish(standing: Standing) -> None:
    officer = standing("busy_town")
    states = {each["schema"]: each["state"] for each in dashboard(officer)["expected"]}
    assert states["scdl/subventions"] == "invalid"
    assert dashboard(officer)["peers"]["communes"] == 0
    elbeuf = helpers.call_action("rouen_organization_dashboard", id="elbeuf")["peers"]
    assert (elbeuf["from"], elbeuf["to"]) == (10_000, 50_000)
    assert elbeuf["communes"] > 5


def test_who_leads_sees_which_communes_lack_somebody(standing: Standing) -> None:
    standing("busy_town")
    found = helpers.call_action("rouen_organization_dashboard", id="metropole-rouen-normandie")
    assert [each["title"] for each in found["communes"]] == ["Elbeuf", "Rouen"]
    assert found["expected"] == []


def test_who_leads_is_told_of_requests_and_led_to_the_data_of_a_commune(standing: Standing, app: Any) -> None:
    standing("busy_town")
    assert helpers.call_action("rouen_organization_dashboard", id="rouen")["requests"] is None
    lead = factories.UserWithToken()
    member = {"id": "metropole-rouen-normandie", "username": lead["name"], "role": "admin"}
    helpers.call_action("organization_member_create", **member)
    as_lead = {"Authorization": lead["token"]}
    page = app.get("/dashboard/datasets", headers=as_lead).body
    assert "Aucune n’attend de réponse." in page
    assert 'href="/communes/demandes"' in page
    assert 'href="/communes/demandes"' in app.get("/communes", headers=as_lead).body
    assert 'href="/communes/demandes"' not in app.get("/communes").body
    assert 'href="/dashboard/datasets?organisation=elbeuf"' in page
    assert "Mes obligations" in app.get("/dashboard/datasets?organisation=elbeuf", headers=as_lead).body


def test_who_leads_publishes_for_a_commune_from_its_page(standing: Standing, app: Any) -> None:
    standing("busy_town")
    lead = factories.UserWithToken()
    member = {"id": "metropole-rouen-normandie", "username": lead["name"], "role": "admin"}
    helpers.call_action("organization_member_create", **member)
    as_lead = {"Authorization": lead["token"]}
    form = "/dataset/new?on_behalf_of=76231"
    assert f'href="{form}"' in app.get("/communes/76231", headers=as_lead).body
    assert re.search(r'<option value="76231"\s+selected', app.get(form, headers=as_lead).body)
    assert "on_behalf_of" not in app.get("/communes/76231").body


def test_it_leads_to_the_workbook_of_each_schema_that_lacks(standing: Standing, app: Any) -> None:
    officer = standing("busy_town")
    page = app.get("/dashboard/datasets", headers={"Authorization": officer["token"]}).body
    assert 'href="/modeles/rouen/subventions">Classeur à remplir' in page
    assert "Classeur à remplir" not in app.get("/communes/76540").body


def test_nobody_else_sees_it(standing: Standing) -> None:
    officer = standing("busy_town")
    with pytest.raises(tk.NotAuthorized):
        dashboard(officer, "elbeuf")
    with pytest.raises(tk.NotAuthorized):
        dashboard({"name": ""})


def test_after_login_an_officer_reads_it_all_on_one_page(standing: Standing, app: Any) -> None:
    officer = standing("busy_town")
    page = app.get("/dashboard/datasets", headers={"Authorization": officer["token"]}).body
    for words in (
        "Référent à désigner : SIG",
        "Privé : rendez-le public.",
        "subventions : Conventions",
        "Mes obligations",
    ):
        assert words in page
    assert "Ce que publient les communes de votre taille" not in page, "no other commune is as large as Rouen"
    other = app.get("/dashboard/datasets?organisation=elbeuf", headers={"Authorization": officer["token"]}).body
    assert "Mes obligations" not in other


def test_it_asks_no_more_when_there_are_more_datasets_and_communes(busy_town: dict[str, Any], add: Add) -> None:
    with counted() as few:
        dashboard(busy_town)
    for number in range(3):
        add(f"encore-{number}", file=False, resources=[{"url": "https://example.org/d.csv"}])
    factories.Organization(name="oissel", insee="76484")
    with counted() as many:
        dashboard(busy_town)
    assert len(many.statements) == len(few.statements) < 20
