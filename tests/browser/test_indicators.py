"""An elected member prints the indicators, a journalist follows one through time, an administrator sets a target."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from backstage import Backstage
from browsing import NARROW, WIDE, Browsing
from outside import METROPOLE_OFFICER, Portal, password_of
from playwright.sync_api import expect

#: An indicator whose past no other test looks at, and how many days of it lack.
WORKSHOPS, MISSED = "K3", 6
#: Days of the past of Rouen as if they had been read then: one definition before, some days missed.
PAST = """
WITH rouen AS (SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS today)
INSERT INTO rouen_kpi_snapshot (kpi_id, version, dimension, day, value, of_value, computed_at)
SELECT kpi_id, version - (day < rouen.today - 60)::int, '', day::date,
       greatest(0, value - (rouen.today - day::date) / 30), of_value, day
FROM rouen_kpi_last, rouen, generate_series(rouen.today - 120, rouen.today - 1, interval '1 day') day
WHERE kpi_id = %s AND NOT day::date BETWEEN rouen.today - 25 AND rouen.today - 20
ON CONFLICT DO NOTHING
"""


@pytest.fixture(scope="module")
def past(world: dict[str, Any]) -> None:
    """Four months of the past of an indicator."""
    Backstage.here().main(PAST, WORKSHOPS)


def pages(pdf: Path) -> list[str]:
    """The text of each page."""
    told = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return [page.replace("\u202f", " ").replace("\xa0", " ") for page in told.split("\f") if page.strip()]


def test_the_indicators_print_as_a_report_of_two_pages_that_says_their_values(
    visit: Browsing, anyone: Portal, past: None, tmp_path: Path
) -> None:
    visit.open("/indicateurs")
    visit.page.pdf(path=tmp_path / "rapport.pdf", prefer_css_page_size=True)
    found = pages(tmp_path / "rapport.pdf")
    assert len(found) == 2, f"{len(found)} pages"
    entries = anyone.read("rouen_kpi_list")
    for entry in entries:
        if entry["unit"] == "count" and entry["value"] is not None:
            number = f"{entry['value']:,}".replace(",", " ")
            assert re.search(rf"(?<!\d){re.escape(number)}(?!\d)", found[0]), f"{entry['id']} = {number}"
    assert "rapport aux élus" in found[0] and "/indicateurs?le=" in found[0]
    assert all(name in found[1] for name in ("Par thème", "Étapes des communes", "Rouen", "Yville-sur-Seine"))
    assert "Imprimer" not in "".join(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_history_with_gaps_is_a_chart_a_sentence_and_a_table_at_both_widths(
    visit: Browsing, past: None, language: str
) -> None:
    visit.language = language
    visit.open(f"/indicateurs/{WORKSHOPS}")
    page = visit.page
    words = {"fr": f"{MISSED} jours sans relevé", "en": f"{MISSED} days without a reading"}[language]
    expect(page.locator("figcaption").filter(has_text=words)).to_be_visible()
    assert page.locator(".rn-line__run").count() == 3
    page.locator("figure summary").first.press("Enter")
    missed = page.get_by_role("row").filter(has_text=re.compile("aucun relevé|no reading"))
    expect(missed).to_have_count(MISSED)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        visit.picture(f"indicateur-historique-{language}-{size['width']}")
        assert not visit.sideways_scroll()
        assert not visit.accessibility_problems()


def test_a_day_of_the_past_is_asked_for_by_a_form_and_has_an_address(visit: Browsing, past: None) -> None:
    visit.open("/indicateurs")
    visit.page.get_by_label("Ce que l’on disait le").fill("2026-01-01")
    visit.page.get_by_role("button", name="Voir").press("Enter")
    expect(visit.page).to_have_url(re.compile(r"\?le=2026-01-01$"))
    expect(visit.page.locator("h1")).to_have_text("Indicateurs au 01/01/2026")
    assert not visit.accessibility_problems()


def test_the_table_by_commune_is_sorted_by_the_keyboard(visit: Browsing) -> None:
    visit.open("/indicateurs")
    heading = visit.page.locator("#communes-table").get_by_role("link", name="Jeux de données ouverts")
    visit.tab_to(heading)
    assert visit.focus_is_visible()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("th[aria-sort=descending]")).to_contain_text("Jeux de données ouverts")
    cells = visit.page.locator("#communes-table tbody tr td:nth-child(3)").all_inner_texts()
    counts = [int(cell) for cell in cells]
    assert len(counts) == 71
    assert counts == sorted(counts, reverse=True)


def test_an_administrator_sets_a_target_and_it_is_on_the_card(browsing: Browsing, world: dict[str, Any]) -> None:
    why = f"Quatre ateliers par an, {uuid4().hex[:8]}"
    browsing.log_in(METROPOLE_OFFICER, password_of(world, METROPOLE_OFFICER))
    browsing.open(f"/indicateurs/{WORKSHOPS}")
    page = browsing.page
    page.get_by_role("link", name="Fixer une cible").press("Enter")
    assert not browsing.accessibility_problems()
    page.get_by_label("Valeur", exact=True).fill("40")
    page.get_by_label("Échéance").fill("2030-12-31")
    page.get_by_label("Pourquoi cette valeur").fill(why)
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_text("Cible enregistrée.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=why)).to_contain_text("en vigueur")
    browsing.open("/indicateurs")
    card = page.get_by_role("article").filter(has=page.locator(f"#kpi-{WORKSHOPS}"))
    expect(card).to_contain_text("Cible : 40 au 31/12/2030")
