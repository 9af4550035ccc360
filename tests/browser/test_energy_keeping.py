"""Whoever keeps an owner's energy data goes from the dashboard to what is missing, and gives a meter its building."""

from __future__ import annotations

import re

from browsing import NARROW, WIDE, Browsing
from outside import Portal, until
from playwright.sync_api import expect

OWNER = "metropole-rouen-normandie"
UNKNOWN_METER, BUILDING = "DEMO-E-999", "DEMO-041"
#: Its gas meter stopped in the winter of 2024, as the demonstration has it.
STOPPED, WORKS = "DEMO-005", "Isolation essayée"


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
    energy_manager.open(f"/energie/compteurs/{OWNER}")
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


def test_monday_begins_with_the_list_and_goes_on_to_a_building(energy_manager: Browsing) -> None:
    page = energy_manager.page
    energy_manager.open("/energie")
    page.get_by_role("link", name=re.compile("^Où regarder d'abord")).click()
    table = page.get_by_role("table", name=re.compile("^Bâtiments à regarder d'abord"))
    expect(table.get_by_role("row")).to_have_count(11)
    look(energy_manager, "energie-lundi")
    with page.expect_download() as download:
        page.get_by_role("link", name="Fichier préparé pour OPERAT (CSV)").click()
    assert download.value.suggested_filename == "operat-metropole-rouen-normandie.csv"
    table.get_by_role("rowheader").first.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/energie/batiment/"))


def test_works_are_declared_what_they_saved_is_refused_with_numbers_and_they_are_taken_back(
    energy_manager: Browsing, anyone: Portal
) -> None:
    page = energy_manager.page
    energy_manager.open(f"/energie/batiment/{OWNER}/{STOPPED}")
    page.get_by_role("link", name="Déclarer des travaux ou une fermeture").click()
    form = page.get_by_role("form", name="Déclarer")
    expect(form.get_by_label("Bâtiment", exact=True)).to_have_value(STOPPED)
    look(energy_manager, "energie-travaux-1")

    form.get_by_label("Premier jour", exact=True).fill("2023-04-03")
    form.get_by_label("Lendemain du dernier jour", exact=True).fill("2023-04-03")
    form.get_by_label(re.compile("^Ce qui a été fait")).fill(WORKS)
    form.get_by_role("button", name="Déclarer").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n'a été déclaré")
    expect(form.get_by_label("Lendemain du dernier jour", exact=True)).to_have_attribute("aria-invalid", "true")
    look(energy_manager, "energie-travaux-2-refuse")

    form.get_by_label("Lendemain du dernier jour", exact=True).fill("2023-09-01")
    form.get_by_role("button", name="Déclarer").click()
    expect(page.get_by_role("row", name=re.compile(WORKS))).to_be_visible()
    look(energy_manager, "energie-travaux-3-declare")

    until(lambda: _told_of(anyone), "what these works saved is not computed")
    energy_manager.open(f"/energie/batiment/{OWNER}/{STOPPED}")
    section = page.get_by_role("region", name="Ce que des travaux ont économisé", exact=True)
    expect(section.get_by_role("heading", name=WORKS)).to_be_visible()
    expect(section).to_contain_text(re.compile(r"\d+ jours valables dans la période de suivi, 329 exigés"))
    look(energy_manager, "energie-travaux-4-economie")

    energy_manager.open(f"/energie/travaux/{OWNER}")
    page.get_by_role("button", name=re.compile(f"^Retirer : {WORKS}")).click()
    expect(page.get_by_role("row", name=re.compile(WORKS))).to_have_count(0)
    until(lambda: not _told_of(anyone), "works that were taken back are still told of")


def _told_of(anyone: Portal) -> bool:
    return bool(anyone.read("rouen_energy_impact", owner=OWNER, building=STOPPED)["works"])
