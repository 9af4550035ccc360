"""The catalogue as DCAT-AP: what the profile asks, and what a harvester that nobody here wrote reads back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.dcat.processors import RDFParser
from ckanext.rouen_municipalities.logic import publication
from ckanext.rouen_municipalities.logic.export import writing
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, SKOS
from werkzeug.datastructures import FileStorage

SHAPES = Path(__file__).parent / "files" / "dcat-ap-3.0.1.ttl"
FILES = SHAPES.parent
DCATAP, BNA = Namespace("http://data.europa.eu/r5r/"), Namespace("http://data.europa.eu/bna/")
HIGH_VALUE_ACT = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
#: classes of DCAT-AP for which the file has no shapes: none of our files may hold one
NOT_JUDGED = {DCAT.CatalogRecord, DCAT.DataService, DCAT.DatasetSeries, DCAT.Relationship}
LICENCE = "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf"
#: All that the form of a dataset asks.
JARDINS: dict[str, Any] = {
    "name": "jardins",
    "title": "Jardins partagés",
    "notes": "Les jardins de l'année.\n\nUne ligne par jardin : « Île Lacroix ».",
    "title_en": "Shared gardens",
    "notes_en": "The gardens of the year.",
    "theme": "ENVI",
    "secondary_themes": ["SOCI", "EDUC"],
    "hvd_category": ["c_dd313021", "c_ac64a52d"],
    "tags": [{"name": "jardin"}, {"name": "île"}],
    "license_id": "etalab-2.0",
    "frequency": "ANNUAL",
    "communes": ["76231", "76540"],
    "temporal_start": "2025-01-01",
    "temporal_end": "2025-12-31",
    "maintainer": "Service des espaces verts",
    "maintainer_email": "jardins@example.org",
    "resources": [
        {"url": "https://example.org/plan.geojson", "name": "Plan", "format": "GeoJSON", "description": "Le plan."},
        {"url": "https://example.org/wms", "name": "Service", "format": "WMS"},
    ],
}
Act = Callable[..., Any]
FORMATS = {"ttl": "turtle", "xml": "xml", "jsonld": "json-ld"}
TABLE = "insee;jardin\n76231;Île Lacroix\n76540;Jardin des plantes\n".encode()


@pytest.fixture
def described(with_plugins: None, metropole: dict[str, Any], act: Act, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A dataset with all that its form asks, links and a published table; and one with the least that a form takes."""
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(FILES / "profiles"))
    act("organization_patch", id=metropole["id"], siren="200023414")
    owner = factories.Organization(name="elbeuf", title="Ville d'Elbeuf", insee="76231")
    full = act("package_create", owner_org=owner["id"], **JARDINS)
    file = FileStorage(stream=io.BytesIO(TABLE), filename="jardins.csv", name="upload")
    table = act("resource_create", package_id=full["id"], name="Table", upload=file, profile="essai/jardins")
    publication.publish_waiting()
    writing.write(table["id"])
    act("package_create", name="peu", title="Peu", notes="…", owner_org=metropole["id"], theme="ECON")
    return act("package_show", id="jardins")


@pytest.fixture(autouse=True)
def portal(standing: Callable[[str], Any]) -> dict[str, Any]:
    """The same portal for every test: they only read."""
    return dict(standing("described"))


def complaints(graph: Graph) -> str:
    """What the shapes of DCAT-AP find wrong in a graph; empty when it conforms."""
    conforms, _, text = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES), inference="none")
    return "" if conforms else str(text)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_catalogue_conforms_to_the_shapes_of_dcat_ap(app: Any, ending: str) -> None:
    graph = Graph().parse(data=app.get(f"/catalog.{ending}").body, format=FORMATS[ending])
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 2
    assert complaints(graph) == ""
    assert NOT_JUDGED.isdisjoint(graph.objects(None, RDF.type))


def test_a_dataset_alone_conforms_to_the_shapes_of_dcat_ap(app: Any) -> None:
    assert complaints(Graph().parse(data=app.get("/dataset/jardins.ttl").body)) == ""


def test_a_high_value_dataset_is_known_by_its_categories_and_by_the_regulation(app: Any) -> None:
    graph = Graph().parse(data=app.get("/catalog.ttl").body)
    [dataset] = set(graph.subjects(DCATAP.hvdCategory))
    assert set(graph.objects(dataset, DCATAP.hvdCategory)) == {BNA.c_dd313021, BNA.c_ac64a52d}
    bound = set(graph.subjects(DCATAP.applicableLegislation, HIGH_VALUE_ACT))
    assert bound == {dataset, *graph.objects(dataset, DCAT.distribution)}
    assert Literal("Données géospatiales", lang="fr") in set(graph.objects(BNA.c_ac64a52d, SKOS.prefLabel))


@pytest.mark.parametrize("predicate", [DCTERMS.title, DCTERMS.description, DCAT.accessURL])
def test_the_shapes_find_what_is_missing(app: Any, predicate: Any) -> None:
    graph = Graph().parse(data=app.get("/catalog.ttl").body)
    graph.remove((None, predicate, None))
    assert "Constraint Violation" in complaints(graph)


def test_what_was_written_in_english_is_beside_the_french(app: Any) -> None:
    graph = Graph().parse(data=app.get("/dataset/jardins.ttl").body)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    titles = {title.language: str(title) for title in graph.objects(dataset, DCTERMS.title)}
    assert titles == {"fr": "Jardins partagés", "en": "Shared gardens"}
    assert {text.language for text in graph.objects(dataset, DCTERMS.description)} == {"fr", "en"}


@pytest.mark.parametrize("page", ["/dataset/jardins", "/dataset/?q=jardins"])
def test_a_page_in_english_says_it_in_english(app: Any, page: str) -> None:
    assert "The gardens of the year." not in app.get(page).body
    english = app.get(f"/en{page}").body
    assert "Shared gardens" in english and "The gardens of the year." in english
    assert "Peu" in app.get("/en/dataset/").body


class TestHarvestedBack:
    """Read by ckanext-dcat's parser with the profile of DCAT-AP alone, as ckanext-harvest does."""

    @pytest.fixture(params=FORMATS)
    def harvested(self, request: pytest.FixtureRequest, app: Any) -> dict[str, Any]:
        parser = RDFParser(profiles=["euro_dcat_ap_3"])
        parser.parse(app.get(f"/catalog.{request.param}").body, _format=FORMATS[request.param])
        return {dataset["title"]: dataset for dataset in parser.datasets()}

    def test_every_dataset_is_there_with_its_words(self, harvested: dict[str, Any]) -> None:
        assert sorted(harvested) == ["Jardins partagés", "Peu"]
        read = harvested["Jardins partagés"]
        assert read["notes"] == JARDINS["notes"]
        assert sorted(tag["name"] for tag in read["tags"]) == ["jardin", "île"]

    def test_what_is_coded_is_still_coded(self, harvested: dict[str, Any]) -> None:
        read = harvested["Jardins partagés"]
        read |= {extra["key"]: extra["value"] for extra in read["extras"]}
        assert {theme.rpartition("/")[2] for theme in json.loads(read["theme"])} == {"ENVI", "SOCI", "EDUC"}
        assert read["frequency"].endswith("/frequency/ANNUAL")
        assert {each.rpartition("/")[2] for each in json.loads(read["hvd_category"])} == {*JARDINS["hvd_category"]}
        assert read["access_rights"].endswith("/access-right/PUBLIC")
        assert (read["temporal_start"], read["temporal_end"]) == ("2025-01-01", "2025-12-31")
        (publisher,) = read["publisher"]
        assert (publisher["name"], publisher["identifier"]) == ("Ville d'Elbeuf", "217602317")
        (contact,) = read["contact"]
        assert (contact["name"], contact["email"]) == ("Service des espaces verts", "jardins@example.org")

    def test_every_file_is_there_with_its_format_and_licence(
        self, harvested: dict[str, Any], portal: dict[str, Any]
    ) -> None:
        read = {resource["name"]: resource for resource in harvested["Jardins partagés"]["resources"]}
        ours = {resource["name"]: resource for resource in portal["resources"]}
        assert set(read) == {*ours, "Table (CSV)", "Table (PARQUET)"}
        assert {name: read[name]["url"] for name in ours} == {name: ours[name]["url"] for name in ours}
        assert {read[name]["license"] for name in read} == {LICENCE}
        assert read["Table"]["hash"] == ours["Table"]["hash"]
        assert read["Table"]["mimetype"] == "https://www.iana.org/assignments/media-types/text/csv"


def test_a_harvester_walks_every_page_of_the_catalogue(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tk.config, "ckanext.dcat.datasets_per_page", 1)
    found, address, pages = [], "/catalog.ttl", 0
    while address:
        parser = RDFParser(profiles=["euro_dcat_ap_3"])
        parser.parse(app.get(address).body, _format="turtle")
        found += [dataset["title"] for dataset in parser.datasets()]
        address, pages = parser.next_page(), pages + 1
    assert (sorted(found), pages) == (["Jardins partagés", "Peu"], 2)
