"""A file without a profile is proposed one; what its officer confirms is frozen, and holds her next files to it."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import publication
from werkzeug.datastructures import FileStorage
from workbooks import xlsx

FILE = ("Nom;Commune;Places;Tarif\nPiscine de l'Île;76540;120;3,50\nGymnase;76451;1 000;environ 2\n").encode("cp1252")
ADDRESS = "a-proposer"
MARKETS = [["Marché", "Jour"], ["Saint-Marc", "dimanche"], ["Clos", "mardi"]]
POOLS = [["Piscine", "Places"], ["Île", 120], ["Est", 95]]


def act(action: str, user: str = "agente", **data: Any) -> Any:
    return helpers.call_action(action, context={"user": user, "ignore_auth": False}, **data)


def deposit(dataset: dict[str, Any], content: bytes = FILE, name: str = "lieux.csv", **values: Any) -> dict[str, Any]:
    upload = FileStorage(stream=io.BytesIO(content), filename=name, name="upload")
    found = {"name": "Lieux", "profile": ADDRESS, **values}
    return act("resource_create", package_id=dataset["id"], upload=upload, **found)


def redeposit(resource: dict[str, Any], content: bytes) -> dict[str, Any]:
    upload = FileStorage(stream=io.BytesIO(content), filename="lieux-2.csv", name="upload")
    act("resource_patch", id=resource["id"], upload=upload)
    return worked(resource)


def worked(resource: dict[str, Any]) -> dict[str, Any]:
    publication.publish_waiting()
    return act("rouen_publication_show", resource_id=resource["id"])


def _fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of columns, as it is proposed."""
    form = BeautifulSoup(page, "html.parser").find("button", value="publish").find_parent("form")
    inputs = {each["name"]: each.get("value", "") for each in form("input") if each.get("type") != "checkbox"}
    return inputs | {each["name"]: each.find("option", selected=True)["value"] for each in form("select")}


def confirmed(resource: dict[str, Any], **said: Any) -> dict[str, Any]:
    return act("rouen_profile_confirm", resource_id=resource["id"], **said)


class TestAFileOfAnOfficerWithoutAModel:
    def test_waits_and_nothing_of_it_is_public(self, dataset: dict[str, Any], app: Any) -> None:
        resource = deposit(dataset)
        shown = act("rouen_publication_show", resource_id=resource["id"])
        assert (shown["state"], shown["reason"]) == ("refused", "profile-to-confirm")
        address = f"/dataset/{dataset['id']}/resource/{resource['id']}/download/lieux.csv"
        assert app.get(address, expect_errors=True).status_code == 404
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action("datastore_search", resource_id=resource["id"])

    def test_is_proposed_a_profile_with_examples_and_reasons(self, dataset: dict[str, Any]) -> None:
        proposal = act("rouen_profile_propose", resource_id=deposit(dataset)["id"])
        fields = {field["name"]: field for field in proposal["fields"]}
        assert {name: field["type"] for name, field in fields.items()} == {
            "Nom": "string",
            "Commune": "code",
            "Places": "integer",
            "Tarif": "string",
        }
        assert fields["Commune"]["examples"] == ["76540", "76451"]
        assert fields["Commune"]["reason"] == "Toujours 5 chiffres\u00a0: ressemble à un code, reste du texte."
        assert proposal["report"]["rows"] == 2

    def test_is_no_table_when_it_is_a_plan(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, b"%PDF-1.7", "plan.pdf")
        assert not resource.get("profile")
        assert act("rouen_publication_show", resource_id=resource["id"])["state"] == "published"

    def test_is_not_proposed_anything_to_others(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        stranger = factories.User()["name"]
        for action in ("rouen_profile_propose", "rouen_profile_confirm", "rouen_profile_draft"):
            for user in (stranger, ""):
                with pytest.raises(tk.NotAuthorized):
                    act(action, user, resource_id=resource["id"])

    def test_is_too_large_to_be_proposed_for_and_the_officer_is_told_a_way(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        resource = deposit(dataset)
        monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.max_proposal_size", 0)
        with pytest.raises(tk.ValidationError, match="extrait"):
            act("rouen_profile_propose", resource_id=resource["id"])


class TestConfirming:
    def test_publishes_the_file_with_a_profile_of_its_own(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        profile = confirmed(resource, title="Lieux d'Oissel", primary_key=["Nom"])
        assert (profile["name"], profile["version"]) == (f"jeux/equipements/{resource['id'][:8]}", "1.0.0")
        shown = worked(resource)
        assert (shown["state"], shown["profile"]) == ("published", f"{profile['name']}@1.0.0")
        records = helpers.call_action("datastore_search", resource_id=resource["id"])["records"]
        assert [(row["Commune"], row["Places"]) for row in records] == [("76540", 120), ("76451", 1000)]

    def test_takes_what_the_officer_says_of_a_column(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        said = {"name": "Places", "type": "number", "title": {"fr": "Places assises", "en": "Seats"}, "unit": "places"}
        confirmed(resource, fields=[said, {"name": "Tarif", "required": False}])
        worked(resource)
        fields = {field["id"]: field for field in helpers.call_action("datastore_info", id=resource["id"])["fields"]}
        assert fields["Places"]["type"] == "numeric"
        info = fields["Places"]["info"]
        assert (info["label"], info["label_en"], info["unit"]) == ("Places assises", "Seats", "places")

    def test_tells_what_in_the_file_contradicts_the_officer(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        with pytest.raises(tk.ValidationError) as refusal:
            confirmed(resource, fields=[{"name": "Tarif", "type": "number"}])
        (message,) = refusal.value.error_dict["Tarif"]
        assert message.startswith("1 valeur ne convient pas. Ligne 3, « environ 2 » : ")
        assert act("resource_show", id=resource["id"])["profile"] == ADDRESS

    def test_refuses_a_key_that_does_not_tell_rows_apart(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, b"a;b\nx;un\nx;deux\n")
        with pytest.raises(tk.ValidationError) as refusal:
            confirmed(resource, primary_key=["a"])
        assert "Ligne 3" in str(refusal.value.error_dict)

    @pytest.mark.parametrize(
        "said",
        [
            {"fields": [{"name": "Absente"}]},
            {"fields": [{"name": "Nom", "type": "jsonb"}]},
            {"fields": "Nom"},
            {"primary_key": ["Absente"]},
            {"sha256": "0" * 64},
        ],
    )
    def test_refuses_what_makes_no_sense(self, dataset: dict[str, Any], said: dict[str, Any]) -> None:
        with pytest.raises(tk.ValidationError):
            confirmed(deposit(dataset), **said)

    def test_holds_the_next_file_to_what_was_said(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        confirmed(resource)
        worked(resource)
        refused = redeposit(resource, FILE.replace(b"Places", b"Capacit\xe9"))
        assert refused["state"] == "refused"
        told = {(issue["rule"], issue["value"]) for issue in refused["report"]["issues"]}
        assert {("header-missing", "Places"), ("header-unknown", "Capacité")} & told
        assert redeposit(resource, FILE + b"Stade;76498;9;5\n")["rows"] == 3

    def test_a_file_with_other_columns_can_be_described_again(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        confirmed(resource, fields=[{"name": "Nom", "title": "Lieu"}])
        worked(resource)
        assert redeposit(resource, FILE.replace(b"Places", b"Capacit\xe9"))["state"] == "refused"
        again = confirmed(resource)
        assert [field["name"] for field in again["fields"]] == ["Nom", "Commune", "Capacité", "Tarif"]
        assert (again["version"], again["fields"][0]["title"]) == ("2.0.0", {"fr": "Lieu"})
        assert worked(resource)["state"] == "published"

    def test_another_time_makes_a_second_version_and_the_first_stays(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        first = confirmed(resource, fields=[{"name": "Places", "title": "Capacité"}])
        worked(resource)
        again = act("rouen_profile_propose", resource_id=resource["id"])
        assert next(field for field in again["fields"] if field["name"] == "Places")["title"] == {"fr": "Capacité"}
        assert confirmed(resource)["version"] == "1.0.0"
        second = confirmed(resource, fields=[{"name": "Commune", "type": "string"}])
        assert (second["name"], second["version"]) == (first["name"], "2.0.0")
        assert worked(resource)["profile_version"] == "2.0.0"
        assert act("rouen_profile_show", name=f"{first['name']}@1.0.0")["sha256"] == first["sha256"]
        assert act("rouen_profile_show", name=first["name"])["version"] == "2.0.0"

    def test_a_draft_is_kept_and_publishes_nothing(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        act("rouen_profile_draft", resource_id=resource["id"], fields=[{"name": "Nom", "title": "Lieu"}])
        proposal = act("rouen_profile_propose", resource_id=resource["id"])
        assert proposal["fields"][0]["title"] == {"fr": "Lieu"}
        assert act("rouen_publication_show", resource_id=resource["id"])["reason"] == "profile-to-confirm"
        assert confirmed(resource)["version"] == "1.0.0"

    def test_the_profile_is_shown_to_those_who_may_see_the_resource(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset)
        name = confirmed(resource)["name"]
        assert act("rouen_profile_show", "", name=name)["version"] == "1.0.0"
        act("package_patch", id=dataset["id"], private=True)
        with pytest.raises(tk.NotAuthorized):
            act("rouen_profile_show", "", name=name)
        assert name not in {profile["name"] for profile in act("rouen_profile_list")}

    def test_nobody_changes_a_frozen_profile(self, dataset: dict[str, Any]) -> None:
        confirmed(deposit(dataset))
        for statement in ("UPDATE rouen_profile SET version = '9'", "DELETE FROM rouen_profile"):
            with pytest.raises(sa.exc.DBAPIError, match="never changed"), model.meta.engine.begin() as connection:
                connection.execute(sa.text(statement))


class TestAWorkbookOfSeveralSheets:
    BOOK = xlsx(MARKETS, "Marchés", Piscines=POOLS)

    def test_is_not_guessed_at_and_its_sheets_are_listed(self, dataset: dict[str, Any]) -> None:
        proposal = act("rouen_profile_propose", resource_id=deposit(dataset, self.BOOK, "lieux.xlsx")["id"])
        assert (proposal["fields"], proposal["sheets"]) == ([], ["Marchés", "Piscines"])

    def test_is_published_from_the_sheet_that_the_officer_chose(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, self.BOOK, "lieux.xlsx")
        proposal = act("rouen_profile_propose", resource_id=resource["id"], sheet="Piscines")
        assert [field["name"] for field in proposal["fields"]] == ["Piscine", "Places"]
        confirmed(resource, sheet="Piscines")
        shown = worked(resource)
        assert (shown["state"], shown["sheet"], shown["report"]["sheet"]) == ("published", "Piscines", "Piscines")

    def test_keeps_the_sheet_that_its_officer_said_when_sending_it(self, dataset: dict[str, Any], app: Any) -> None:
        resource = deposit(dataset, self.BOOK, "lieux.xlsx", sheet="Piscines")
        headers = {"Authorization": factories.APIToken(user="agente")["token"]}
        address = f"/modele/{resource['id']}"
        form = _fields_of(app.get(address, headers=headers).body)
        assert form["feuille"] == "Piscines"
        assert app.post(address, data={**form, "save": "publish"}, headers=headers).status_code == 200
        shown = worked(resource)
        assert (shown["state"], shown["sheet"], shown["rows"]) == ("published", "Piscines", 2)

    def test_keeps_it_too_when_a_program_confirms_without_naming_it(self, dataset: dict[str, Any]) -> None:
        resource = deposit(dataset, self.BOOK, "lieux.xlsx", sheet="Piscines")
        confirmed(resource)
        assert act("resource_show", id=resource["id"])["sheet"] == "Piscines"

    def test_is_another_file_when_another_sheet_is_chosen(self, dataset: dict[str, Any]) -> None:
        same = [["Marché", "Jour"], ["Neuf", "lundi"]]
        resource = deposit(dataset, xlsx(MARKETS, "2025", **{"2026": same}), "marchés.xlsx")
        confirmed(resource, sheet="2025")
        worked(resource)
        act("resource_patch", id=resource["id"], sheet="2026")
        shown = worked(resource)
        assert (shown["sheet"], shown["rows"], shown["reason"]) == ("2026", 1, None)
        act("resource_patch", id=resource["id"], description="Deux marchés.")
        assert worked(resource)["id"] == shown["id"]

    def test_can_have_its_sheet_said_after_a_refusal_without_sending_it_again(
        self, dataset: dict[str, Any], app: Any
    ) -> None:
        resource = deposit(dataset, xlsx(MARKETS, "2025"), "marchés.xlsx")
        confirmed(resource, sheet="2025")
        worked(resource)
        book = xlsx(MARKETS, "2026", **{"2027": [*MARKETS, ["Neuf", "lundi"]]})
        upload = FileStorage(stream=io.BytesIO(book), filename="marchés-2.xlsx", name="upload")
        act("resource_patch", id=resource["id"], upload=upload)
        refused = worked(resource)
        assert [issue["rule"] for issue in refused["report"]["issues"]] == ["sheet-missing"]
        headers = {"Authorization": factories.APIToken(user="agente")["token"]}
        page = app.get(f"/dataset/{dataset['id']}/resource/{resource['id']}", headers=headers).body
        assert 'value="2026"' in page and 'value="2027"' in page
        app.post(f"/modele/{resource['id']}/feuille", data={"feuille": "2027"}, headers=headers)
        shown = worked(resource)
        assert (shown["sheet"], shown["rows"]) == ("2027", 3)
