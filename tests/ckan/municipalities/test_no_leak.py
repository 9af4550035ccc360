"""Workshops, data flows and use cases are on no page, in no count and in no file that is about datasets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import kpi

Act = Callable[..., Any]

#: A word that every record of another type has in its title, its tags and its address, and no dataset has.
WORD = "intrus"
METROPOLE = "metropole-rouen-normandie"
FEEDS = ("dataset", f"organization/{METROPOLE}", f"tag/{WORD}", "custom")


@pytest.fixture
def other_types(with_plugins: None, metropole: dict[str, Any], act: Act) -> dict[str, Any]:
    """One dataset of the Métropole beside a workshop, a data flow and a use case, all in its name."""
    common = {"owner_org": metropole["id"], "tags": [{"name": WORD}]}
    act(
        "package_create",
        **common | {"tags": []},
        name="piscines",
        title="Piscines",
        notes="Un jeu.",
        theme="EDUC",
        license_id="etalab-2.0",
        resources=[{"url": "https://example.org/piscines.csv", "name": "Piscines", "format": "CSV"}],
    )
    workshop = {"day": "2026-03-12", "status": "held", "communes": ["76540", "76231"]}
    act("package_create", type="workshop", name=f"{WORD}-atelier", title=f"Atelier {WORD}", **workshop, **common)
    act("package_create", type="data-flow", name=f"{WORD}-flux", title=f"Flux {WORD}", status="mapped", **common)
    act("package_create", type="use-case", name=f"{WORD}-cas", title=f"Cas {WORD}", status="idea", **common)
    kpi.compute()
    return metropole


@pytest.fixture(autouse=True)
def portal(standing: Callable[[str], Any]) -> None:
    """The same portal for every test: they only read."""
    standing("other_types")


def as_anyone(action: str, **data: Any) -> Any:
    """An action as anybody calls it."""
    return helpers.call_action(action, {"ignore_auth": False, "user": ""}, **data)


class TestSearch:
    @pytest.mark.parametrize("query", [{}, {"q": WORD}, {"q": "*:*"}, {"fq": f"tags:{WORD}"}, {"fq": "state:active"}])
    def test_finds_datasets_alone(self, query: dict[str, str]) -> None:
        found = as_anyone("package_search", **{"facet.field": '["organization", "tags"]'}, **query)
        assert {row["type"] for row in found["results"]} <= {"dataset"}
        assert found["count"] == len(found["results"]) <= 1
        assert found["facets"]["tags"] == {}

    def test_has_something_to_find(self) -> None:
        assert as_anyone("package_search", fq='dataset_type:("workshop" OR "data-flow" OR "use-case")')["count"] == 3

    def test_suggests_datasets_alone(self) -> None:
        assert as_anyone("package_autocomplete", q=WORD) == []
        assert [row["name"] for row in as_anyone("package_autocomplete", q="pisc")] == ["piscines"]

    def test_lists_datasets_alone(self) -> None:
        assert as_anyone("package_list") == ["piscines"]
        assert as_anyone("package_list", limit=5, offset=1) == []
        assert [row["name"] for row in as_anyone("current_package_list_with_resources")] == ["piscines"]

    def test_of_a_tag_shows_datasets_alone(self) -> None:
        assert as_anyone("tag_show", id=WORD, include_datasets=True)["packages"] == []


class TestCounts:
    def test_of_an_organisation_are_of_datasets(self) -> None:
        listed = as_anyone("organization_list", all_fields=True)
        shown = as_anyone("organization_show", id=METROPOLE, include_datasets=True)
        assert [row["package_count"] for row in listed] == [shown["package_count"]] == [1]
        assert [row["name"] for row in shown["packages"]] == ["piscines"]

    def test_of_the_indicators_are_of_datasets(self) -> None:
        shown = as_anyone("rouen_kpi_show", id="K0")
        assert shown["of"] == 1

    def test_of_the_communes_are_of_datasets(self) -> None:
        assert sum(row["datasets"] for row in as_anyone("rouen_commune_list")) == 0


class TestPages:
    @pytest.mark.parametrize(
        "page", ["/", "/dataset/", f"/dataset/?q={WORD}", "/organization/", f"/organization/{METROPOLE}", "/communes"]
    )
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_of_datasets_name_no_other_record(self, app: Any, page: str, language: str) -> None:
        body = app.get(language + page, status=200).body
        for record in ("atelier", "flux", "cas"):
            assert f"{record} {WORD}" not in body.lower()
            assert f"{WORD}-{record}" not in body

    @pytest.mark.parametrize("address", ["workshop/intrus-atelier", "data-flow/intrus-flux", "use-case/intrus-cas"])
    def test_of_another_record_do_not_call_it_a_dataset(self, app: Any, address: str) -> None:
        body = app.get(f"/{address}", status=200).body
        assert WORD in body
        assert "schema.org" not in body

    def test_of_a_dataset_describe_it_to_search_engines(self, app: Any) -> None:
        assert "schema.org" in app.get("/dataset/piscines").body


class TestFeeds:
    @pytest.mark.parametrize("feed", FEEDS)
    def test_have_no_entry_that_is_no_dataset(self, app: Any, feed: str) -> None:
        body = app.get(f"/feeds/{feed}.atom", status=200).body
        assert body.count("<entry>") == (0 if WORD in feed else 1)
        assert f"Atelier {WORD}" not in body


class TestDcat:
    @pytest.mark.parametrize("ending", ["ttl", "xml", "jsonld"])
    @pytest.mark.parametrize("query", ["", "?fq=dataset_type:workshop", f"?q={WORD}", "?fq=dataset_type:*"])
    def test_names_no_other_record(self, app: Any, ending: str, query: str) -> None:
        body = app.get(f"/catalog.{ending}{query}", status=200).body
        assert f"{WORD}-" not in body
        assert f"Atelier {WORD}" not in body

    def test_names_the_dataset(self, app: Any) -> None:
        for query in ("", "?fq=dataset_type:*", "?fq=vocab_theme:EDUC"):
            assert "Piscines" in app.get(f"/catalog.ttl{query}").body

    @pytest.mark.parametrize("name", ["atelier", "flux", "cas"])
    def test_has_no_description_of_another_record(self, app: Any, name: str) -> None:
        app.get(f"/dataset/{WORD}-{name}.ttl", status=404)
