"""A town hall with Excel: the workbook to fill in, the check without publishing, the refused file to correct."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.store import files
from openpyxl import Workbook, load_workbook
from werkzeug.datastructures import FileStorage

PROFILE = "essai/equipements"
GOOD = (
    "nom;code_insee;code_postal;ouverture;surface_m2\r\n"
    "Piscine de l'Île;76540;01400;01/02/2026;1 250,5\r\n"
).encode("cp1252")
BAD = GOOD + "Stade;76540;1400;31/02/2026;12,5\r\nGymnase;99999;76000;;x\r\n".encode("cp1252")


@pytest.fixture(autouse=True)
def site_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile of the site."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "essai.json").write_text(
        """{"name": "essai/equipements", "version": "1.0.0",
        "title": {"fr": "Équipements d'essai", "en": "Trial facilities"},
        "fields": [
          {"name": "nom", "type": "string", "title": {"fr": "Nom", "en": "Name"}, "example": "Piscine",
           "constraints": {"required": true}},
          {"name": "code_insee", "type": "code", "register": "communes", "constraints": {"required": true}},
          {"name": "code_postal", "type": "code", "constraints": {"pattern": "[0-9]{5}"}, "example": "76000"},
          {"name": "ouverture", "type": "date"},
          {"name": "surface_m2", "type": "number", "unit": "m2"}],
        "primaryKey": ["nom"]}""",
        encoding="utf-8",
    )
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(folder))


@pytest.fixture
def commune(officer: dict[str, Any]) -> dict[str, Any]:
    """Rouen, with its officer."""
    users = [{"name": officer["name"], "capacity": "editor"}]
    return factories.Organization(name="rouen", title="Ville de Rouen", insee="76540", users=users)


@pytest.fixture
def as_officer(officer: dict[str, Any]) -> dict[str, str]:
    """The headers of a request of the officer."""
    return {"Authorization": factories.APIToken(user=officer["name"])["token"]}


def sent(content: bytes, name: str = "equipements.csv") -> FileStorage:
    return FileStorage(stream=io.BytesIO(content), filename=name, name="upload")


def publish(dataset: dict[str, Any], content: bytes, name: str = "equipements.csv") -> dict[str, Any]:
    """A resource whose file has been looked at."""
    context = {"user": "agente", "ignore_auth": False}
    values = {"package_id": dataset["id"], "profile": PROFILE, "name": "Équipements"}
    resource = helpers.call_action("resource_create", context=context, upload=sent(content, name), **values)
    publication.publish_waiting()
    return resource


def again(resource: dict[str, Any], content: bytes, name: str) -> dict[str, Any]:
    context = {"user": "agente", "ignore_auth": False}
    helpers.call_action("resource_patch", context=context, id=resource["id"], upload=sent(content, name))
    publication.publish_waiting()
    return latest(resource)


def latest(resource: dict[str, Any]) -> dict[str, Any]:
    context = {"user": "agente", "ignore_auth": False}
    return helpers.call_action("rouen_publication_show", context=context, resource_id=resource["id"])


def check(context: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    return helpers.call_action("rouen_publication_check", context=context or {"user": "agente"}, **data)


def workbook(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def traces() -> tuple[int, int]:
    """What a deposit leaves: publications, kept files."""
    kept = [path for path in files.incoming_folder().rglob("*") if path.is_file()]
    count = model.Session.execute(sa.text("SELECT count(*) FROM rouen_publication")).scalar_one()
    return int(count), len(kept)


class TestTheWorkbookToFillIn:
    def test_has_the_codes_of_the_officers_commune(
        self, app: Any, commune: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        response = app.get(f"/modeles/{PROFILE}.xlsx", headers=as_officer)
        assert response.headers["Content-Disposition"].startswith("attachment; filename=essai-equipements.xlsx")
        sheet = workbook(response.data).worksheets[0]
        assert [cell.value for cell in sheet[1]] == ["nom", "code_insee", "code_postal", "ouverture", "surface_m2"]
        assert sheet["B2"].value == '=IF(COUNTA(A2,C2:E2)=0,"","76540")'

    def test_has_the_siret_that_the_organisation_has_given_and_only_a_siret_is_one(
        self, app: Any, commune: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        context = {"user": factories.Sysadmin()["name"], "ignore_auth": False}
        with pytest.raises(tk.ValidationError, match="SIRET"):
            helpers.call_action("organization_patch", context=dict(context), id=commune["id"], siret="21760540100018")
        helpers.call_action("organization_patch", context=dict(context), id=commune["id"], siret="21760540100017")
        sheet = workbook(app.get("/modeles/rouen/subventions.xlsx", headers=as_officer).data).worksheets[0]
        assert sheet["A2"].value.endswith('"Ville de Rouen")')
        assert sheet["B2"].value.endswith('"21760540100017")')

    def test_has_no_codes_for_somebody_unknown_or_who_asks_for_none(
        self, app: Any, commune: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        for query, headers in (("", {}), ("?organisation=", as_officer)):
            found = app.get(f"/modeles/{PROFILE}.xlsx{query}", headers=headers).data
            assert workbook(found).worksheets[0].max_row == 1

    def test_is_in_the_language_of_the_page(self, app: Any, empty_portal: None) -> None:
        assert workbook(app.get(f"/en/modeles/{PROFILE}.xlsx").data).sheetnames[0] == "Data"

    def test_filled_in_and_uploaded_it_is_published(
        self, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        book = workbook(app.get(f"/modeles/{PROFILE}.xlsx", headers=as_officer).data)
        sheet = book.worksheets[0]
        sheet["A2"], sheet["C2"], sheet["E2"] = "Piscine", "01400", 12.5
        # what a spreadsheet saves of the formulas: their values
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, 2).value = "76540" if row == 2 else None
        resource = publish(dataset, saved(book), "modele.xlsx")
        assert latest(resource)["state"] == "published"
        (row,) = helpers.call_action("datastore_search", resource_id=resource["id"])["records"]
        assert row == {
            "_id": 1, "nom": "Piscine", "code_insee": "76540", "code_postal": "01400", "ouverture": None,
            "surface_m2": 12.5,
        }  # fmt: skip

    def test_is_written_at_the_command_line(self, cli: Any, commune: dict[str, Any], tmp_path: Path) -> None:
        target = tmp_path / "modele.xlsx"
        done = cli.invoke(ckan, ["rouen", "template", PROFILE, str(target), "--organization", "rouen"])
        assert done.exit_code == 0, done.output
        assert "76540" in load_workbook(target).worksheets[0]["B2"].value
        for wrong in (["nulle/part", str(target)], [PROFILE, str(target), "--organization", "nulle-part"]):
            assert cli.invoke(ckan, ["rouen", "template", *wrong]).exit_code == 2


class TestThePagesOfModels:
    def test_list_every_model_with_its_workbook(self, app: Any, empty_portal: None) -> None:
        page = BeautifulSoup(app.get("/modeles").body, "html.parser")
        links = [link["href"] for link in page.select("main a, #content a, .rn-page a")]
        assert f"/modeles/{PROFILE}" in links
        assert f"/modeles/{PROFILE}.xlsx" in links
        assert "/modeles/rouen/equipements" in links

    def test_say_of_each_column_what_it_expects(self, app: Any, empty_portal: None) -> None:
        page = BeautifulSoup(app.get("/modeles/rouen/subventions").body, "html.parser")
        rows = {row.th.get_text(" ", strip=True): row.get_text(" ", strip=True) for row in page.select("tbody tr")}
        assert "l'une des valeurs de la liste" in rows["nature"]
        assert "aide en nature" in rows["nature"]
        assert "un nombre, au moins 0" in rows["montant"]

    def test_of_a_name_that_nothing_has_are_not_found(self, app: Any, empty_portal: None) -> None:
        for address in ("/modeles/nulle/part", "/modeles/nulle/part.xlsx", f"/modeles/{PROFILE}.xlsx?organisation=x"):
            assert app.get(address, expect_errors=True).status_code == 404

    def test_tell_every_message_in_both_languages(self, app: Any, empty_portal: None) -> None:
        assert "a perdu son zéro initial" in app.get("/modeles/messages").body
        assert "has lost its leading zero" in app.get("/en/modeles/messages").body
        assert "Corriger dans Excel" in app.get("/guide").body


class TestACheckWithoutPublishing:
    def test_tells_what_is_wrong_and_leaves_no_trace(self, dataset: dict[str, Any]) -> None:
        before = traces()
        report = check(upload=sent(BAD), profile=PROFILE)
        assert (report["errors"], report["complete"], report["profile"]["name"]) == (4, True, PROFILE)
        assert traces() == before

    def test_infers_a_model_when_none_is_named(self, dataset: dict[str, Any]) -> None:
        report = check(upload=sent(GOOD))
        assert (report["errors"], report["profile"]["inferred"], report["profile"]["name"]) == (0, True, "")
        types = {field["name"]: field["type"] for field in report["profile"]["fields"]}
        assert (types["code_postal"], types["ouverture"]) == ("code", "date")

    def test_of_a_file_that_cannot_be_read_has_no_model(self, dataset: dict[str, Any]) -> None:
        report = check(upload=sent(b""))
        assert (report["errors"], report["profile"]) == (1, None)

    def test_of_a_published_resource_uses_its_own_model(self, dataset: dict[str, Any]) -> None:
        resource = publish(dataset, GOOD)
        assert check(resource_id=resource["id"])["errors"] == 0
        assert check(resource_id=resource["id"], upload=sent(BAD))["errors"] == 4
        assert latest(resource)["state"] == "published"

    def test_refuses_what_is_too_large_to_wait_for_in_words(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.max_checked_megabytes", 1)
        before = traces()
        with pytest.raises(tk.ValidationError, match="1 Mo au plus"):
            check(upload=sent(GOOD + b"x" * (1 << 20)), profile=PROFILE)
        assert traces() == before

    def test_is_a_button_of_the_form_that_needs_no_script(
        self, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        form = app.get(f"/dataset/{dataset['name']}/resource/new", headers=as_officer).body
        page = BeautifulSoup(form, "html.parser")
        button = page.select_one("button[formaction]")
        assert button is not None
        assert button["formaction"] == f"/publication/verifier?package_id={dataset['name']}"
        assert button.get_text(strip=True) == "Vérifier sans publier"
        assert page.select_one("#dry-run") is not None

    @pytest.mark.parametrize(("content", "told"), [(GOOD, "Ce fichier convient"), (BAD, "Ce fichier serait refusé")])
    def test_answers_on_a_page_or_in_the_page_of_the_form(
        self, content: bytes, told: str, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        for more, whole in (({}, True), ({"HX-Request": "true"}, False)):
            form = {"upload": (io.BytesIO(content), "equipements.csv"), "profile": PROFILE, "save": "check"}
            page = app.post("/publication/verifier", data=form, headers={**as_officer, **more}).body
            assert told in page
            assert ("<h1" in page) == whole

    def test_without_a_file_says_so_and_to_strangers_does_not_exist(
        self, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        assert "Déposez un fichier." in app.post("/publication/verifier", data={}, headers=as_officer).body
        form = {"upload": (io.BytesIO(GOOD), "equipements.csv")}
        assert app.post("/publication/verifier", data=form, expect_errors=True).status_code in (403, 404)

    def test_at_the_command_line_exits_one_with_the_report_in_three_forms(
        self, cli: Any, empty_portal: None, tmp_path: Path
    ) -> None:
        path = tmp_path / "equipements.csv"
        path.write_bytes(BAD)
        base = ["rouen", "check", str(path), "--profile", PROFILE]
        words = cli.invoke(ckan, base)
        assert (words.exit_code, "Fichier refusé : 4 erreurs" in words.output) == (1, True)
        assert '"complete": true' in cli.invoke(ckan, [*base, "--format", "json"]).output
        assert "Leading zero lost" in cli.invoke(ckan, [*base, "--format", "csv", "--language", "en"]).output
        path.write_bytes(GOOD)
        assert cli.invoke(ckan, base).exit_code == 0
        assert cli.invoke(ckan, base[:3]).exit_code == 0
        assert cli.invoke(ckan, [*base[:3], "--profile", "nulle/part"]).exit_code == 2

    def test_at_the_command_line_writes_the_workbook_to_correct(
        self, cli: Any, empty_portal: None, tmp_path: Path
    ) -> None:
        path, target = tmp_path / "equipements.csv", tmp_path / "corriger.xlsx"
        path.write_bytes(BAD)
        done = cli.invoke(ckan, ["rouen", "check", str(path), "--profile", PROFILE, "--workbook", str(target)])
        assert done.exit_code == 1
        assert load_workbook(target).sheetnames == ["À corriger", "Données"]


class TestARefusedFile:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_corrected_in_its_workbook_and_uploaded_is_published(
        self, kind: str, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        resource = publish(dataset, BAD if kind == "csv" else as_workbook(BAD), f"equipements.{kind}")
        refused = latest(resource)
        assert refused["state"] == "refused"
        page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}", headers=as_officer).body
        address = f"/publication/{refused['id']}/corriger.xlsx"
        assert address in page
        response = app.get(address, headers=as_officer)
        assert 'filename=corriger-equipements.xlsx' in response.headers["Content-Disposition"]
        book = workbook(response.data)
        sheet = book.worksheets[1]
        assert (sheet["C2"].value, sheet["C3"].value) == ("01400", "1400")
        assert "zéro initial" in sheet["C3"].comment.text
        sheet["C3"], sheet["D3"], sheet["B4"], sheet["E4"] = "01400", "28/02/2026", "76540", "3,5"
        assert again(resource, saved(book), "corriger-equipements.xlsx")["state"] == "published"
        rows = helpers.call_action("datastore_search", resource_id=resource["id"])["records"]
        assert [(row["code_postal"], row["ouverture"], row["surface_m2"]) for row in rows] == [
            ("01400", "2026-02-01", 1250.5), ("01400", "2026-02-28", 12.5), ("76000", None, 3.5),
        ]  # fmt: skip

    def test_is_given_back_to_those_who_may_edit_it_alone(self, app: Any, dataset: dict[str, Any]) -> None:
        refused = latest(publish(dataset, BAD))
        stranger = {"Authorization": factories.APIToken(user=factories.User()["name"])["token"]}
        for headers in ({}, stranger):
            answer = app.get(f"/publication/{refused['id']}/corriger.xlsx", headers=headers, expect_errors=True)
            assert answer.status_code == 404
            assert "Stade" not in answer.body

    def test_that_cannot_be_cut_into_rows_offers_no_workbook(
        self, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        resource = publish(dataset, b"")
        page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}", headers=as_officer).body
        address = f"/publication/{latest(resource)['id']}/corriger.xlsx"
        assert "Fichier refusé" in page
        assert address not in page
        assert app.get(address, headers=as_officer, expect_errors=True).status_code == 404

    def test_that_was_published_has_nothing_to_correct(
        self, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        address = f"/publication/{latest(publish(dataset, GOOD))['id']}/corriger.xlsx"
        assert app.get(address, headers=as_officer, expect_errors=True).status_code == 404

    def test_with_more_errors_than_are_kept_says_so_on_its_page_and_in_its_files(
        self, app: Any, dataset: dict[str, Any], as_officer: dict[str, str]
    ) -> None:
        rows = "".join(f"Stade {number};76540;1400;;1\r\n" for number in range(10_050)).encode()
        resource = publish(dataset, GOOD.splitlines(keepends=True)[0] + rows)
        page = app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}", headers=as_officer).body
        assert "Les 10\u202f000 premières erreurs :" in page
        lines = app.get(f"/publication/{latest(resource)['id']}/rapport.csv", headers=as_officer).body.splitlines()
        assert len(lines) == 10_002
        assert "10000 premières erreurs sur 10050" in lines[-1]


def as_workbook(content: bytes) -> bytes:
    book = Workbook()
    for line in content.decode("cp1252").splitlines():
        book.worksheets[0].append(line.split(";"))
    return saved(book)
