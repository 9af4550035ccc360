"""The secretary of a town hall with an Excel file and no model: from the form to a table, with a page that explains."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import OFFICER, Portal
from playwright.sync_api import Locator, expect
from workbooks import xlsx

TITLES = ["N°", "Salle", "Code postal", "Places", "Tarif (€)", "Ouverture", "Accessible", "Remarque"]
ROOMS = [
    ["Salles municipales, état 2026"],
    TITLES,
    ["1", "Salle des fêtes", "76350", 250, 180.5, "01/09/1998", "oui", None],
    ["2", "Maison des associations", "76350", 40, 60, "15/03/2004", "non", "chauffage à revoir"],
    ["3", "Foyer Ambroise-Croizat", "01400", 1250, "sur devis", "03/03/2011", "oui", None],
]
NOTES = [["Consignes"], ["Remplir une ligne par salle."], ["Ne pas fusionner de cases."]]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A list of rooms below its title, and a second sheet that says how to fill it in."""
    path = tmp_path / "salles 2026.xlsx"
    path.write_bytes(xlsx(ROOMS, "Salles", Consignes=NOTES))
    return path


@pytest.fixture
def dataset(world: dict[str, Any], new_name: Callable[[], str]) -> str:
    """A dataset of the officer's commune that still has no file."""
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    about = {"theme": "GOVE", "license_id": "etalab-2.0", "frequency": "ANNUAL", "owner_org": "rouen"}
    made = Portal(world["site_url"], token).call(
        "package_create", name=new_name(), title="Salles municipales", notes="Les salles à louer.", **about
    )
    return str(made["name"])


def test_a_workbook_without_a_model_becomes_a_table_that_says_what_it_holds(
    browsing: Browsing, password: str, dataset: str, workbook: Path, anyone: Portal
) -> None:
    page = browsing.page
    browsing.log_in(OFFICER, password)
    browsing.open(f"/dataset/{dataset}/resource/new")
    page.locator("input[type=file]").set_input_files(workbook)
    expect(page.get_by_label("Modèle")).to_have_value("a-proposer")
    page.locator("form:has(input[type=file]) button[type=submit]").last.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Que contiennent les colonnes de votre fichier ?")
    _look(browsing, "colonnes-1-feuille")
    page.get_by_label("Salles", exact=True).check()
    page.get_by_role("button", name="Lire cette feuille").click()

    expect(page.get_by_label("Type de Code postal")).to_have_value("code")
    expect(page.get_by_label("Type de Places")).to_have_value("integer")
    expect(page.get_by_label("Type de Tarif (€)")).to_have_value("string")
    _look(browsing, "colonnes-2-proposition")

    page.get_by_label("Type de Tarif (€)").select_option("number")
    page.get_by_label("Libellé de Places").fill("Nombre de places assises")
    page.get_by_label("N° distingue les lignes").check()
    _confirm(browsing)
    problem = page.locator("#errors")
    expect(problem).to_contain_text("1 valeur ne convient pas. Ligne 5, « sur devis »")
    expect(page.get_by_label("Libellé de Places")).to_have_value("Nombre de places assises")
    expect(page.get_by_label("N° distingue les lignes")).to_be_checked()
    _look(browsing, "colonnes-3-contredit")
    resource = page.url.rpartition("/modele/")[2].partition("?")[0]
    assert anyone.get(f"/dataset/{dataset}/resource/{resource}/download/x.xlsx").status_code == 404

    page.get_by_label("Type de Tarif (€)").select_option("string")
    _confirm(browsing)
    expect(page.locator(".rn-alert--ok")).to_contain_text(re.compile(r"Publié le .* 3 lignes", re.DOTALL))
    page.reload()
    _look(browsing, "colonnes-4-publie")
    row = _dictionary_row(browsing, "Places")
    expect(row).to_contain_text("Nombre de places assises")
    expect(row).to_contain_text("Nombre entier")
    rooms = anyone.read("datastore_search", resource_id=resource)["records"]
    assert [(room["N°"], room["Code postal"], room["Places"]) for room in rooms][2] == ("3", "01400", 1250)


def test_the_dictionary_is_read_in_english_too(page: Any, world: dict[str, Any], anyone: Portal) -> None:
    found = anyone.read("package_search", rows=500)["results"]
    resources = [one for package in found for one in package["resources"]]
    resource = next(one for one in resources if one.get("profile") == "rouen/lieux" and one["datastore_active"])
    reader = Browsing(page, world["site_url"], "en")
    reader.open(f"/dataset/{resource['package_id']}/resource/{resource['id']}")
    row = _dictionary_row(reader, "code_postal")
    expect(row).to_contain_text("Postcode")
    expect(row).to_contain_text("Code or identifier")


def _confirm(browsing: Browsing) -> None:
    browsing.page.get_by_role("button", name="Confirmer et publier").click()


def _dictionary_row(browsing: Browsing, column: str) -> Locator:
    table = browsing.page.get_by_role("region", name="Colonnes" if browsing.language == "fr" else "Columns").last
    return table.get_by_role("row").filter(has=browsing.page.get_by_role("rowheader", name=column, exact=True))


def _look(browsing: Browsing, name: str) -> None:
    """A step of the story: kept as a picture, accessible, whole at 320 px."""
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{name}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)
