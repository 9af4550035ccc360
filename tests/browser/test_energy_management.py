"""Where buildings go, as somebody finds out: from the path of the estate to that of a building and how it is made."""

from __future__ import annotations

import re
from pathlib import Path

from browsing import Browsing
from outside import Portal
from playwright.sync_api import Locator, expect

OWNER = "metropole-rouen-normandie"
DRAWN = ("building-path", "building-compared", "building-ahead")


def section(browsing: Browsing, title: str) -> Locator:
    """A part of a page."""
    return browsing.page.get_by_role("region", name=title, exact=True)


def assert_drawn(browsing: Browsing, table: str) -> None:
    """The chart of this table is there."""
    expect(browsing.page.locator(f"figure[data-table='{table}']:visible svg")).to_have_count(1)


def test_from_the_path_of_the_estate_to_that_of_a_building_and_how_it_is_computed(
    visit: Browsing, anyone: Portal, tmp_path: Path
) -> None:
    estate = anyone.read("rouen_energy_trajectory", owner=OWNER)
    first = estate["buildings"][0]
    visit.open("/energie")
    path = section(visit, "Trajectoire tertiaire")
    expect(path).to_contain_text(re.sub(r"\s", " ", estate["together"]["milestones"][0]["text"]))
    assert_drawn(visit, "energy-path")
    assert_drawn(visit, "energy-ahead")
    path.get_by_text("Bâtiment par bâtiment").click()
    path.get_by_role("link", name=first["name"], exact=True).click()
    expect(visit.page.locator("h1")).to_have_text(first["name"])
    for table in DRAWN:
        assert_drawn(visit, table)
    own = section(visit, "Trajectoire tertiaire")
    with visit.page.expect_download() as download:
        own.get_by_role("link", name="CSV : Trajectoire tertiaire").click()
    assert "2050" in download.value.path().read_text(encoding="utf-8")
    assert visit.page.pdf(path=tmp_path / "batiment.pdf", format="A4")
    own.get_by_role("link", name="Méthode et limites").click()
    expect(visit.page.locator("#trajectoire")).to_be_in_viewport()


def test_the_list_of_monday_can_be_asked_of_another_year(energy_manager: Browsing) -> None:
    page = energy_manager.page
    energy_manager.open(f"/energie/lundi/{OWNER}")
    page.get_by_role("navigation", name="Année").get_by_role("link", name="2023").click()
    expect(page.get_by_role("table", name="Bâtiments à regarder d'abord, d'après 2023")).to_be_visible()
    expect(page.get_by_role("link", name="2023", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("Températures quotidiennes")).to_be_visible()
