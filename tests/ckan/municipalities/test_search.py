"""Finding datasets: by theme, by commune, and nothing but datasets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import factories, helpers

NewDataset = Callable[..., dict[str, Any]]
FACETS = '["vocab_theme", "vocab_communes", "license_id"]'


@pytest.fixture
def workshop(with_plugins: None, metropole: dict[str, Any], act: Callable[..., Any]) -> Any:
    """A workshop of the Métropole."""
    return act(
        "package_create",
        type="workshop",
        name="atelier",
        title="Atelier témoin",
        owner_org=metropole["id"],
        day="2026-03-12",
        status="held",
    )


@pytest.fixture
def three_datasets_to_read(standing: Callable[[str], Any]) -> None:
    """The three datasets, for tests that change nothing."""
    standing("three_datasets")


@pytest.fixture
def three_datasets(
    with_plugins: None, commune: dict[str, Any], new_dataset: NewDataset, act: Callable[..., Any]
) -> None:
    """Two about education, one about the environment, of a commune that no made-up words describe."""
    act("organization_patch", id=commune["id"], description="Au sud de Rouen.")
    link = [{"url": "https://example.org/donnees.csv", "name": "donnees"}]
    new_dataset(name="piscines", title="Piscines", owner_org=commune["id"], communes=["76484"], resources=link)
    new_dataset(name="musees", title="Musées", owner_org=commune["id"], communes=["76484", "76540"])
    new_dataset(name="arbres", title="Arbres", owner_org=commune["id"], theme="ENVI", license_id="notspecified")


def search(**query: Any) -> dict[str, Any]:
    """A search as anybody makes it."""
    return helpers.call_action("package_search", {"ignore_auth": False, "user": ""}, **query)


def names(**query: Any) -> list[str]:
    """The names that a search finds, sorted."""
    return sorted(found["name"] for found in search(**query)["results"])


@pytest.mark.usefixtures("three_datasets_to_read")
class TestFacets:
    def test_count_by_primary_theme_and_by_commune(self) -> None:
        facets = search(**{"facet.field": FACETS})["facets"]
        assert facets["vocab_theme"] == {"EDUC": 2, "ENVI": 1}
        assert facets["vocab_communes"] == {"76484": 2, "76540": 1}

    def test_find_what_they_count(self) -> None:
        assert names(fq="vocab_theme:EDUC") == ["musees", "piscines"]
        assert names(fq="vocab_communes:76540") == ["musees"]

    def test_have_names_beside_their_codes(self) -> None:
        facets = search(**{"facet.field": FACETS})["search_facets"]
        named = {item["name"]: item["display_name"] for facet in facets.values() for item in facet["items"]}
        assert named["EDUC"] == "Éducation, culture et sport"
        assert named["76484"] == "Oissel-sur-Seine"
        assert named["etalab-2.0"] == "Licence Ouverte 2.0"

    def test_tell_open_datasets_from_the_others(self) -> None:
        assert names(fq="vocab_open:true") == ["piscines"]

    def test_are_on_the_page_in_words(self, app: Any) -> None:
        page = app.get("/dataset/?vocab_theme=EDUC").body
        assert "2 jeux de données" in page
        assert page.count("Éducation, culture et sport") >= 2
        assert "vocab_theme:" not in page

    def test_are_in_english_on_the_english_page(self, app: Any) -> None:
        assert "Education, culture and sport" in app.get("/en/dataset/").body


class TestOtherTypes:
    @pytest.mark.usefixtures("workshop", "three_datasets")
    def test_are_in_no_search_that_does_not_name_them(self) -> None:
        assert names() == ["arbres", "musees", "piscines"]
        assert names(q="témoin") == []
        assert names(q="dataset_type:workshop") == []
        assert names(fq="title:Atelier") == []

    @pytest.mark.usefixtures("workshop")
    def test_are_found_by_those_who_name_them(self) -> None:
        assert names(fq="dataset_type:workshop") == ["atelier"]

    @pytest.mark.usefixtures("workshop")
    def test_count_for_no_organisation(self, metropole: dict[str, Any]) -> None:
        listed = helpers.call_action("organization_list", all_fields=True)
        assert {row["name"]: row["package_count"] for row in listed}["metropole-rouen-normandie"] == 0
        assert search(fq=f'owner_org:"{metropole["id"]}"')["count"] == 0

    @pytest.mark.usefixtures("workshop")
    @pytest.mark.parametrize(
        "page", ["/", "/dataset/", "/organization/metropole-rouen-normandie", "/feeds/dataset.atom", "/catalog.ttl"]
    )
    def test_are_on_no_page_of_datasets(self, app: Any, page: str) -> None:
        assert "Atelier témoin" not in app.get(page, status=200).body

    def test_have_their_own_page(self, app: Any, workshop: dict[str, Any]) -> None:
        page = app.get(f"/workshop/{workshop['name']}", status=200).body
        assert "Atelier témoin" in page and "12/03/2026" in page


@pytest.mark.usefixtures("three_datasets_to_read")
class TestPages:
    @pytest.mark.parametrize("page", ["/", "/dataset/", "/communes", "/communes/76540", "/organization/"])
    def test_have_one_heading_of_the_first_level_and_say_their_language(self, app: Any, page: str) -> None:
        for address, language in ((page, "fr"), (f"/en{page}", "en")):
            body = app.get(address, status=200).body
            assert body.count("<h1") == 1, address
            assert f'<html lang="{language}">' in body

    def test_of_a_dataset_has_one_heading_and_no_followers_nor_groups(self, app: Any) -> None:
        body = app.get("/dataset/piscines", status=200).body
        assert body.count("<h1") == 1
        assert "Licence Ouverte 2.0" in body
        for gone in ("follow", "gravatar", "/dataset/groups/"):
            assert gone not in body.lower()

    def test_of_an_empty_search_proposes_the_themes(self, app: Any) -> None:
        body = app.get("/dataset/?q=introuvable").body
        assert "0 jeu de données" in body
        assert body.count("vocab_theme=") >= 13

    def test_the_author_of_the_search_is_kept_in_the_form_and_escaped(self, app: Any) -> None:
        body = app.get("/dataset/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").body
        assert "<script>alert(1)" not in body


def test_the_page_of_a_private_dataset_looks_like_a_missing_one(
    app: Any, commune: dict[str, Any], new_dataset: NewDataset
) -> None:
    new_dataset(name="secret", title="Jeu secret", owner_org=commune["id"], private=True)
    missing = _without_token(app.get("/dataset/absent", status=404).body)
    private = _without_token(app.get("/dataset/secret", status=404).body)
    assert "Jeu secret" not in private
    assert private.replace("secret", "absent") == missing


def test_an_officer_is_asked_for_the_fields_that_they_may_fill_in(
    app: Any, commune: dict[str, Any], officer: dict[str, Any]
) -> None:
    token = factories.APIToken(user=officer["name"])["token"]
    page = app.get("/dataset/new", headers={"Authorization": token}, status=200).body
    for field in ("theme", "license_id", "frequency", "communes"):
        assert f'name="{field}"' in page
    assert 'name="feed"' not in page


def _without_token(page: str) -> str:
    """A page without the token that differs from one answer to the next."""
    return "".join(line for line in page.splitlines(keepends=True) if "_csrf_token" not in line)
