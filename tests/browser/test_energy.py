"""The pages of energy by hand: the dashboard leads to a building, a curve goes from ten years to a day and back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import Portal
from playwright.sync_api import Locator, Page, expect

YEAR = 2021
READINGS = "releves-energie-demo"
#: A meter of the demonstration with gaps and an absurd value.
METER_WITH_FAULTS = "DEMO-E-003"
SENTENCE = "[data-series-sentence]"


def figures_of(text: str) -> list[int]:
    """The whole numbers of a text as pages write them."""
    return [int(re.sub(r"\D", "", found)) for found in re.findall(r"\d+(?:[\u202f,]\d{3})*", text)]


def assert_page_is_sound(browsing: Browsing, name: str) -> None:
    """One title, whole and accessible at both widths."""
    expect(browsing.page.locator("h1")).to_have_count(1)
    for size in (WIDE, NARROW):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{name}-{browsing.language}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)
    browsing.page.set_viewport_size(WIDE)


def assert_drawn(page: Page, *tables: str) -> None:
    """The chart of each of these tables is there."""
    for table in tables:
        expect(page.locator(f"figure[data-table='{table}']:visible svg")).to_have_count(1)


def test_from_the_largest_consumer_to_its_sheet(visit: Browsing, anyone: Portal) -> None:
    largest = anyone.read("rouen_energy_dashboard", year=YEAR)["top"][0]
    visit.open(f"/energie?annee={YEAR}")
    assert_drawn(visit.page, "energy-types", "energy-trend")
    visit.page.get_by_role("link", name=largest["name"]).click()
    expect(visit.page.locator("h1")).to_have_text(largest["name"])
    shown = visit.page.locator(".rn-figures").inner_text()
    assert round(largest["kwh"]) in figures_of(shown)
    assert_drawn(visit.page, "building-years-table", "building-months-table")


def test_the_dashboard_prints_its_tables_and_no_control(visit: Browsing, tmp_path: Path) -> None:
    visit.open(f"/energie?annee={YEAR}")
    visit.page.emulate_media(media="print")
    expect(visit.page.locator("#energy-types")).to_be_visible()
    expect(visit.page.locator(".rn-filters")).to_be_hidden()
    assert visit.page.pdf(path=tmp_path / "energie.pdf", format="A4")
    visit.page.emulate_media(media="screen")


@pytest.fixture
def curve(energy_manager: Browsing, world: dict[str, Any]) -> tuple[Browsing, str]:
    """An officer of the Métropole who may read its readings, and the address of their curve."""
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    sysadmin = Portal(world["site_url"], token)
    (resource,) = sysadmin.read("package_show", id=READINGS)["resources"]
    views = sysadmin.read("resource_view_list", id=resource["id"])
    (view,) = [one for one in views if one["view_type"] == "energy_series_view"]
    return energy_manager, f"/dataset/{READINGS}/resource/{resource['id']}?view_id={view['id']}"


def press(page: Page, key: str) -> None:
    """Press a key on the curve; the part that it changes has come."""
    before = page.url
    page.locator("[data-chart]").focus()
    page.keyboard.press(key)
    expect(page).not_to_have_url(before)
    expect(page.locator("[data-rouen-energy-series]")).to_have_attribute("aria-busy", "false")


def sentence(page: Page) -> str:
    """What is said of the range that is shown."""
    return page.locator(SENTENCE).inner_text()


def rows(page: Page) -> Locator:
    """The figures of the curve."""
    return page.locator("[data-series-table] tbody tr")


def test_a_curve_goes_from_years_to_a_day_by_the_keyboard_and_its_address_restores_it(
    curve: tuple[Browsing, str],
) -> None:
    officer, address = curve
    page = officer.page
    officer.open(f"{address}&de=2021-01-01&a=2021-12-31")
    assert "01/01/2021" in sentence(page)
    assert "31/12/2021" in sentence(page)
    for _ in range(3):
        press(page, "+")
    day = re.search(r"de=(\d{4}-\d\d-\d\d)&a=\1", page.url) or re.search(r"a=(\d{4}-\d\d-\d\d).*de=\1", page.url)
    assert day, page.url
    said = sentence(page)
    expect(page.locator("[data-series-said]")).to_have_text(re.compile(r"Le \d\d/\d\d/2021"))
    assert page.evaluate("document.activeElement.matches('[data-chart]')")
    officer.open(page.url.removeprefix(officer.site_url))
    assert sentence(page) == said
    press(page, "ArrowRight")
    assert sentence(page) != said
    page.go_back()
    expect(page.locator(SENTENCE)).to_have_text(re.compile(re.escape(said.split(",", maxsplit=1)[0])))
    press(page, "-")
    assert " au " in sentence(page)


def test_a_curve_is_sound_at_both_widths_and_its_buttons_move_it(curve: tuple[Browsing, str]) -> None:
    officer, address = curve
    page = officer.page
    officer.open(f"{address}&de=2021-01-01&a=2021-12-31")
    expect(page.locator("[data-series-figure] svg")).to_be_visible()
    page.get_by_role("link", name="1 mois").click()
    expect(page.locator("a[data-move=zoom-31]")).to_have_attribute("aria-current", "true")
    expect(page.locator("a[data-move=zoom-31]")).to_be_focused()
    assert rows(page).count() > 27
    assert_page_is_sound(officer, "courbe")


def test_a_curve_has_its_figures_and_its_ways_without_javascript(
    browser: Any, curve: tuple[Browsing, str], world: dict[str, Any]
) -> None:
    officer, address = curve
    context = browser.new_context(java_script_enabled=False, storage_state=officer.page.context.storage_state())
    page = context.new_page()
    page.goto(f"{world['site_url']}{address}&de=2021-01-01&a=2021-12-31")
    page.get_by_role("link", name="1 jour").click()
    page.get_by_text("Voir les chiffres").click()
    expect(rows(page).first).to_be_visible()
    assert re.search(r"Le \d\d/\d\d/2021", sentence(page))
    context.close()


def test_a_gap_stays_a_gap_and_a_reading_that_looks_wrong_is_marked(curve: tuple[Browsing, str]) -> None:
    officer, address = curve
    page = officer.page
    officer.open(f"{address}&compteur={METER_WITH_FAULTS}")
    gaps, marks = page.locator("[data-gap-from]"), page.locator("[data-outlier]")
    assert gaps.count() > 0
    assert marks.count() > 0
    wrong = str(marks.first.get_attribute("data-outlier"))[:10]
    silent = str(gaps.last.get_attribute("data-gap-from"))[:10]
    officer.open(f"{address}&compteur={METER_WITH_FAULTS}&de={wrong}&a={wrong}")
    expect(rows(page).filter(has_text="▲")).to_have_count(1)
    officer.open(f"{address}&compteur={METER_WITH_FAULTS}&de={silent}&a={silent}")
    expect(rows(page).filter(has_text="aucun relevé").first).to_be_attached()
    assert "interruption" in sentence(page)
    expect(page.locator("[data-series-figure] svg")).to_be_visible()


def test_a_meter_of_a_building_leads_to_its_curve_who_may_read_it(energy_manager: Browsing, visit: Browsing) -> None:
    address = "/energie/batiment/metropole-rouen-normandie/DEMO-003"
    energy_manager.open(address)
    energy_manager.page.get_by_role("link", name=METER_WITH_FAULTS).click()
    expect(energy_manager.page).to_have_url(re.compile(f"compteur={METER_WITH_FAULTS}"))
    expect(energy_manager.page.locator("[data-series-figure] svg")).to_be_visible()
    visit.open(address)
    expect(visit.page.get_by_text(METER_WITH_FAULTS)).to_have_count(0)


def test_nobody_outside_sees_the_readings(visit: Browsing, curve: tuple[Browsing, str]) -> None:
    _, address = curve
    resource = address.split("/resource/")[1].split("?")[0]
    for path in (address, f"/energie/serie/{resource}", f"/energie/serie/{resource}.csv"):
        assert visit.page.request.get(visit.site_url + path, max_redirects=0).status in (302, 403, 404)
