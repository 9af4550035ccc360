"""KPIs over a real catalogue: what anyone can see is counted, and only that; the explanation gives the number back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.logic import publication
from werkzeug.datastructures import FileStorage

pytestmark = pytest.mark.usefixtures("empty_portal")

Add = Callable[..., dict[str, Any]]
Call = Callable[..., Any]
Compute = Callable[[], dict[str, dict[str, Any]]]

ALL = ("K0", "K1", "K2b")


@pytest.fixture
def small(organizations: dict[str, str], add: Add, act: Call) -> dict[str, str]:
    """A catalogue counted by hand: 4 open, 6 public that are not, 3 that are not public. Ids by name."""
    elbeuf = factories.Organization(name="elbeuf", title="Elbeuf", insee="76231", siren="217602317")
    elsewhere = factories.Organization(name="ailleurs", title="Région")
    organizations |= {"elbeuf": elbeuf["id"], "ailleurs": elsewhere["id"]}
    datasets = [
        add("piscines", "rouen", theme="EDUC", secondary_themes=["HEAL"]),
        add("arbres", "rouen", theme="ENVI"),
        add("velos", "metropole", theme="TRAN", secondary_themes=["ENVI", "TRAN"]),
        add("budget", "elbeuf", theme="GOVE"),
        add("sans-licence", license_id="notspecified"),
        add("ferme", license_id="other-closed"),
        add("vide", file=False),
        add("lien", file=False, resources=[{"url": "https://exemple.fr/donnees.csv"}]),
        add("flux", "metropole", feed="true"),
        add("region", "ailleurs"),
        add("prive", private=True),
    ]
    act("package_create", name="brouillon", state="draft", **_draft(datasets[0]))
    deleted = add("supprime")
    act("package_delete", id=deleted["id"])
    return {dataset["name"]: dataset["id"] for dataset in datasets}


def _draft(like: dict[str, Any]) -> dict[str, Any]:
    keys = ("owner_org", "notes", "theme", "license_id", "frequency")
    return {"title": "Brouillon", **{key: like[key] for key in keys}}


def test_the_numbers_are_those_that_the_hand_counts(small: dict[str, str], computed: Compute) -> None:
    found = computed()
    k0, k1, k2b = (found[kpi_id] for kpi_id in ALL)
    assert (k0["value"], k0["of"]) == (4, 10)
    assert _present(k0["by"]["status"]) == {
        "open": 4,
        "no-licence": 1,
        "licence-not-open": 1,
        "no-resource": 1,
        "not-checked": 1,
        "feed": 1,
        "other-owner": 1,
    }
    assert _present(k1["by"]["theme"]) == {"EDUC": 1, "ENVI": 1, "TRAN": 1, "GOVE": 1}
    assert _present(k1["by"]["any_theme"]) == {"EDUC": 1, "HEAL": 1, "ENVI": 2, "TRAN": 1, "GOVE": 1}
    assert _present(k1["by"]["theme_metropole"]) == {"TRAN": 1}
    assert (k2b["value"], k2b["of"]) == (2, 71)
    assert _present(k2b["by"]["commune"]) == {"76540": 2, "76231": 1}


def _present(counts: dict[str, int]) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count}


def test_every_theme_and_every_commune_has_a_row_and_themes_sum_to_k0(add: Add, computed: Compute) -> None:
    add("arbres", theme="ENVI")
    found = computed()
    assert len(found["K1"]["by"]["theme"]) == 14
    assert sum(found["K1"]["by"]["theme"].values()) == found["K0"]["value"] == 1
    assert len(found["K0"]["by"]["commune"]) == len(found["K2b"]["by"]["commune"]) == 71
    assert len(found["K2b"]["by"]["metropole"]) == 71


def test_what_is_not_counted_has_its_reason_and_what_is_counted_its_owner(
    small: dict[str, str], computed: Compute, as_anyone: Call
) -> None:
    computed()
    assert {item["id"]: item["reason"] for item in as_anyone("rouen_kpi_explain", id="K0")["not_counted"]} == {
        small["sans-licence"]: "no-licence",
        small["ferme"]: "licence-not-open",
        small["vide"]: "no-resource",
        small["lien"]: "not-checked",
        small["flux"]: "feed",
        small["region"]: "other-owner",
    }
    for item in as_anyone("rouen_kpi_explain", id="K2b")["counted"]:
        owners = {as_anyone("package_show", id=dataset)["organization"]["name"] for dataset in item["datasets"]}
        assert owners == {{"76540": "rouen", "76231": "elbeuf"}[item["id"]]}


def test_a_refused_file_is_no_open_dataset_and_an_accepted_one_is(
    add: Add, computed: Compute, as_anyone: Call, deposit: Add
) -> None:
    refused = add("refuse", file=False)
    deposit(refused, b"code_insee\n7654\n")
    accepted = add("accepte", file=False)
    deposit(accepted, b"code_insee\n76540\n")
    publication.publish_waiting()
    computed()
    explained = as_anyone("rouen_kpi_explain", id="K0")
    assert explained["counted"] == [accepted["id"]]
    assert [(item["id"], item["reason"]) for item in explained["not_counted"]] == [(refused["id"], "unreachable")]


def test_rows_in_a_table_of_the_metropole_show_beside_the_communes_that_publish(
    add: Add, computed: Compute, as_anyone: Call, deposit: Add
) -> None:
    table = deposit(add("ecoles", "metropole", file=False), b"code_insee\n76540\n76540\n76484\n")
    alone = deposit(add("parcs", "metropole", file=False), b"code_insee\n76231\n")
    publication.publish_waiting()
    k2b = computed()["K2b"]
    assert k2b["by"]["way"] == {"own": 0, "metropole": 2, "either": 2}
    assert as_anyone("rouen_kpi_explain", id="K2b", dimension="metropole:76484")["counted"] == [table["id"]]
    assert alone["id"] not in json.dumps(as_anyone("rouen_kpi_explain", id="K2b", dimension="metropole:76231"))


@pytest.fixture
def deposit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Call) -> Add:
    """Uploads a table whose one column holds INSEE codes."""
    descriptor = {
        "name": "essai/communes",
        "version": "1.0.0",
        "title": {"fr": "Communes", "en": "Communes"},
        "fields": [{"name": "code_insee", "type": "code", "constraints": {"pattern": "[0-9]{5}"}}],
    }
    (tmp_path / "communes.json").write_text(json.dumps(descriptor), encoding="utf-8")
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(tmp_path))

    def create(dataset: dict[str, Any], content: bytes) -> Any:
        file = FileStorage(stream=io.BytesIO(content), filename="communes.csv", name="upload")
        return act("resource_create", package_id=dataset["id"], name="Table", profile="essai/communes", upload=file)

    return create


def test_more_organisations_than_ckan_lists_and_more_datasets_than_it_searches_are_all_counted(
    organizations: dict[str, str], computed: Compute
) -> None:
    """CKAN stops at 25 organisations, 50 facet values and 1 000 datasets."""
    _generate(communes=60, datasets=1_200)
    found = computed()
    assert found["K0"]["value"] == 1_200
    assert found["K2b"]["value"] == 60
    assert sum(found["K0"]["by"]["commune"].values()) == 1_200
    assert sum(found["K1"]["by"]["theme"].values()) == 1_200


def _generate(communes: int, datasets: int) -> None:
    """Communes with datasets, each with an accepted file, straight into the tables."""
    for statement in (
        """INSERT INTO "group" (id, name, title, type, state, is_organization, approval_status)
           SELECT 'org-' || n, 'commune-' || n, 'Commune ' || n, 'organization', 'active', true, 'approved'
           FROM generate_series(1, :communes) n""",
        """INSERT INTO group_extra (id, group_id, key, value, state)
           SELECT 'extra-' || n, 'org-' || n, 'insee', (:codes)[n], 'active' FROM generate_series(1, :communes) n""",
        """INSERT INTO package (id, name, title, type, state, private, license_id, owner_org,
           metadata_created, metadata_modified)
           SELECT 'data-' || n, 'data-' || n, 'Jeu ' || n, 'dataset', 'active', false, 'etalab-2.0',
           'org-' || (n % :communes + 1), now(), now() FROM generate_series(1, :datasets) n""",
        """INSERT INTO package_extra (id, package_id, key, value, state)
           SELECT 'theme-' || n, 'data-' || n, 'theme', 'ENVI', 'active' FROM generate_series(1, :datasets) n""",
        """INSERT INTO resource (id, package_id, url, url_type, state, position)
           SELECT 'file-' || n, 'data-' || n, 'plan.pdf', 'upload', 'active', 0 FROM generate_series(1, :datasets) n""",
        """INSERT INTO rouen_publication (id, resource_id, package_id, file_name, file_sha256, file_bytes, state)
           SELECT 'pub-' || n, 'file-' || n, 'data-' || n, 'plan.pdf', 'x', 1, 'published'
           FROM generate_series(1, :datasets) n""",
    ):
        _run(statement, communes, datasets)


def _run(statement: str, communes: int, datasets: int) -> None:
    codes = sorted(row["insee"] for row in helpers.call_action("rouen_commune_list"))[:communes]
    values = {"communes": communes, "datasets": datasets, "codes": codes}
    with model.meta.engine.begin() as connection:
        connection.execute(sa.text(statement), {name: values[name] for name in values if f":{name}" in statement})


def test_an_unknown_kpi_or_dimension_is_told_by_name(as_anyone: Call, computed: Compute) -> None:
    computed()
    with pytest.raises(tk.ObjectNotFound, match="K99"):
        as_anyone("rouen_kpi_show", id="K99")
    for dimension in ("theme", "theme:CLIMATE", "nothing:at all", ":"):
        with pytest.raises(tk.ValidationError, match="imension"):
            as_anyone("rouen_kpi_explain", id="K1", dimension=dimension)
    with pytest.raises(tk.ValidationError, match="at"):
        as_anyone("rouen_kpi_list", at="yesterday")


def test_a_kpi_that_was_never_computed_has_no_value(as_anyone: Call) -> None:
    k0 = next(entry for entry in as_anyone("rouen_kpi_list") if entry["id"] == "K0")
    assert (k0["value"], k0["computed_at"], k0["kind"]) == (None, None, "computed")
