"""A plugin from outside brings layouts: files of others become rows of a profile, by every way in."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import growing as support
import pytest
from ckan import plugins
from ckan.cli.cli import ckan
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers
from ckanext.rouen_municipalities.core.tabular.messages import LANGUAGES
from ckanext.rouen_municipalities.logic import publication
from werkzeug.datastructures import FileStorage

pytestmark = pytest.mark.usefixtures("with_plugins", "outside")

Act = Callable[..., Any]
OUTSIDE = Path(__file__).parent / "outside"
PLUGIN = "contracts"
USUAL = "RELEVE;0140012345;MWh\nJANV;1.5\nFEVR;2\n"


@pytest.fixture
def outside(
    organizations: dict[str, str], tmp_path: Path, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The profile is in the site's folder and the plugin is loaded by its entry point."""
    support.declare(tmp_path)
    monkeypatch.setitem(tk.config, "ckanext.rouen_municipalities.profiles_folder", str(tmp_path))
    monkeypatch.syspath_prepend(str(OUTSIDE))
    monkeypatch.setitem(tk.config, "ckan.plugins", [*tk.config["ckan.plugins"], PLUGIN])
    before = {language: dict(said) for language, said in LANGUAGES.items()}
    plugins.load(PLUGIN)
    plugins.get_plugin(PLUGIN).update_config(ckan_config)
    yield
    plugins.unload(PLUGIN)
    for language, said in before.items():
        LANGUAGES[language].clear()
        LANGUAGES[language].update(said)


@pytest.fixture
def send(act: Act, organizations: dict[str, str], new_dataset: Act) -> Callable[..., str]:
    """Sends a text to the one resource of an organisation's dataset, and has the worker take it; the resource's id."""
    datasets: dict[str, str] = {}
    resources: dict[str, str] = {}

    def publish(text: str, owner: str = "metropole", **values: Any) -> str:
        values["upload"] = FileStorage(stream=io.BytesIO(text.encode()), filename="compteur 12.csv", name="upload")
        if owner not in datasets:
            datasets[owner] = new_dataset(name=f"abonnements-{owner}", owner_org=organizations[owner])["id"]
            given = {"package_id": datasets[owner], "name": "Abonnements", "profile": support.PROFILE, **values}
            resources[owner] = act("resource_create", **given)["id"]
        else:
            act("resource_patch", id=resources[owner], **values)
        publication.publish_waiting()
        return resources[owner]

    return publish


def table(resource_id: str) -> list[tuple[str, str, float]]:
    found = helpers.call_action("datastore_search", resource_id=resource_id, sort="debut")["records"]
    return [(row["compteur"], row["debut"][:10], float(row["kwh"])) for row in found]


def shown(act: Act, resource_id: str) -> dict[str, Any]:
    found: dict[str, Any] = act("rouen_publication_show", resource_id=resource_id)
    return found


def test_a_file_of_a_supplier_becomes_rows_and_its_page_says_how_it_was_read(send: Any, act: Act, app: Any) -> None:
    resource_id = send(USUAL)
    assert table(resource_id) == [("0140012345", "2026-01-01", 1500), ("0140012345", "2026-02-01", 2000)]
    done = shown(act, resource_id)
    assert (done["state"], done["rows"]) == ("published", 2)
    assert done["report"]["layout"] == {"name": "contracts/usual", "title": "Fournisseur usuel"}
    resource = act("resource_show", id=resource_id)
    page = app.get(tk.h.url_for("resource.read", id=resource["package_id"], resource_id=resource_id)).body
    assert "Lu comme : Fournisseur usuel" in page
    assert app.get(resource["url"]).body == USUAL
    assert "<li>Fournisseur usuel</li>" in app.get(f"/modeles/{support.PROFILE}").body


def test_its_next_file_joins_the_table_and_the_same_one_changes_nothing(send: Any, act: Act) -> None:
    send(USUAL)
    resource_id = send("RELEVE;0140012345;kWh\nFEVR;2100\nMARS;1800\n")
    assert shown(act, resource_id)["growth"]["message"].startswith("1 ligne nouvelle, 1 corrigée")
    assert [kwh for _, _, kwh in table(resource_id)] == [1500, 2100, 1800]
    send("RELEVE;0140012345;kWh\nFEVR;2100\nMARS;1800\n")
    assert shown(act, resource_id)["reason"] == "already-added"


def test_rows_that_do_not_fit_are_told_on_the_lines_of_the_suppliers_file(send: Any, act: Act) -> None:
    resource_id = send("RELEVE;0140012345;kWh\nJANV;1\nFEVR;2\nJANV;3\n")
    refused = shown(act, resource_id)
    assert refused["state"] == "refused"
    assert {(issue["rule"], issue["line"]) for issue in refused["report"]["issues"]} >= {("unique", 4)}
    assert refused["report"]["layout"]["name"] == "contracts/usual"


def test_what_the_layout_cannot_read_is_told_in_the_words_of_its_plugin(send: Any, act: Act, app: Any) -> None:
    resource_id = send("RELEVE;0140012345;therms\nJANV;1\n")
    (issue,) = shown(act, resource_id)["report"]["issues"]
    assert (issue["line"], issue["label"], issue["expected"]) == (1, "Unité du fournisseur", "kWh, MWh")
    token = factories.APIToken(user=factories.Sysadmin()["name"])["token"]
    resource = act("resource_show", id=resource_id)
    url = tk.h.url_for("resource.read", id=resource["package_id"], resource_id=resource_id)
    page = app.get(url, headers={"Authorization": token}).body
    assert "Lu comme : Fournisseur usuel" in page
    assert "Le fournisseur écrit « therms »." in page


def test_a_check_says_what_the_file_would_do_and_how_it_is_read(send: Any, act: Act) -> None:
    resource_id = send(USUAL)
    upload = FileStorage(stream=io.BytesIO(b"RELEVE;0140012345;kWh\nMARS;5\n"), filename="mars.csv", name="upload")
    checked = act("rouen_publication_check", resource_id=resource_id, upload=upload)
    assert (checked["errors"], checked["layout"]["name"], checked["growth"]["new"]) == (0, "contracts/usual", 1)


def test_a_file_for_a_new_resource_is_checked_with_what_its_organisation_has_described(
    act: Act, organizations: dict[str, str], new_dataset: Act
) -> None:
    def layout(owner: str) -> dict[str, str] | None:
        content = io.BytesIO(USUAL.replace("RELEVE", "ROUEN").encode())
        upload = FileStorage(stream=content, filename="essai.csv", name="upload")
        dataset = new_dataset(name=f"essai-{owner}", owner_org=organizations[owner])
        given = {"upload": upload, "profile": support.PROFILE, "package_id": dataset["name"]}
        found: dict[str, str] | None = act("rouen_publication_check", **given)["layout"]
        return found

    assert layout("rouen") == {"name": "contracts/rouen", "title": "Fichier de Rouen"}
    assert layout("metropole") is None


def test_what_an_organisation_has_described_counts_for_its_own_files_only(send: Any, act: Act) -> None:
    own = USUAL.replace("RELEVE", "ROUEN")
    assert shown(act, send(own, "rouen"))["report"]["layout"]["name"] == "contracts/rouen"
    elsewhere = shown(act, send(own, "metropole"))
    assert (elsewhere["state"], elsewhere["report"]["layout"]) == ("refused", None)


def test_a_resource_may_name_the_layout_of_files_that_do_not_show_it(send: Any, act: Act) -> None:
    unmarked = USUAL.replace("RELEVE", "2026")
    resource_id = send(unmarked)
    assert shown(act, resource_id)["state"] == "refused"
    send(unmarked, layout="contracts/usual")
    assert len(table(resource_id)) == 2


def test_the_command_line_reads_it_too(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "releve.csv"
    path.write_text(USUAL, encoding="utf-8")
    done = cli.invoke(ckan, ["rouen", "check", str(path), "--profile", support.PROFILE])
    assert done.exit_code == 0
    assert done.output.splitlines()[-2:] == ["Lu comme : Fournisseur usuel", "Conforme : 2 lignes, 5 colonnes."]
