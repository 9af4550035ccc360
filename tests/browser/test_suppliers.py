"""An officer sends what a supplier of energy gave her, as it is: checked, published, or refused by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import Portal
from playwright.sync_api import Page, expect

FORMATS = Path(__file__).parents[1] / "unit" / "energy" / "fixtures" / "formats"
CURVE, MAXIMA = FORMATS / "enedis_sge_r63.csv", FORMATS / "enedis_compte_puissance.csv"
READ_AS = "Lu comme : Enedis SGE R63"


@pytest.fixture
def dataset(world: dict[str, Any], new_name: Callable[[], str]) -> str:
    """A private dataset of the commune, still without a file; its name."""
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    described = {"title": "Relevés", "notes": "Relevés.", "theme": "ENER", "license_id": "etalab-2.0"}
    given = {"owner_org": "rouen", "private": True, "frequency": "ANNUAL", **described}
    return str(Portal(world["site_url"], token).call("package_create", name=new_name(), **given)["name"])


def fill_in(page: Page, file: Path) -> None:
    """Choose a file and its model in the form."""
    page.locator("input[type=file]").set_input_files(file)
    page.locator("[name=profile]").select_option("energy/readings")


def judge(browsing: Browsing, name: str) -> None:
    """Kept as a picture, accessible, whole on a telephone."""
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{name}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)


def test_a_curve_of_enedis_is_read_as_it_is_and_maximum_powers_are_refused_by_name(
    officer: Browsing, dataset: str
) -> None:
    page = officer.page
    officer.open(f"/dataset/{dataset}/resource/new")
    fill_in(page, CURVE)
    page.get_by_role("button", name="Vérifier sans publier").click()
    told = page.locator("#dry-run")
    expect(told).to_contain_text("Ce fichier convient")
    expect(told).to_contain_text(READ_AS)

    page.locator("button[value=go-dataset-complete], button[value=go-metadata]").first.click()
    expect(page).not_to_have_url(re.compile(r"/new$"))
    officer.open(f"/dataset/{dataset}")
    page.locator("#content a[href*='/resource/']:not([href$='/new']):not([href*='/edit'])").first.click()
    published = page.locator("#publication-state")
    expect(published).to_contain_text("Publié le")
    expect(published).to_contain_text(READ_AS)
    judge(officer, "fournisseur-1-publie")

    page.goto(page.url + "/edit")
    fill_in(page, MAXIMA)
    page.locator("button[value=go-metadata]").click()
    refusal = page.locator(".rn-alert--fail")
    expect(refusal).to_contain_text("Puissance maximale")
    expect(refusal).to_contain_text("restent publiées")
    judge(officer, "fournisseur-2-refuse")
