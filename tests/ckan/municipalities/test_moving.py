"""An existing catalogue moves in: a report first, each publisher at home, nothing doubled."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from ckan.cli.cli import ckan
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic.moving import reading
from rdflib import Graph
from remote_server import Remote, remote_server
from werkzeug.datastructures import FileStorage

pytestmark = pytest.mark.usefixtures("with_plugins", "organizations")
PATH = "/api/explore/v2.1/catalog/datasets"


def entry(identifier: str, publisher: str, **metas: Any) -> dict[str, Any]:
    """A dataset as Opendatasoft's API lists it."""
    default = {
        "title": f"Jeu {identifier}",
        "description": "<p>Des <b>données</b>.</p>",
        "theme": ["Environnement"],
        "keyword": ["eau", "qualité / analyses"],
        "license": "Licence Ouverte v2.0 (Etalab)",
        "publisher": publisher,
        **metas,
    }
    return {"dataset_id": identifier, "has_records": True, "features": ["geo"], "metas": {"default": default}}


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    """A server of another catalogue, which gives three datasets a page."""
    monkeypatch.setattr(reading, "PAGE", 3)
    with remote_server() as remote:
        yield remote


@pytest.fixture
def import_from(cli: Any) -> Callable[..., Any]:
    """Runs the command and gives what it did."""

    def run(*arguments: str, answer: str | None = None) -> Any:
        return cli.invoke(ckan, ["rouen", "import", *arguments], input=answer)

    return run


def offer(remote: Remote, entries: list[dict[str, Any]]) -> str:
    """Have the server list these as Opendatasoft does; give its address."""
    for offset in range(0, len(entries), 3):
        page = {"total_count": len(entries), "results": entries[offset : offset + 3]}
        remote.gives(json.dumps(page).encode(), f"{PATH}?{urlencode({'limit': 3, 'offset': offset})}")
    return remote.url("")


def datasets() -> dict[str, dict[str, Any]]:
    """All datasets by title."""
    found = helpers.call_action("package_search", rows=100)["results"]
    return {dataset["title"]: dataset for dataset in found}


class TestFromOpendatasoft:
    def test_nothing_is_written_before_the_report_is_agreed_to(self, elsewhere: Remote, import_from: Any) -> None:
        site = offer(elsewhere, [entry("a", "Ville de Rouen")])
        assert "1 à créer" in import_from(site, "--dry-run").output
        assert "Rien n'a été écrit." in import_from(site, answer="n\n").output
        assert datasets() == {}
        assert "1 jeux écrits, 0 refusés." in import_from(site, answer="y\n").output
        assert list(datasets()) == ["Jeu a"]

    def test_fields_theme_licence_publisher_and_exports_are_those_of_the_source(
        self, elsewhere: Remote, import_from: Any
    ) -> None:
        import_from(offer(elsewhere, [entry("a", "VILLE DE ROUEN (76000)")]), "--yes")
        dataset = datasets()["Jeu a"]
        assert dataset["organization"]["name"] == "rouen" and dataset["communes"] == ["76540"]
        assert (dataset["theme"], dataset["license_id"], dataset["notes"]) == ("ENVI", "etalab-2.0", "Des données.")
        assert [tag["name"] for tag in dataset["tags"]] == ["eau", "qualité analyses"]
        formats = [resource["format"] for resource in dataset["resources"]]
        assert formats == ["CSV", "Parquet", "JSON", "XLSX", "GeoJSON"]
        assert dataset["resources"][1]["url"] == elsewhere.url(f"{PATH}/a/exports/parquet")

    def test_every_page_is_read(self, elsewhere: Remote, import_from: Any) -> None:
        import_from(offer(elsewhere, [entry(str(rank), "Métropole Rouen Normandie") for rank in range(7)]), "--yes")
        assert len(datasets()) == 7

    def test_a_catalogue_that_stops_half_way_writes_nothing(self, elsewhere: Remote, import_from: Any) -> None:
        site = offer(elsewhere, [entry(str(rank), "Rouen") for rank in range(7)])
        elsewhere.says(503, f"{PATH}?{urlencode({'limit': 3, 'offset': 3})}")
        answer = import_from(site, "--yes")
        assert answer.exit_code != 0 and "interrompu après 3 jeux sur 7" in answer.output
        assert datasets() == {}

    def test_run_again_it_doubles_nothing_and_brings_what_changed(self, elsewhere: Remote, import_from: Any) -> None:
        site = offer(elsewhere, [entry("a", "Rouen"), entry("b", "Rouen")])
        import_from(site, "--yes")
        before = datasets()
        assert "2 inchangé" in import_from(site, "--yes").output
        offer(elsewhere, [entry("a", "Rouen", title="Jeu a, revu"), entry("b", "Rouen")])
        answer = import_from(site, "--yes").output
        assert "1 à mettre à jour" in answer and "1 inchangé" in answer
        after = datasets()
        assert set(after) == {"Jeu a, revu", "Jeu b"}
        assert after["Jeu a, revu"]["id"] == before["Jeu a"]["id"]

    def test_what_was_made_of_a_link_here_stays_when_the_source_changes(
        self, elsewhere: Remote, import_from: Any, act: Callable[..., Any]
    ) -> None:
        site = offer(elsewhere, [entry("a", "Rouen")])
        import_from(site, "--yes")
        before = datasets()["Jeu a"]
        act("resource_patch", id=before["resources"][0]["id"], profile="rouen/comptages")
        file = FileStorage(stream=io.BytesIO(b"%PDF"), filename="note.pdf", name="upload")
        act("resource_create", package_id=before["id"], name="Note", upload=file)
        act("resource_create", package_id=before["id"], name="Ailleurs", url="https://example.org/parti")
        offer(elsewhere, [entry("a", "Rouen", title="Jeu a, revu")])
        import_from(site, "--yes")
        after = datasets()["Jeu a, revu"]
        assert [each["id"] for each in after["resources"][:5]] == [each["id"] for each in before["resources"]]
        assert after["resources"][0]["profile"] == "rouen/comptages"
        assert [each["name"] for each in after["resources"][5:]] == ["Note"]

    def test_columns_places_and_the_date_of_the_data_come_too(self, elsewhere: Remote, import_from: Any) -> None:
        said = {"territory": ["Normandie", "Elbeuf"], "geographic_reference": ["fr_70_76681"]}
        one = entry("a", "Métropole Rouen Normandie", data_processed="2025-03-04T10:20:30+01:00", **said)
        one["fields"] = [{"name": "nom", "label": "Nom de l'arbre", "type": "text"}, {"name": "h", "type": "double"}]
        import_from(offer(elsewhere, [one]), "--yes")
        dataset = datasets()["Jeu a"]
        assert dataset["communes"] == ["76231", "76681"]
        table = dataset["resources"][0]
        assert table["description"] == "- `nom` (text) : Nom de l'arbre\n- `h` (double)"
        assert table["last_modified"] == "2025-03-04T09:20:30"

    def test_what_was_deleted_here_stays_deleted(
        self, elsewhere: Remote, import_from: Any, act: Callable[..., Any]
    ) -> None:
        site = offer(elsewhere, [entry("a", "Rouen")])
        import_from(site, "--yes")
        act("package_delete", id=datasets()["Jeu a"]["id"])
        assert "supprimé ici" in import_from(site, "--yes").output
        assert datasets() == {}

    def test_two_datasets_of_one_title_both_come(self, elsewhere: Remote, import_from: Any) -> None:
        import_from(offer(elsewhere, [entry(each, "Rouen", title="Budget") for each in "ab"]), "--yes")
        found = helpers.call_action("package_search", rows=10)["results"]
        assert sorted(dataset["name"] for dataset in found) == ["budget", "budget-2"]

    def test_what_has_no_home_or_no_theme_is_told_and_left(
        self, elsewhere: Remote, import_from: Any, tmp_path: Path
    ) -> None:
        site = offer(elsewhere, [entry("a", "=Département"), entry("b", "Rouen", theme=["Divers"], license="?")])
        report = tmp_path / "rapport.csv"
        answer = import_from(site, "--yes", "--report", str(report)).output
        assert "aucune organisation pour ce producteur" in answer and "aucun thème reconnu" in answer
        with report.open(encoding="utf-8", newline="") as lines:
            rows = {row["identifiant"]: row for row in csv.DictReader(lines, delimiter=";")}
        assert rows["a"]["organisation"] == ""
        assert rows["a"]["producteur"] == "'=Département"
        assert rows["b"]["remarques"] == "licence « ? » inconnue, à préciser"
        assert datasets() == {}

    def test_an_officer_gives_them_a_home_and_a_theme(self, elsewhere: Remote, import_from: Any) -> None:
        site = offer(elsewhere, [entry("a", "Département", theme=[])])
        import_from(site, "--yes", "--theme", "GOVE", "--organization", "Département=rouen")
        assert datasets()["Jeu a"]["organization"]["name"] == "rouen"

    def test_an_entry_that_cannot_be_read_leaves_the_others(self, elsewhere: Remote, import_from: Any) -> None:
        answer = import_from(offer(elsewhere, [{"metas": {}}, entry("b", "Rouen")]), "--yes").output
        assert "illisible" in answer
        assert list(datasets()) == ["Jeu b"]


def test_another_ckan_is_read_through_its_api(elsewhere: Remote, import_from: Any) -> None:
    package = {
        "id": "1",
        "name": "ecoles",
        "title": "Écoles",
        "notes": "Les écoles.",
        "organization": {"title": "Mairie de Rouen"},
        "license_id": "fr-lo",
        "extras": [{"key": "theme", "value": '["http://publications.europa.eu/resource/authority/data-theme/EDUC"]'}],
        "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        "tags": [{"name": "école"}],
        "resources": [{"name": "Liste", "url": "https://example.org/ecoles.csv", "format": "csv"}],
    }
    answer = {"success": True, "result": {"count": 1, "results": [package]}}
    asked = urlencode({"rows": 3, "start": 0, "sort": "id asc"})
    elsewhere.gives(json.dumps(answer).encode(), f"/api/3/action/package_search?{asked}")
    import_from(elsewhere.url("/"), "--yes")
    dataset = datasets()["Écoles"]
    assert (dataset["theme"], dataset["license_id"], dataset["frequency"]) == ("EDUC", "etalab-2.0", "ANNUAL")
    assert dataset["resources"][0]["format"] == "CSV"


DCAT = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://example.org/jeu/1> a dcat:Dataset ;
  dct:identifier "arbres" ; dct:title "Arbres d'alignement"@fr ; dct:description "Les arbres."@fr ;
  dcat:keyword "arbre" ; dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/MONTHLY> ;
  dct:publisher [ a foaf:Organization ; foaf:name "Ville de Rouen" ] ;
  dcat:distribution [ a dcat:Distribution ; dct:title "Table" ; dct:format "CSV" ;
    dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> ;
    dcat:accessURL <https://example.org/arbres.csv> ] .
"""


@pytest.mark.parametrize(("form", "suffix"), [("turtle", "ttl"), ("json-ld", "jsonld"), ("xml", "rdf")])
def test_dcat_is_read_from_a_file(import_from: Any, tmp_path: Path, form: str, suffix: str) -> None:
    path = tmp_path / f"catalogue.{suffix}"
    path.write_text(_written(form), encoding="utf-8")
    import_from(str(path), "--yes")
    dataset = datasets()["Arbres d'alignement"]
    assert (dataset["theme"], dataset["license_id"], dataset["frequency"]) == ("ENVI", "etalab-2.0", "MONTHLY")
    assert dataset["organization"]["name"] == "rouen"
    assert dataset["resources"][0]["url"] == "https://example.org/arbres.csv"
    assert "1 inchangé" in import_from(str(path), "--yes").output


class TestPagesOfDcat:
    """A catalogue that says where its next page is, as CKAN and udata write it."""

    def test_are_all_read(self, elsewhere: Remote, import_from: Any) -> None:
        elsewhere.gives(_page(1, elsewhere.url("/2.ttl")), "/1.ttl", Content_Type="text/turtle")
        elsewhere.gives(_page(2), "/2.ttl", Content_Type="text/turtle")
        import_from(elsewhere.url("/1.ttl"), "--yes")
        assert set(datasets()) == {"Arbres 1", "Arbres 2"}

    def test_of_which_one_is_missing_write_nothing(self, elsewhere: Remote, import_from: Any) -> None:
        elsewhere.gives(_page(1, elsewhere.url("/2.ttl")), "/1.ttl", Content_Type="text/turtle")
        elsewhere.says(503, "/2.ttl")
        answer = import_from(elsewhere.url("/1.ttl"), "--yes")
        assert answer.exit_code == 1 and "Interrompu après 1 jeux" in answer.output
        assert datasets() == {}


def _page(number: int, following: str = "") -> bytes:
    text = DCAT.replace("jeu/1", f"jeu/{number}").replace('"arbres"', f'"arbres-{number}"')
    text = text.replace("Arbres d'alignement", f"Arbres {number}")
    page = f'<https://example.org/{number}> a hydra:PagedCollection ; hydra:next "{following}" .' if following else ""
    return f"@prefix hydra: <http://www.w3.org/ns/hydra/core#> .{text}{page}".encode()


def _written(form: str) -> str:
    return Graph().parse(data=DCAT, format="turtle").serialize(format=form)


@pytest.mark.parametrize("catalogue", ["nulle-part.rdf", "http://127.0.0.1:9/catalogue", "ftp://example.org"])
def test_what_is_no_catalogue_is_told(import_from: Any, catalogue: str) -> None:
    answer = import_from(catalogue, "--yes")
    assert answer.exit_code == 1
    assert catalogue in answer.output


def test_a_file_that_is_no_dcat_is_told(import_from: Any, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.ttl"
    path.write_text("pas du tout", encoding="utf-8")
    answer = import_from(str(path), "--yes")
    assert answer.exit_code == 1 and "n'est pas du DCAT" in answer.output
