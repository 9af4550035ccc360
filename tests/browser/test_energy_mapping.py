"""An officer whose software writes its own file: refused once, explained once, read from then on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import Portal
from playwright.sync_api import expect

FILE = "Export du 03/02/2022;;;\n;;;\nSite;Mois;Conso gaz;Commentaire\n{rows}"
ROWS = "MUS-001;01/2021;1,5;néant\nMUS-001;02/2021;2,25;\n"


@pytest.fixture
def dataset(world: dict[str, Any]) -> Any:
    """A dataset of the Métropole that still has no file."""
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    portal = Portal(world["site_url"], token)
    about = {"theme": "ENER", "license_id": "etalab-2.0", "frequency": "ANNUAL", "private": True}
    made = portal.call(
        "package_create", name="essai-correspondance", title="Relevés", notes="Des relevés.",
        owner_org="metropole-rouen-normandie", **about,
    )  # fmt: skip
    yield str(made["name"])
    for saved in portal.call("rouen_energy_mapping_list", owner="metropole-rouen-normandie"):
        portal.call("rouen_energy_mapping_delete", owner="metropole-rouen-normandie", name=saved["name"])
    portal.call("dataset_purge", id=made["id"])


def send(browsing: Browsing, dataset: str, path: Path) -> None:
    """Send a file by the form of a dataset, and open its page."""
    page = browsing.page
    browsing.open(f"/dataset/{dataset}/resource/new")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("[name=profile]").select_option("energy/consumption")
    page.locator("form:has(input[type=file]) button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(rf"/dataset/{dataset}$"))
    page.locator("#content a[href*='/resource/']:not([href*='/edit'])", has_text=path.stem).first.click()


def look(browsing: Browsing, name: str) -> None:
    """A step of the story: kept as a picture, accessible, whole at 320 px."""
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{name}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)


def scrolled_fields(page: Any) -> list[str]:
    """The fields of a table that can only be reached by scrolling it, at both widths."""
    found: list[str] = []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        found += page.evaluate(
            """() => [...document.querySelectorAll('.rn-scroll select, .rn-scroll input')]
                .filter(field => field.getBoundingClientRect().right > document.documentElement.clientWidth)
                .map(field => `${document.documentElement.clientWidth} px: ${field.name}`)"""
        )
    return found


def test_a_layout_is_explained_once_and_read_from_then_on(
    energy_manager: Browsing, dataset: str, tmp_path: Path
) -> None:
    page = energy_manager.page
    first, second = tmp_path / "gaz-2021.csv", tmp_path / "gaz-2022.csv"
    first.write_text(FILE.format(rows=ROWS), encoding="utf-8")
    second.write_text(FILE.format(rows=ROWS.replace("2021", "2022")), encoding="utf-8")
    send(energy_manager, dataset, first)

    page.get_by_role("link", name="Faire correspondre les colonnes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Faire correspondre les colonnes")
    expect(page.get_by_text("Dites l'unité de « Conso gaz »")).to_be_visible()
    look(energy_manager, "correspondance-1-proposee")

    page.get_by_label("Unité de Conso gaz").fill("MWh")
    page.get_by_role("button", name="Voir les dix premières lignes").click()
    expect(page.get_by_role("region", name="Premières lignes lues")).to_contain_text("2021-02-01")
    look(energy_manager, "correspondance-2-essayee")
    assert not scrolled_fields(page)

    page.get_by_label("Nom de cette présentation").fill("Export du logiciel")
    page.get_by_role("button", name="Enregistrer et publier").click()
    published = page.locator(".rn-alert--ok, .rn-publication")
    expect(published.first).to_contain_text(re.compile("Lu comme : Export du logiciel"))

    send(energy_manager, dataset, second)
    expect(published.first).to_contain_text(re.compile("Lu comme : Export du logiciel"))
