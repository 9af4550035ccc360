"""Whoever keeps an owner's energy data goes from the dashboard to what is missing, and gives a meter its building."""

from __future__ import annotations

import re

from browsing import NARROW, WIDE, Browsing
from playwright.sync_api import expect

UNKNOWN_METER, BUILDING = "DEMO-E-999", "DEMO-041"


def look(browsing: Browsing, name: str) -> None:
    """A step of the story: one title, kept as a picture, accessible, whole at 320 px."""
    expect(browsing.page.locator("h1")).to_have_count(1)
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{name}-{browsing.language}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)


def test_what_is_missing_is_found_from_the_dashboard(energy_manager: Browsing) -> None:
    page = energy_manager.page
    energy_manager.open("/energie?annee=2021")
    page.get_by_role("link", name=re.compile("^Données à vérifier")).click()
    page.get_by_label("Année").select_option("2023")
    page.get_by_role("button", name="Afficher").click()
    row = page.get_by_role("row", name=re.compile("Factures du compteur DEMO-G-052"))
    expect(row.get_by_text("manquant")).to_have_count(3)
    expect(page.get_by_role("table", name=re.compile("Relevés suspects"))).to_contain_text("DEMO-E-003")
    look(energy_manager, "energie-a-verifier")


def test_a_meter_is_given_its_building_once_and_it_may_be_taken_back(energy_manager: Browsing) -> None:
    page = energy_manager.page
    energy_manager.open("/energie/compteurs/metropole-rouen-normandie")
    waiting = page.get_by_role("region", name=UNKNOWN_METER)
    look(energy_manager, "energie-compteurs-1")

    waiting.get_by_label("Bâtiment (identifiant)").fill("DEMO-999")
    waiting.get_by_label("Vecteur").select_option("électricité")
    waiting.get_by_role("button", name="Rattacher").click()
    expect(page.get_by_role("alert")).to_contain_text("ne connaît ce bâtiment")
    expect(waiting.get_by_label("Bâtiment (identifiant)")).to_have_value("DEMO-999")
    look(energy_manager, "energie-compteurs-2-refuse")

    waiting.get_by_label("Bâtiment (identifiant)").fill(BUILDING)
    waiting.get_by_role("button", name="Rattacher").click()
    expect(page.get_by_text(f"Compteur {UNKNOWN_METER} rattaché.")).to_be_visible()
    expect(waiting).to_have_count(0)
    look(energy_manager, "energie-compteurs-3-rattache")

    page.get_by_role("button", name=f"Retirer le rattachement de {UNKNOWN_METER}").click()
    expect(waiting).to_be_visible()
