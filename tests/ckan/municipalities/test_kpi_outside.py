"""A plugin from outside brings a KPI: its page, proof, snapshot and dataset come with it; the base stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ckan import plugins
from ckan.plugins import toolkit as tk
from ckanext.rouen_municipalities.logic import kpi
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.logic.kpi import feeding, registered

pytestmark = pytest.mark.usefixtures("with_plugins", "empty_portal")

Act = Callable[..., Any]
#: A distribution of its own: a module, and the entry point by which CKAN finds its plugin.
OUTSIDE = Path(__file__).parent / "outside"
PLUGIN, KPI = "maps", "M1"


@pytest.fixture
def datasets(organizations: dict[str, str], new_dataset: Act) -> dict[str, str]:
    """Two datasets on a map, one of them twice, one that is not, and one that is private: ids by name."""
    formats = {"arbres": ["GeoJSON"], "velos": ["GeoJSON", "SHP"], "budget": ["CSV"], "secret": ["GeoJSON"]}
    return {
        name: new_dataset(
            name=name,
            owner_org=organizations["rouen"],
            private=name == "secret",
            resources=[{"url": f"https://exemple.fr/{name}.{each}", "format": each} for each in each_format],
        )["id"]
        for name, each_format in formats.items()
    }


@pytest.fixture
def before(datasets: dict[str, str], as_anyone: Act) -> list[dict[str, Any]]:
    """What anyone reads of the KPIs while nobody has heard of the plugin."""
    kpi.compute()
    return said(as_anyone)


@pytest.fixture
def outside(before: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The distribution is installed, its plugin is loaded by its entry point, the KPIs are computed."""
    monkeypatch.syspath_prepend(str(OUTSIDE))
    monkeypatch.setitem(tk.config, "ckan.plugins", [*tk.config["ckan.plugins"], PLUGIN])
    plugins.load(PLUGIN)
    kpi.compute()
    yield
    if plugins.plugin_loaded(PLUGIN):
        plugins.unload(PLUGIN)


def said(as_anyone: Act) -> list[dict[str, Any]]:
    """The list of the KPIs but for when they were computed."""
    return [entry | {"computed_at": None} for entry in as_anyone("rouen_kpi_list")]


def ask(app: Any, action: str, **params: str) -> Any:
    return app.get(f"/api/3/action/{action}", query_string=params, status=200).json["result"]


@pytest.fixture(autouse=True)
def its_dataset_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """To make datasets takes a while: no KPI of the three extensions gets one."""
    monkeypatch.setattr(feeding, "registered", lambda: {KPI: registered()[KPI]} if KPI in registered() else {})


@pytest.mark.usefixtures("outside")
class TestAPluginFromOutside:
    def test_brings_a_number_that_its_ids_give_back(self, datasets: dict[str, str], app: Any) -> None:
        shown, proof = ask(app, "rouen_kpi_show", id=KPI), ask(app, "rouen_kpi_explain", id=KPI)
        assert (shown["value"], shown["of"], shown["version"], shown["label"]) == (2, 3, 3, "Jeux cartographiés")
        assert shown["by"] == {"format": {"GEOJSON": 2, "SHP": 1}}
        assert sorted(proof["counted"]) == sorted([datasets["arbres"], datasets["velos"]])
        assert proof["ids_sha256"] == hashlib.sha256("\n".join(sorted(proof["counted"])).encode()).hexdigest()
        for dataset in proof["counted"]:
            assert ask(app, "package_show", id=dataset)["state"] == "active"
        assert [(item["id"], item["explanation"]) for item in proof["not_counted"]] == [
            (datasets["budget"], "sans fichier géographique : a CSV")
        ]
        assert ask(app, "rouen_kpi_explain", id=KPI, dimension="format:SHP")["counted"] == [datasets["velos"]]

    def test_gets_a_card_and_a_page_in_both_languages(self, app: Any) -> None:
        assert f"/indicateurs/{KPI}" in app.get("/indicateurs", status=200).body
        page = app.get(f"/indicateurs/{KPI}", status=200).body
        assert "Jeux publics avec un fichier géographique." in page
        assert "sans fichier géographique" in page
        assert "Public datasets with a geographic file." in app.get(f"/en/indicateurs/{KPI}", status=200).body

    def test_is_kept_day_by_day(self, as_anyone: Act) -> None:
        kpi.snapshot_today()
        [kept] = as_anyone("rouen_kpi_history", id=KPI)
        assert (kept["value"], kept["version"]) == (2, 3)
        [part] = as_anyone("rouen_kpi_history", id=KPI, dimension="format:SHP")
        assert part["value"] == 1
        assert as_anyone("rouen_kpi_list", at=today().isoformat())

    def test_gets_an_open_dataset_that_it_does_not_count(self, as_anyone: Act, app: Any) -> None:
        kpi.snapshot_today()
        assert feeding.publish_lagging() == [KPI]
        found = ask(app, "rouen_kpi_show", id=KPI)
        dataset = as_anyone("package_show", id=found["dataset"]["id"])
        assert (dataset["feed"], dataset["isopen"], dataset["private"]) == ("true", True, False)
        rows = as_anyone("datastore_search", resource_id=found["dataset"]["resource_id"])["records"]
        assert len(rows) == 1 + len(found["by"]["format"])
        kpi.compute()
        proof = ask(app, "rouen_kpi_explain", id=KPI)
        assert proof["value"] == 2
        assert dataset["id"] not in proof["counted"]

    def test_leaves_the_kpis_of_the_base_as_they_are(self, before: Any, as_anyone: Act) -> None:
        with_it = said(as_anyone)
        assert [entry for entry in with_it if entry["id"] != KPI] == before
        assert len(with_it) == len(before) + 1
        plugins.unload(PLUGIN)
        assert said(as_anyone) == before
