"""K4, K6 and K7 on a real portal: nobody is named, communes agree with their pages, MQA is of what is harvested."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckanext.rouen_municipalities.core.scoring import mqa
from ckanext.rouen_municipalities.logic import kpi, publication
from ckanext.rouen_municipalities.logic.export import writing
from ckanext.rouen_municipalities.logic.kpi import registered
from ckanext.rouen_municipalities.store.kpi.catalogue import snapshot_for_counting
from counting import counted
from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS
from werkzeug.datastructures import FileStorage

Call = Callable[..., Any]
Add = Callable[..., dict[str, Any]]
Compute = Callable[[], dict[str, dict[str, Any]]]
PROFILES = Path(__file__).parent / "files" / "profiles"


def account(name: str, days: int | None, *roles: tuple[str, str]) -> dict[str, Any]:
    """An account that was last used so many days ago, with roles in organisations."""
    user = factories.User(name=name, fullname=f"Personne {name}")
    for organization, capacity in roles:
        tk.get_action("organization_member_create")(
            {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]},
            {"id": organization, "username": name, "role": capacity},
        )
    stored = model.User.get(user["id"])
    stored.last_active = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days) if days is not None else None
    model.Session.commit()
    return user


def test_k4_counts_accounts_by_organisation_and_names_nobody(
    organizations: dict[str, str], computed: Compute, as_anyone: Call, app: Any
) -> None:
    people = [
        account("alphonse", 1, ("rouen", "admin")),
        account("berthe", 89, ("rouen", "editor")),
        account("camille", 91, ("rouen", "editor")),
        account("denise", None, ("rouen", "member")),
        account("emile", 2),
        account("fanny", 3, ("rouen", "editor"), ("metropole-rouen-normandie", "editor")),
    ]
    gone = account("gaston", 1, ("rouen", "editor"))
    tk.get_action("user_delete")({"ignore_auth": True}, {"id": gone["id"]})
    k4 = computed()["K4"]
    assert (k4["value"], k4["by"]["organization"]) == (3, {"metropole-rouen-normandie": 0, "rouen": 2, "several": 1})
    assert k4["by"]["visitors"] == {"visitors": None}
    assert as_anyone("rouen_kpi_explain", id="K4")["counted"] == [
        {"id": "rouen", "contributors": 2},
        {"id": "several", "contributors": 1},
    ]
    public = b"".join(
        app.get(address).data
        for address in (
            "/api/3/action/rouen_kpi_explain?id=K4",
            "/api/3/action/rouen_kpi_show?id=K4",
            "/indicateurs/K4",
            "/indicateurs/K4.csv",
            "/indicateurs/K4/explication.csv",
        )
    )
    assert "pour plusieurs organisations : 1" in " ".join(app.get("/indicateurs/K4").body.split())
    for person in [*people, gone]:
        assert person["id"].encode() not in public
        assert person["name"].encode() not in public


def test_k6_says_of_each_commune_what_its_page_says(add: Add, computed: Compute, as_anyone: Call) -> None:
    add("nu")
    k6 = computed()["K6"]
    for page in as_anyone("rouen_commune_list"):
        insee = page["insee"]
        said = {"valid": k6["by"]["commune"][insee], "applicable": k6["by"]["applicable"][insee]}
        assert page["scdl"] == said, insee
    assert len(k6["by"]["commune"]) == len(k6["by"]["applicable"]) == 71
    assert sum(k6["by"]["applicable"].values()) == k6["of"] > 71
    assert sum(k6["by"]["state"].values()) == 71 * len(k6["by"]["schema"])
    expected = {each["schema"]: each["state"] for each in as_anyone("rouen_commune_show", insee="76540")["expected"]}
    told = as_anyone("rouen_kpi_explain", id="K6")["not_counted"]
    rouen = {item["within"]["schema"]: item for item in told if item["within"]["commune"] == "76540"}
    assert {schema: item["reason"] for schema, item in rouen.items()} == expected
    assert rouen["scdl/deliberations"]["explanation"] == "absents"


def test_a_table_of_expectations_that_cannot_be_read_fails_k6_alone(
    add: Add, act: Call, as_anyone: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "attendus.csv"
    broken.write_text("schema\nscdl/deliberations\n", encoding="utf-8")
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.expectations_file", str(broken))
    failed = [attempt.definition.id for attempt in kpi.compute() if attempt.result is None]
    listed = {entry["id"]: entry for entry in as_anyone("rouen_kpi_list")}
    assert failed == ["K6"]
    assert listed["K6"]["failed_at"]
    assert (listed["K0"]["value"], listed["K0"]["failed_at"]) == (0, None)


@pytest.fixture
def scored(organizations: dict[str, str], act: Call, add: Add, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A dataset with all that its form asks and a published table, one with the least, one whose file has no format."""
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(PROFILES))
    full = act(
        "package_create",
        name="jardins",
        title="Jardins partagés",
        notes="Les jardins de l'année, une ligne par jardin. " * 3,
        owner_org=organizations["rouen"],
        theme="ENVI",
        license_id="etalab-2.0",
        frequency="ANNUAL",
        tags=[{"name": "jardin"}],
        communes=["76540"],
        temporal_start="2025-01-01",
        maintainer="Service des espaces verts",
        resources=[
            {"url": "https://example.org/plan.geojson", "name": "Plan", "format": "GeoJSON", "description": "Le plan."}
        ],
    )
    content = "insee;jardin\n76231;Île Lacroix\n76540;Jardin des plantes\n".encode()
    file = FileStorage(stream=io.BytesIO(content), filename="jardins.csv", name="upload")
    table = act("resource_create", package_id=full["id"], name="Table", upload=file, profile="essai/jardins")
    publication.publish_waiting()
    writing.write(table["id"])
    least = add("peu", "metropole", notes="…")
    odd = add("etrange", file=False, notes="x" * 101)
    act("resource_create", package_id=odd["id"], name="Plan", format="inconnu", upload=_plan())
    return {"jardins": full["id"], "peu": least["id"], "etrange": odd["id"]}


def _plan() -> FileStorage:
    return FileStorage(stream=io.BytesIO(b"plan"), filename="plan", name="upload")


def test_k7_gives_the_mqa_score_of_what_harvesters_read(
    scored: dict[str, Any], computed: Compute, as_anyone: Call, app: Any
) -> None:
    """The graph of each dataset is scored by its properties, as MQA does; what the portal fetched answers."""
    computed()
    items = {item["id"]: item for item in as_anyone("rouen_kpi_explain", id="K7")["counted"]}
    assert set(items) == set(scored.values())
    for name, dataset in scored.items():
        graph = Graph().parse(data=app.get(f"/dataset/{name}.ttl").body)
        answering = {
            resource["id"] for resource in as_anyone("package_show", id=name)["resources"] if resource["url_type"]
        }
        lacking = sorted(criterion.value for criterion in lacked_in(graph, answering))
        assert sorted(items[dataset]["lacks_mqa"]) == lacking, name
        assert items[dataset]["mqa"] == 405 - sum(items[dataset]["lacks_mqa"].values())


def lacked_in(graph: Graph, answering: set[str]) -> list[mqa.Criterion]:
    """What a graph of one dataset lacks; a distribution answers when its address names a resource that does."""
    (dataset,) = graph.subjects(predicate=None, object=DCAT.Dataset)
    of_dataset = {
        mqa.Criterion.KEYWORDS: DCAT.keyword,
        mqa.Criterion.THEME: DCAT.theme,
        mqa.Criterion.PLACES: DCTERMS.spatial,
        mqa.Criterion.PERIOD: DCTERMS.temporal,
        mqa.Criterion.DCAT_AP: DCTERMS.description,
        mqa.Criterion.ACCESS_RIGHTS: DCTERMS.accessRights,
        mqa.Criterion.ACCESS_RIGHTS_TABLE: DCTERMS.accessRights,
        mqa.Criterion.CONTACT: DCAT.contactPoint,
        mqa.Criterion.PUBLISHER: DCTERMS.publisher,
        mqa.Criterion.ISSUED: DCTERMS.issued,
        mqa.Criterion.MODIFIED: DCTERMS.modified,
    }
    lacked = [criterion for criterion, predicate in of_dataset.items() if not graph.value(dataset, predicate)]
    best = min(
        (_lacked_by(graph, each, answering) for each in graph.objects(dataset, DCAT.distribution)),
        key=lambda criteria: sum(mqa.WORTH[criterion] for criterion in criteria),
    )
    return [*lacked, *best]


def _lacked_by(graph: Graph, distribution: Any, answering: set[str]) -> list[mqa.Criterion]:
    said = {
        mqa.Criterion.ACCESS: DCAT.accessURL,
        mqa.Criterion.DOWNLOAD: DCAT.downloadURL,
        mqa.Criterion.DOWNLOAD_WORKS: DCAT.downloadURL,
        mqa.Criterion.FORMAT: DCTERMS["format"],
        mqa.Criterion.MEDIA_TYPE: DCAT.mediaType,
        mqa.Criterion.FORMAT_TABLE: DCTERMS["format"],
        mqa.Criterion.NON_PROPRIETARY: DCTERMS["format"],
        mqa.Criterion.MACHINE_READABLE: DCTERMS["format"],
        mqa.Criterion.LICENCE: DCTERMS.license,
        mqa.Criterion.LICENCE_TABLE: DCTERMS.license,
        mqa.Criterion.RIGHTS: DCTERMS.rights,
        mqa.Criterion.SIZE: DCAT.byteSize,
    }
    answers = any(resource in str(distribution) for resource in answering)
    code = str(graph.value(distribution, DCTERMS["format"]) or "").rpartition("/file-type/")[2]
    holds = {
        mqa.Criterion.ACCESS: answers,
        mqa.Criterion.DOWNLOAD_WORKS: answers,
        mqa.Criterion.FORMAT_TABLE: "/file-type/" in str(graph.value(distribution, DCTERMS["format"])),
        mqa.Criterion.NON_PROPRIETARY: code in {"CSV", "GEOJSON"},
        mqa.Criterion.MACHINE_READABLE: code in {"CSV", "GEOJSON"},
        mqa.Criterion.LICENCE_TABLE: str(graph.value(distribution, DCTERMS.license)).startswith(mqa.LICENCE_TABLE),
    }
    return [
        criterion
        for criterion, predicate in said.items()
        if graph.value(distribution, predicate) is None or not holds.get(criterion, True)
    ]


def test_k7_is_the_mean_that_a_client_finds_from_the_public_descriptions(
    scored: dict[str, Any], computed: Compute, as_anyone: Call, app: Any
) -> None:
    """By hand: jardins has all nine; peu and etrange lack what is listed."""
    k7 = computed()["K7"]
    items = {item["id"]: item for item in as_anyone("rouen_kpi_explain", id="K7")["counted"]}
    assert items[scored["jardins"]]["lacks"] == []
    assert items[scored["peu"]]["lacks"] == ["description", "documentation", "open-format", "period", "places"]
    assert items[scored["etrange"]]["lacks"] == ["documentation", "period", "places"]
    assert [items[scored[name]]["datagouv"] for name in ("jardins", "peu", "etrange")] == [100, 44.4, 66.7]
    assert (k7["value"], k7["of"], k7["unit"]) == (70.4, 100, "points")
    assert k7["by"]["commune"]["76540"] == 83.4
    assert json.dumps(k7["dimensions"]["lacks"]["keys"], ensure_ascii=False).count("fichier") >= 2
    page = " ".join(app.get("/indicateurs/K7").body.split())
    assert "peu</a> : 44,4. Il manque, pour data.gouv.fr : une description de plus de 100 caractères" in page
    assert "des mots-clés (30 points)" in page


def test_more_datasets_files_and_accounts_ask_no_more_queries(
    organizations: dict[str, str], add: Add, act: Call, computed: Compute
) -> None:
    add("un")
    account("alphonse", 1, ("rouen", "editor"))
    before = _statements()
    for number in range(4):
        more = add(f"jeu-{number}", tags=[{"name": "jardin"}])
        act("resource_create", package_id=more["id"], name="Autre", format="CSV", url="https://exemple.fr/a.csv")
        account(f"personne-{number}", 1, ("rouen", "editor"))
    factories.Organization(name="elbeuf", title="Elbeuf", insee="76231", siren="217602317")
    assert _statements() == before


def _statements() -> int:
    with counted() as asked, snapshot_for_counting() as connection:
        for kpi_id in ("K4", "K6", "K7", "E1", "E2"):
            registered()[kpi_id].compute(connection)
    return len(asked.statements)
