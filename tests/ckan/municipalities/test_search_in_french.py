"""What people of Rouen type is found: without accents, in the plural, with elision, by another word."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import yaml
from ckan import model
from ckan.lib import search
from ckan.lib.search.common import SolrSettings
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic import demo
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.demo.common import COMMUNES, METROPOLE
from ckanext.rouen_municipalities.logic.demo.datasets import DemoDataset, demo_datasets
from ckanext.rouen_municipalities.logic.search import indexing, proposals, reasons, refresh_freshness, refreshing

HERE = Path(__file__).parent / "searching"
FIRST = 3
LEAST_QUERIES = 60
#: CKAN's own search may know some of them; a portal that is no better would not be worth its schema.
LEAST_GAIN = 15


def queries() -> list[tuple[str, str]]:
    """Pairs of what is typed and the dataset that has to come among the first."""
    with (HERE / "queries.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["typed"], row["expected"]) for row in csv.DictReader(lines, delimiter=";")]


@pytest.fixture
def whole_catalogue(
    empty_portal: None, new_dataset: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> int:
    """The descriptions of the demo's datasets, and others such as a métropole publishes, committed to Solr once."""
    demo.add_organizations()
    monkeypatch.setitem(tk.config, "ckan.search.solr_commit", False)
    for dataset in demo_datasets():
        new_dataset(**_of_the_demo(dataset))
    others = yaml.safe_load((HERE / "catalogue.yaml").read_text(encoding="utf-8"))
    for entry in others:
        new_dataset(**_as_published(entry))
    search.commit()
    return len(others) + len(demo_datasets())


@pytest.fixture
def catalogue(standing: Callable[[str], Any]) -> int:
    """The catalogue, to read."""
    return int(standing("whole_catalogue"))


def _of_the_demo(dataset: DemoDataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "title": dataset.title,
        "notes": dataset.notes,
        "owner_org": dataset.owner,
        "theme": dataset.theme,
        "frequency": dataset.frequency,
        "secondary_themes": list(dataset.secondary_themes),
        "communes": [COMMUNES[dataset.owner]] if dataset.communes else [],
        "tags": [{"name": tag} for tag in dataset.tags],
        "resources": [{"url": "https://example.org/donnees.csv", "name": dataset.table or "Page du site"}],
    }


def _as_published(entry: dict[str, Any]) -> dict[str, Any]:
    owner = entry.pop("owner", METROPOLE)
    return {
        **entry,
        "tags": [{"name": tag} for tag in entry["tags"]],
        "owner_org": owner,
        "communes": [COMMUNES[owner]] if owner in COMMUNES else [],
    }


def ours(typed: str) -> list[str]:
    """The first names that the portal finds, or proposes when no dataset has all the words."""
    found = helpers.call_action("package_search", {"ignore_auth": False, "user": ""}, q=typed, rows=FIRST)
    return [dataset["name"] for dataset in found["results"] or proposals(typed).datasets[:FIRST]]


def stock(typed: str) -> list[str]:
    """The first names that CKAN finds by its own ranking."""
    query = search.query_for(model.Package)
    query.run({"q": typed, "fq": "+dataset_type:dataset +capacity:public", "rows": FIRST})
    return list(query.results)


@pytest.fixture
def stock_schema(catalogue: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """CKAN's own schema, words and ranking over the same catalogue."""
    monkeypatch.setattr("ckanext.rouen_municipalities.logic.catalogue.index_words", lambda document: document)
    used = tk.config["solr_url"]
    _use(re.sub(r"ckan_test\w*$", "ckan_stock", used))
    search.clear_all()
    search.rebuild(defer_commit=True)
    search.commit()
    yield
    search.clear_all()
    _use(used)


def _use(address: str) -> None:
    SolrSettings.init(address, tk.config["solr_user"], tk.config["solr_password"])


def test_there_are_enough_queries_for_different_datasets() -> None:
    assert len(queries()) >= LEAST_QUERIES
    assert len({expected for _, expected in queries()}) >= LEAST_QUERIES * 3 // 4


@pytest.mark.usefixtures("catalogue")
def test_what_is_typed_is_found_among_the_first_three() -> None:
    assert [(typed, expected, ours(typed)) for typed, expected in queries() if expected not in ours(typed)] == []


@pytest.mark.usefixtures("stock_schema")
def test_the_schema_and_ranking_of_ckan_find_much_less(capsys: pytest.CaptureFixture[str]) -> None:
    missed = [(typed, expected) for typed, expected in queries() if expected not in stock(typed)]
    with capsys.disabled():
        print(f"\n{len(queries())} recherches : CKAN seul en manque {len(missed)} :")
        print(" · ".join(typed for typed, _ in missed))
    assert len(missed) >= LEAST_GAIN


@pytest.mark.usefixtures("catalogue")
class TestAPageOfResults:
    def test_says_where_the_words_stand_and_marks_them(self, app: Any) -> None:
        page = app.get("/dataset/?q=bicyclettes").body
        assert "Trouvé dans : titre" in page
        assert "<mark>vélos</mark>" in page

    def test_says_nothing_of_the_kind_without_words(self, app: Any) -> None:
        assert "rn-why" not in app.get("/dataset/").body

    def test_counts_by_freshness_in_words(self, app: Any) -> None:
        page = app.get("/dataset/").body
        assert "Fraîcheur" in page
        assert "vocab_freshness=fresh" in page and "À jour" in page

    def test_that_is_empty_proposes_a_spelling_with_what_it_finds(self, app: Any) -> None:
        page = app.get("/dataset/?q=biblioteque").body
        assert "0 jeu de données" in page
        assert ">bibliothèque</a>" in page
        assert 'href="/dataset/bibliotheques"' in page

    def test_that_is_empty_proposes_what_has_part_of_the_words(self, app: Any) -> None:
        page = app.get("/dataset/?q=accident+girafe").body
        assert "une partie de votre recherche" in page
        assert 'href="/dataset/accidents-corporels"' in page

    def test_that_is_empty_leads_to_the_commune_that_was_named(self, app: Any) -> None:
        assert 'href="/communes/76484"' in app.get("/dataset/?q=girafes+oissel+sur+seine").body

    def test_offers_the_same_words_without_the_filter_that_leaves_none(self, app: Any) -> None:
        page = app.get("/dataset/?q=piscine&vocab_theme=JUST").body
        assert "« piscine » sans filtre" in page

    def test_takes_a_sentence_with_a_colon(self, app: Any) -> None:
        page = app.get("/dataset/?q=horaires+:+piscine").body
        assert "n’a pas pu être lue" not in page
        assert 'href="/dataset/piscines-et-patinoire"' in page

    def test_is_in_english_for_who_reads_english(self, app: Any) -> None:
        page = app.get("/en/dataset/?q=piscine").body
        assert "Found in: title" in page


def test_a_reason_is_text_even_when_the_text_looks_like_html(
    commune: dict[str, Any], new_dataset: Callable[..., dict[str, Any]]
) -> None:
    dataset = new_dataset(name="bassin", title="Bassin <b>couvert</b>", owner_org=commune["id"])
    (found, *_) = reasons("bassin", [dataset["id"]])[dataset["id"]]
    assert found.text == "<mark>Bassin</mark> &lt;b&gt;couvert&lt;/b&gt;"


def test_no_spelling_is_taken_from_what_is_private(
    commune: dict[str, Any], new_dataset: Callable[..., dict[str, Any]]
) -> None:
    for name, private in (("public", False), ("secret", True)):
        new_dataset(name=name, title=f"Zygomatiques {name}s", owner_org=commune["id"], private=private)
    assert proposals("zygomatixues").spelling == "zygomatiques"
    assert proposals("secrxts").spelling == ""


def test_freshness_is_brought_to_the_day_without_a_save(
    commune: dict[str, Any], new_dataset: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = [{"url": "https://example.org/donnees.csv", "name": "donnees"}]
    new_dataset(name="hebdomadaire", owner_org=commune["id"], frequency="WEEKLY", resources=link)
    in_sixty_days = today() + timedelta(days=60)
    monkeypatch.setattr(refreshing, "today", lambda: in_sixty_days)
    monkeypatch.setattr(indexing, "today", lambda: in_sixty_days)
    assert refresh_freshness() == 1
    assert refresh_freshness() == 0
    found = helpers.call_action("package_search", fq="vocab_freshness:stale")
    assert [dataset["name"] for dataset in found["results"]] == ["hebdomadaire"]
