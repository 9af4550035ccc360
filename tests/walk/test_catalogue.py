"""A researcher: facets by theme and commune, ckanapi, the catalogue as RDF."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from typing import Any

import pytest
from ckanapi import RemoteCKAN
from french_office import GOOD, PROFILE
from outside import Portal, until
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from web_forms import soup

FACETS = json.dumps(["vocab_theme", "vocab_communes"])
THEMES = ["AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"]


@pytest.fixture
def facets(anyone: Portal) -> dict[str, dict[str, int]]:
    """The counts of datasets by theme and by commune."""
    found = anyone.read("package_search", rows=0, **{"facet.field": FACETS, "facet.limit": -1})
    counts: dict[str, dict[str, int]] = found["facets"]
    return counts


def test_facets_by_theme_use_the_codes_of_the_union(facets: dict[str, dict[str, int]]) -> None:
    assert set(facets["vocab_theme"]) <= set(THEMES)
    assert len(facets["vocab_theme"]) > len(THEMES) / 2


@pytest.mark.parametrize("facet", ["vocab_theme", "vocab_communes"])
def test_a_facet_counts_exactly_what_its_filter_finds(
    anyone: Portal, facets: dict[str, dict[str, int]], facet: str
) -> None:
    assert facets[facet]
    for value, count in facets[facet].items():
        assert anyone.read("package_search", rows=0, fq=f'{facet}:"{value}"')["count"] == count


def test_a_dataset_is_found_by_its_commune_and_its_theme(anyone: Portal, dataset: dict[str, Any]) -> None:
    until(
        lambda: (
            dataset["name"]
            in _names(anyone.read("package_search", fq="vocab_communes:76540 +vocab_theme:ECON", rows=100))
        ),
        "the new dataset is not found by commune and theme",
    )
    assert dataset["name"] not in _names(anyone.read("package_search", fq="vocab_communes:76231", rows=100))


@pytest.mark.parametrize("words", ["dechetterie", "déchèteries", "DECHETERIE"])
def test_a_word_is_found_without_its_accents_and_in_the_plural(anyone: Portal, words: str) -> None:
    assert "decheteries" in _names(anyone.read("package_search", q=words))


def test_ckanapi_reads_tables_kpis_and_communes(world: dict[str, Any], published: dict[str, Any]) -> None:
    with RemoteCKAN(world["site_url"], get_only=True) as portal:
        assert portal.action.datastore_search(resource_id=published["resource_id"])["total"] == published["rows"]
        assert {"K0", "E1", "T1"} <= {kpi["id"] for kpi in portal.action.rouen_kpi_list()}
        communes = portal.action.rouen_commune_list()
    assert len(communes) == 71
    rouen = next(commune for commune in communes if commune["insee"] == "76540")
    assert (rouen["name"], len(rouen["siren"])) == ("Rouen", 9)
    assert rouen["population"] > 100_000


def test_a_dataset_is_found_all_the_time_while_its_file_is_published(
    anyone: Portal, officer: Portal, published: dict[str, Any]
) -> None:
    package = anyone.read("resource_show", id=published["resource_id"])["package_id"]
    made = officer.send("resource_create", GOOD, "encore.csv", package_id=package, name="Encore", profile=PROFILE)

    def is_announced() -> bool:
        assert anyone.read("package_search", rows=0, fq=f"id:{package}")["count"] == 1
        return bool(anyone.read("resource_view_list", id=made["id"]))

    until(is_announced, "the table has no view", pause=0)
    officer.call("resource_delete", id=made["id"])


def test_the_calls_of_the_page_on_the_api_work_as_they_are_printed(anyone: Portal, published: dict[str, Any]) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("There is no curl.")
    page = soup(anyone.get("/api-et-licence"))
    calls = [
        line for block in page.find_all("pre") for line in block.get_text().splitlines() if line.startswith("curl ")
    ]
    assert len(calls) >= len(("search", "table", "kpi", "communes"))
    for call in calls:
        words = shlex.split(call.replace("IDENTIFIANT", published["resource_id"]))
        answer = subprocess.run([curl, "--fail", *words[1:]], capture_output=True, check=False)
        assert answer.returncode == 0, f"{call}\n{answer.stderr.decode()}"
        assert json.loads(answer.stdout)


@pytest.fixture(scope="module")
def catalogue(anyone: Portal, dataset: dict[str, Any]) -> Graph:
    """Every page of the catalogue as RDF."""
    graph, address = Graph(), "/catalog.ttl"
    for _ in range(20):
        answer = anyone.get(address)
        assert answer.headers["Content-Type"].startswith("text/turtle")
        page = Graph().parse(data=answer.content, format="turtle")
        graph += page
        following = [str(o) for o in page.objects(None, URIRef("http://www.w3.org/ns/hydra/core#next"))]
        if not following:
            return graph
        address = following[0]
    raise AssertionError("The catalogue has no end.")


def test_the_catalogue_as_rdf_holds_every_public_dataset(anyone: Portal, catalogue: Graph) -> None:
    titles = {
        str(title)
        for entry in catalogue.subjects(RDF.type, DCAT.Dataset)
        for title in catalogue.objects(entry, DCTERMS.title)
    }
    shown = {
        dataset["title"] for dataset in anyone.read("package_search", rows=1000, fq="dataset_type:dataset")["results"]
    }
    assert shown
    assert shown <= titles


def test_an_entry_of_the_catalogue_has_publisher_theme_licence_and_file(
    catalogue: Graph, dataset: dict[str, Any], published: dict[str, Any]
) -> None:
    (entry,) = _entries(catalogue, dataset["id"])
    assert list(catalogue.objects(entry, DCTERMS.publisher))
    assert any("ECON" in str(theme) for theme in catalogue.objects(entry, DCAT.theme))
    distributions = list(catalogue.objects(entry, DCAT.distribution))
    addresses = [
        str(url)
        for d in distributions
        for url in (*catalogue.objects(d, DCAT.downloadURL), *catalogue.objects(d, DCAT.accessURL))
    ]
    assert any(published["resource_id"] in address for address in addresses)
    assert any(catalogue.objects(d, DCTERMS.license) for d in distributions)


def _entries(graph: Graph, identifier: str) -> list[Any]:
    return [entry for entry in graph.subjects(RDF.type, DCAT.Dataset) if identifier in str(entry)]


def _names(found: dict[str, Any]) -> set[str]:
    return {dataset["name"] for dataset in found["results"]}
