"""A town-hall secretary with Excel: the workbook of a model, a check without publishing, a refused file corrected.

Its pictures are those of the guides: docs/take-pictures copies them there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from french_office import BAD, ERRORS, PROFILE
from openpyxl import load_workbook
from outside import OFFICER, Portal, reports_folder
from playwright.sync_api import Browser, Locator, expect

#: what makes the bad file a good one: column and row of the workbook
REPAIRS = {"F3": "01400", "G4": 49.4, "J4": "28/02/2026"}
GUIDE_WIDTH = {"width": 1000, "height": 800}


@pytest.fixture
def sysadmin(world: dict[str, Any]) -> Portal:
    """The API for who may do everything."""
    return Portal(world["site_url"], Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip())


@pytest.fixture
def dataset(sysadmin: Portal, new_name: Callable[[], str]) -> str:
    """An open dataset of the officer's commune; its name."""
    name = new_name()
    values = {"notes": "Les marchés.", "theme": "ECON", "license_id": "etalab-2.0", "frequency": "ANNUAL"}
    sysadmin.call("package_create", name=name, title="Marchés de la commune", owner_org="rouen", **values)
    return name


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    """A file with three errors."""
    path = tmp_path / "marches.csv"
    path.write_bytes(BAD)
    return path


def test_a_secretary_takes_the_workbook_of_her_model(browsing: Browsing, password: str, tmp_path: Path) -> None:
    browsing.log_in(OFFICER, password)
    browsing.open("/modeles")
    judge(browsing, "modeles")
    browsing.open(f"/modeles/{PROFILE}")
    judge(browsing, "modele")
    for_the_guide(browsing, "modele", browsing.page.locator(".rn-page"))
    workbook = load_workbook(download(browsing, "Classeur de Rouen", tmp_path / "modele.xlsx"))
    assert '"76540"' in workbook.worksheets[0]["D2"].value


def test_she_checks_a_file_is_refused_corrects_it_in_excel_and_publishes(
    browsing: Browsing, password: str, dataset: str, bad_file: Path
) -> None:
    page = browsing.page
    browsing.log_in(OFFICER, password)
    browsing.open(f"/dataset/{dataset}/resource/new")
    fill_in(browsing, bad_file)
    told = check(browsing, "Ce fichier serait refusé")
    expect(told).to_contain_text(f"{len(ERRORS)} erreurs")
    expect(page).to_have_url(f"{browsing.site_url}/dataset/{dataset}/resource/new")
    judge(browsing, "verification")
    for_the_guide(browsing, "verifier", page.locator("#resource-edit"))

    send(browsing, dataset)
    refusal = page.locator(".rn-alert--fail")
    expect(refusal).to_contain_text("Fichier refusé")
    judge(browsing, "refuse")
    for_the_guide(browsing, "refuse", refusal)
    repaired = repair(download(browsing, "Corriger dans Excel", reports_folder() / "guide" / "corriger-marches.xlsx"))

    page.goto(page.url + "/edit")
    fill_in(browsing, repaired)
    check(browsing, "Ce fichier convient")
    send(browsing, dataset)
    expect(page.locator(".rn-alert--ok")).to_contain_text("Publié le")
    for_the_guide(browsing, "publie", page.locator("#publication-state"))


def test_the_check_needs_no_script(
    browser: Browser, world: dict[str, Any], password: str, dataset: str, bad_file: Path
) -> None:
    context = browser.new_context(viewport=WIDE, locale="fr-FR", java_script_enabled=False)
    browsing = Browsing(context.new_page(), world["site_url"])
    browsing.log_in(OFFICER, password)
    browsing.open(f"/dataset/{dataset}/resource/new")
    fill_in(browsing, bad_file)
    browsing.page.get_by_role("button", name="Vérifier sans publier").click()
    expect(browsing.page.get_by_role("heading", level=1)).to_have_text("Vérification sans publication")
    expect(browsing.page.get_by_role("alert")).to_contain_text("Ce fichier serait refusé")
    context.close()


@pytest.mark.parametrize("path", ["/guide", "/modeles/messages"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_explains_is_read_by_everybody(browsing: Browsing, path: str, language: str) -> None:
    browsing.language = language
    browsing.open(path)
    judge(browsing, f"{path.strip('/').replace('/', '-')}-{language}")


def fill_in(browsing: Browsing, file: Path) -> None:
    """Choose a file and its model in the form."""
    browsing.page.locator("input[type=file]").set_input_files(file)
    browsing.page.locator("[name=profile]").select_option(PROFILE)


def check(browsing: Browsing, answer: str) -> Locator:
    """Have the file of the form checked; what is said of it."""
    browsing.page.get_by_role("button", name="Vérifier sans publier").click()
    told = browsing.page.locator("#dry-run")
    expect(told).to_contain_text(answer)
    return told


def send(browsing: Browsing, dataset: str) -> None:
    """Send the form, then look at the file until it has been dealt with."""
    page = browsing.page
    page.locator("button[value=go-dataset-complete], button[value=go-metadata]").first.click()
    expect(page).not_to_have_url(re.compile(r"/(new|edit)$"))
    page.goto(resource_address(browsing, dataset))
    expect(page.locator("#publication-state progress")).to_have_count(0)


def repair(path: Path) -> Path:
    """The workbook as it is once its red cells have been corrected, beside it."""
    book = load_workbook(path)
    for cell, value in REPAIRS.items():
        assert book.worksheets[1][cell].comment is not None
        book.worksheets[1][cell] = value
    repaired = path.with_name("corrige.xlsx")
    book.save(repaired)
    return repaired


def download(browsing: Browsing, link: str, path: Path) -> Path:
    """Save what a link gives."""
    with browsing.page.expect_download() as waiting:
        browsing.page.get_by_role("link", name=link).click()
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting.value.save_as(path)
    return path


def resource_address(browsing: Browsing, dataset: str) -> str:
    """The page of the only file of a dataset."""
    found = browsing.page.context.request.get(f"{browsing.site_url}/api/3/action/package_show?id={dataset}").json()
    (resource,) = found["result"]["resources"]
    return f"{browsing.site_url}/dataset/{dataset}/resource/{resource['id']}"


def judge(browsing: Browsing, name: str) -> None:
    """A page is kept as a picture, accessible, whole at 320 px."""
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"mairie-{name}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)


def for_the_guide(browsing: Browsing, name: str, part: Locator) -> None:
    """A picture of a part of the page, for the guides."""
    browsing.page.set_viewport_size(GUIDE_WIDTH)
    folder = reports_folder() / "guide"
    folder.mkdir(parents=True, exist_ok=True)
    part.screenshot(path=folder / f"guide-{name}.png")
