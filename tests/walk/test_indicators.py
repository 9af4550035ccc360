"""Every KPI can be counted again by anyone from the ids that it explains itself with."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from outside import Portal, until
from proving import Client
from web_forms import soup, words

EXPECTED = ("K0", "K1", "K2b", "E1", "E2", "T1")
SAVING = "E3"


@pytest.fixture
def kpis(anyone: Portal) -> dict[str, dict[str, Any]]:
    """The computed KPIs by id, once all have been computed."""

    def look() -> dict[str, dict[str, Any]]:
        found = {kpi["id"]: kpi for kpi in anyone.read("rouen_kpi_list") if kpi["kind"] == "computed"}
        return found if all(found[name]["value"] is not None for name in (*EXPECTED, SAVING) if name in found) else {}

    return until(look, "the KPIs have not been computed")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_kpi_has_a_value_a_date_and_a_label(kpis: dict[str, dict[str, Any]], name: str) -> None:
    kpi = kpis[name]
    assert kpi["value"] > 0
    assert kpi["computed_at"] > "2026"
    assert kpi["label"]
    assert kpi["initiative"] == {"K": "open-data", "E": "energy", "T": "app"}[name[0]]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_ids_counted_are_as_many_as_the_value_and_have_the_hash(
    anyone: Portal, kpis: dict[str, dict[str, Any]], name: str
) -> None:
    told = anyone.read("rouen_kpi_explain", id=name)
    ids = _ids(told)
    assert len(ids) == len(set(ids)) == told["value"] == told["ids_count"]
    digest = hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
    assert digest == told["ids_sha256"]
    assert kpis[name]["value"] == told["value"]


def test_k0_is_the_number_of_open_datasets_that_anyone_can_fetch(anyone: Portal) -> None:
    told = anyone.read("rouen_kpi_explain", id="K0")
    for dataset in (anyone.read("package_show", id=name) for name in _ids(told)):
        assert (dataset["type"], dataset["state"], dataset["private"]) == ("dataset", "active", False)
        assert dataset["isopen"] is True
        assert dataset["resources"]
        assert not dataset.get("feed")


def test_what_k0_does_not_count_is_public_and_has_a_reason(anyone: Portal) -> None:
    told = anyone.read("rouen_kpi_explain", id="K0")
    assert told["not_counted"]
    for left_out in told["not_counted"]:
        assert left_out["reason"]
        assert anyone.read("package_show", id=left_out["id"])["state"] == "active"


def test_k0_reconciles_with_everything_that_the_search_finds(anyone: Portal) -> None:
    def reconciled() -> bool:
        everything = anyone.read("package_search", rows=0, fq="dataset_type:dataset")["count"]
        told = anyone.read("rouen_kpi_explain", id="K0")
        return bool(len(told["counted"]) + len(told["not_counted"]) == everything == told["of"])

    until(reconciled, "counted and not counted are not all datasets that anyone finds")


def test_the_themes_of_k1_sum_to_k0(anyone: Portal) -> None:
    by_theme = anyone.read("rouen_kpi_show", id="K1")["by"]["theme"]
    total = anyone.read("rouen_kpi_list")[0]["value"]
    assert sum(by_theme.values()) == total
    theme, count = max(by_theme.items(), key=lambda item: item[1])
    ids = _ids(anyone.read("rouen_kpi_explain", id="K1", dimension=f"theme:{theme}"))
    assert len(ids) == count
    assert {anyone.read("package_show", id=name)["theme"] for name in ids} == {theme}


def test_k2b_counts_the_communes_that_own_an_open_dataset(anyone: Portal) -> None:
    told = anyone.read("rouen_kpi_explain", id="K2b")
    open_ids = set(_ids(anyone.read("rouen_kpi_explain", id="K0")))
    owners = {anyone.read("package_show", id=name)["organization"]["name"] for name in open_ids}
    communes = {c["insee"] for c in anyone.read("rouen_commune_list") if c["organization"] in owners}
    assert set(_ids(told)) == communes
    assert told["of"] == len(_ids(told)) + len(told["not_counted"]) == 71


def test_e1_counts_data_flows_with_all_six_fields(anyone: Portal) -> None:
    for name in _ids(anyone.read("rouen_kpi_explain", id="E1")):
        flow = anyone.read("package_show", id=name)
        assert flow["type"] == "data-flow"
        assert flow["status"] in ("mapped", "connected")


def test_t1_counts_the_tiles_that_the_app_gets(anyone: Portal) -> None:
    served = {tile["id"] for tile in anyone.get("/api/tiles/v1/manifest").json()["tiles"]}
    assert set(_ids(anyone.read("rouen_kpi_explain", id="T1"))) == served


def test_a_new_open_dataset_is_counted_within_a_minute(anyone: Portal, published: dict[str, Any]) -> None:
    package = anyone.read("resource_show", id=published["resource_id"])["package_id"]
    until(
        lambda: package in _ids(anyone.read("rouen_kpi_explain", id="K0")),
        "the dataset with a published table is not in K0",
        seconds=90,
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_the_page_shows_the_value_and_explains_it(anyone: Portal, kpis: dict[str, dict[str, Any]], name: str) -> None:
    page = soup(anyone.get("/indicateurs"))
    (card,) = [article for article in page.find_all("article") if f"/indicateurs/{name}" in str(article)]
    assert str(int(kpis[name]["value"])) in words(card).split()
    explained = anyone.get(f"/indicateurs/{name}")
    assert explained.status_code == 200
    assert f"Comptés ({int(kpis[name]['value'])})" in words(soup(explained))


def test_an_unknown_kpi_is_not_found(anyone: Portal) -> None:
    assert anyone.get("/api/3/action/rouen_kpi_explain", params={"id": "K99"}).status_code == 404
    assert anyone.get("/indicateurs/K99").status_code == 404


def _ids(told: dict[str, Any]) -> list[str]:
    return [entry["id"] if isinstance(entry, dict) else entry for entry in told["counted"]]


def test_e3_is_found_again_from_each_meter_that_it_counts_and_is_the_saving_of_the_works(
    anyone: Portal, kpis: dict[str, dict[str, Any]]
) -> None:
    entry = kpis[SAVING]
    client = Client(anyone.read)
    client.prove(SAVING, entry)
    assert client.proved[SAVING] == 1
    works = anyone.read("rouen_energy_impact")["works"]
    measured = [item for work in works if work["level"] == "measured" for item in work["counted"]]
    assert entry["ids_count"] == len(measured) > 0
    expected, used = (sum(item[name] for item in measured) for name in ("expected_kwh", "used_kwh"))
    assert entry["value"] == round(100 * (1 - used / expected), 2)
