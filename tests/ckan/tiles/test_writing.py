"""Writing a tile on pages, by people of each role: the form, YAML, review, versions, what waits, who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities import model as base
from ckanext.rouen_tiles.core.tile import yaml_text
from ckanext.rouen_tiles.logic import release, telling
from ckanext.rouen_tiles.logic import tile as life

Form = dict[str, list[str]]


@dataclass
class Person:
    """Somebody in front of the pages; anonymous without a token."""

    app: Any
    token: str = ""

    def get(self, path: str, status: int = 200) -> BeautifulSoup:
        answer = self.app.get(path, headers=self._headers(), status=status, follow_redirects=False)
        return BeautifulSoup(answer.body, "html.parser")

    def send(self, path: str, form: Any, status: int = 302) -> BeautifulSoup:
        answer = self.app.post(path, data=form, headers=self._headers(), status=status, follow_redirects=False)
        return BeautifulSoup(answer.body, "html.parser")

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self.token} if self.token else {}


@pytest.fixture
def people(tiles_portal: dict[str, Any], app: Any) -> dict[str, Person]:
    """An editor and an administrator of the Métropole, an administrator elsewhere, and nobody in particular."""
    found = {"anyone": Person(app)}
    for name, capacity in (("editrice", "editor"), ("administratrice", "admin")):
        user = factories.UserWithToken(name=name, fullname=name.capitalize(), email=f"{name}@example.org")
        helpers.call_action("organization_member_create", id=tiles_portal["id"], username=name, role=capacity)
        found[capacity] = Person(app, user["token"])
    stranger = factories.UserWithToken(name="ailleurs")
    factories.Organization(name="autre", users=[{"name": stranger["name"], "capacity": "admin"}])
    found["stranger"] = Person(app, stranger["token"])
    return found


@pytest.fixture
def table(publish_table: Any, rows: dict[str, str]) -> str:
    """A published table that no tile shows yet."""
    return str(publish_table("decheteries", *rows.values()))


def words(page: BeautifulSoup) -> str:
    return " ".join(page.find(id="content").get_text(" ").split())


def filled(page: BeautifulSoup, **changed: str | list[str]) -> Form:
    """What a browser sends of the form of a tile, some fields filled in otherwise."""
    form = page.find(id="tile-form")
    sent: Form = {}
    for field in form.find_all(["input", "select", "textarea"]):
        name = field.get("name")
        if not name or (field.get("type") in ("radio", "checkbox") and not field.has_attr("checked")):
            continue
        sent.setdefault(name, []).append(_value(field))
    names = {name.replace("__", "."): value for name, value in changed.items()}
    return sent | {name: [value] if isinstance(value, str) else value for name, value in names.items()}


def _value(field: Any) -> str:
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen.get("value", chosen.get_text())) if chosen else ""
    return str(field.get_text() if field.name == "textarea" else field.get("value", ""))


def mails() -> list[str]:
    """Subjects of the mails that wait, in order."""
    return list(model.Session.execute(sa.select(base.mail.c.subject).order_by(base.mail.c.id)).scalars())


def test_a_tile_goes_from_the_form_to_the_app_without_yaml(table: str, people: dict[str, Person], backend: Any) -> None:
    editor, admin = people["editor"], people["admin"]
    assert "Liste de lieux" in words(editor.get("/tuiles/nouvelle"))
    chosen = editor.get("/tuiles/nouvelle?genre=map_list&q=déchèt")
    assert "Aucune table publique ne correspond" in words(chosen)
    address = f"/tuiles/nouvelle?genre=map_list&source={table}"
    assert editor.get("/tuiles/nouvelle?genre=map_list").find("a", href=address)
    page = editor.get(address)
    assert page.find(id="field-icon").find_all("svg")
    form = filled(page, department="dechets", category="dechets", icon="bin", title__fr="Déchèteries")
    looked = editor.send("/tuiles/nouvelle", {**form, "do": "look"}, status=200)
    assert "Déchèterie des Quais" in looked.find(class_="rn-phone").get_text()
    assert "2 communes" in looked.find(id="draft").get_text()
    editor.get("/tuiles/decheteries", status=404)

    editor.send("/tuiles/nouvelle", {**form, "do": "submit"})
    assert mails() == ["Tuile à valider : Déchèteries"]
    assert [button.get_text() for button in buttons(editor)] == []
    assert "Publier" in [button.get_text() for button in buttons(admin)]
    admin.send("/tuiles/decheteries/publier", {"revision": "1"})
    assert backend.tiles() == ["decheteries"]


def buttons(person: Person) -> list[Any]:
    return list(person.get("/tuiles/decheteries").find(class_="rn-tile-actions").find_all("button"))


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_saved(live: str, people: dict[str, Person]) -> None:
    page = people["editor"].get("/tuiles/decheteries/modifier")
    refused = people["editor"].send(
        "/tuiles/decheteries/modifier", filled(page, title__fr="x" * 31, do="save"), status=400
    )
    assert "31 caractères ; 30 au plus" in refused.find(id="error-title.fr").get_text()
    assert refused.find(id="errors").find("a", href="#field-title.fr").get_text() == "Titre (français)"
    assert refused.find(id="field-title.fr")["value"] == "x" * 31
    assert life.newest("decheteries").revision == 1


def test_going_through_the_form_changes_nothing_and_saves_no_revision(live: str, people: dict[str, Person]) -> None:
    page = people["editor"].get("/tuiles/decheteries/modifier")
    people["editor"].send("/tuiles/decheteries/modifier", filled(page, do="save"))
    assert life.newest("decheteries").revision == 1


def test_another_table_proposes_its_columns_once_and_keeps_what_is_chosen_after(
    live: str, people: dict[str, Person], publish_table: Any, rows: dict[str, str]
) -> None:
    other, address = str(publish_table("piscines", rows["76540"])), "/tuiles/decheteries/modifier"
    page = people["editor"].get(address)
    chosen = people["editor"].send(address, filled(page) | {"sources[0].resource": [other], "do": "look"}, status=200)
    assert "1 commune" in chosen.find(id="draft").get_text()
    again = filled(chosen) | {"sources[0].map.title": ["ADR_COMMUNE"], "do": "look"}
    looked = people["editor"].send(address, again, status=200)
    people["editor"].send(address, filled(looked, do="save"))
    (saved,) = life.newest("decheteries").document["sources"]
    assert (saved["resource"], saved["map"]) == (other, {"title": "ADR_COMMUNE"})


def test_a_stale_form_overwrites_nothing_and_keeps_what_both_wrote(live: str, people: dict[str, Person]) -> None:
    address = "/tuiles/decheteries/modifier"
    mine = people["editor"].get(address)
    theirs = filled(people["admin"].get(address), title__en="Waste centres", rank="3", do="save")
    people["admin"].send(address, theirs)
    told = people["editor"].send(address, filled(mine, summary__fr="Autre", rank="9", do="save"), status=409)
    warning = " ".join(told.find(id="other").get_text(" ").split())
    assert "Modifiée par Administratrice à" in warning
    assert told.find(id="other").find("a")["href"].endswith("/tuiles/decheteries/revisions?de=1&a=2")
    assert "gardés tels que vous les avez écrits : Rang" in warning
    assert life.newest("decheteries").revision == 2
    people["editor"].send(address, filled(told, do="save"))
    saved = life.newest("decheteries").document
    assert (saved["title"]["en"], saved["summary"]["fr"], saved["rank"]) == ("Waste centres", "Autre", 9)
    compared = words(people["editor"].get("/tuiles/decheteries/revisions?de=1&a=3"))
    assert "Titre (anglais) Recycling centres Waste centres" in compared


def test_yaml_leaves_and_comes_back_the_same(live: str, people: dict[str, Person], app: Any) -> None:
    editor = people["editor"]
    sent = app.get("/tuiles/decheteries/yaml", headers={"Authorization": editor.token}).body
    assert yaml_text.load(sent) == life.newest("decheteries").document
    editor.send("/tuiles/decheteries/modifier-yaml", {"revision": "1", "yaml": sent})
    assert life.newest("decheteries").document == yaml_text.load(sent)
    wrong = editor.send("/tuiles/importer", {"yaml": "id: essai\ninsee: 076540\n"}, status=400)
    assert "octal" in words(wrong)


def test_an_owner_where_one_does_not_write_is_refused_beside_its_field(live: str, people: dict[str, Person]) -> None:
    editor, address = people["editor"], "/tuiles/decheteries/modifier"
    form = filled(editor.get(address), owner__organization="autre", do="save")
    refused = editor.send(address, form, status=400)
    assert "Vous n’écrivez pas dans cette organisation." in refused.find(id="error-owner.organization").get_text()
    text = life.write_yaml("decheteries").replace("metropole-rouen-normandie", "autre")
    told = words(editor.send("/tuiles/decheteries/modifier-yaml", {"revision": "1", "yaml": text}, status=400))
    assert "Vous n’écrivez pas dans l’organisation que ce fichier nomme" in told
    assert life.newest("decheteries").revision == 1


def test_a_reviewer_sends_back_with_a_reason_that_its_author_reads(live: str, people: dict[str, Person]) -> None:
    address = "/tuiles/decheteries/modifier"
    form = filled(people["editor"].get(address), title__fr="Déchets", do="submit")
    people["editor"].send(address, form)
    assert "révision 2 soumise par Editrice" in words(people["admin"].get("/tuiles/a-traiter"))
    people["editor"].send("/tuiles/decheteries/renvoyer", {"revision": "2", "reason": "non"}, status=404)
    people["admin"].send("/tuiles/decheteries/renvoyer", {"revision": "2", "reason": "Titre trop vague"})
    assert "Renvoyée à son auteur : Titre trop vague" in words(people["editor"].get("/tuiles/decheteries"))
    assert mails() == ["Tuile à valider : Déchets", "Tuile à revoir : Déchets"]


def test_publishing_is_refused_in_words_that_say_what_to_do(
    table: str, people: dict[str, Person], tile_yaml: Callable[..., str], test_request_context: Any
) -> None:
    with test_request_context():
        life.bring_in(tile_yaml(), "editrice")
        act("package_patch", id="decheteries", private=True)
    refused = words(people["admin"].send("/tuiles/decheteries/publier", {"revision": "1"}, status=400))
    expected = (
        "Publication impossible : « decheteries » est privée ou supprimée. Rendez-la publique ou changez de source."
    )
    assert expected in refused
    assert life.life_of("decheteries").state == "draft"


def act(action: str, **data: Any) -> Any:
    user = helpers.call_action("get_site_user")["name"]
    return helpers.call_action(action, context={"user": user, "ignore_auth": True}, **data)


def test_what_blocks_a_tile_is_listed_for_those_who_write_it_until_it_is_mended(
    live: str, people: dict[str, Person], test_request_context: Any
) -> None:
    assert "Rien à traiter." in words(people["editor"].get("/tuiles/a-traiter"))
    act("package_patch", id="decheteries", private=True)
    with test_request_context():
        release.sweep()
        assert (telling.of_withdrawals(), telling.of_withdrawals()) == (1, 0)
    assert mails() == ["Tuile retirée : Déchèteries"]
    page = people["editor"].get("/tuiles/a-traiter")
    row = page.find("table").find("tbody").find_all("tr")
    assert len(row) == 1
    assert "Déchets Déchèteries" in " ".join(row[0].get_text(" ").split())
    assert page.find("a", href=f"/dataset/decheteries/resource/{live}")
    for who in ("anyone", "stranger"):
        status = 200 if who == "stranger" else 403
        assert "Déchèteries" not in words(people[who].get("/tuiles/a-traiter", status=status))
    assert "n’ont encore aucune tuile" in words(people["stranger"].get("/tuiles/a-traiter"))
    act("package_patch", id="decheteries", private=False)
    with test_request_context():
        release.sweep()
    assert "Rien à traiter." in words(people["editor"].get("/tuiles/a-traiter"))


def test_a_version_shows_what_changed_and_an_administrator_brings_one_back(
    live: str, people: dict[str, Person], backend: Any
) -> None:
    address = "/tuiles/decheteries/modifier"
    people["admin"].send(address, filled(people["admin"].get(address), title__fr="Déchets", do="publish"))
    assert backend.get("tiles/decheteries").json["title"]["fr"] == "Déchets"
    newest = backend.get("manifest").json["number"]
    page = people["anyone"].get(f"/tuiles/versions/{newest}")
    assert "Titre (français) Déchèteries Déchets" in words(page)
    assert "Rétablir" not in words(people["editor"].get("/tuiles/versions/1"))
    assert "Rétablir cette version" in words(people["admin"].get("/tuiles/versions/1"))
    people["editor"].send("/tuiles/versions/1/retablir", {"current": str(newest)}, status=404)
    people["admin"].send("/tuiles/versions/1/retablir", {"current": "1"}, status=409)
    people["admin"].send("/tuiles/versions/1/retablir", {"current": str(newest)})
    assert backend.get("manifest").json["number"] == newest + 1
    assert backend.get("tiles/decheteries").json["title"]["fr"] == "Déchèteries"


def test_a_draft_is_previewed_by_those_who_write_it_alone(live: str, people: dict[str, Person]) -> None:
    address = "/tuiles/decheteries/modifier"
    people["editor"].send(address, filled(people["editor"].get(address), title__fr="Brouillon", do="save"))
    shown = people["editor"].get("/tuiles/apercu?brouillon=decheteries&commune=76484")
    assert "Brouillon" in shown.find(class_="rn-phone").get_text()
    assert "Déchèterie du Val" in shown.find(class_="rn-phone").get_text()
    for who in ("anyone", "stranger"):
        people[who].get("/tuiles/apercu?brouillon=decheteries", status=403)


@pytest.mark.parametrize("path", ["/tuiles/nouvelle", "/tuiles/importer", "/tuiles/a-traiter"])
def test_who_writes_nowhere_is_told_so(people: dict[str, Person], path: str) -> None:
    people["anyone"].get(path, status=403)
