"""An officer of the Métropole writes a tile without YAML; everybody sees the phone; each page at both widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import Portal
from playwright.sync_api import expect

#: Each in one language: the texts of both are held by the catalogues.
PUBLIC = {
    "apercu": ("fr", "/tuiles/apercu?commune=76540"),
    "apercu-tuile": ("en", "/tuiles/apercu?commune=76540&tuile=parkings&f.gratuit=true"),
    "versions": ("fr", "/tuiles/versions"),
    "version": ("en", "/tuiles/versions/1"),
    "developpeurs": ("fr", "/tuiles/developpeurs"),
}
OWN = {
    "tuile-redacteur": "/tuiles/decheteries",
    "choisir-table": "/tuiles/nouvelle?genre=map_list",
    "formulaire": "/tuiles/decheteries/modifier",
    "revisions": "/tuiles/decheteries/revisions",
    "a-traiter": "/tuiles/a-traiter",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_what_everybody_sees_is_accessible_and_whole_at_both_widths(visit: Browsing, name: str) -> None:
    visit.language, address = PUBLIC[name]
    visit.open(address)
    judge(visit, name)


@pytest.mark.parametrize("name", OWN)
def test_what_officers_see_is_accessible_and_whole_at_both_widths(energy_manager: Browsing, name: str) -> None:
    energy_manager.open(OWN[name])
    judge(energy_manager, name)


def test_an_officer_writes_a_tile_sees_it_and_submits_it(energy_manager: Browsing, world: dict[str, Any]) -> None:
    page = energy_manager.page
    tile = f"essai-{page.evaluate('Date.now()')}"
    energy_manager.open("/tuiles/nouvelle")
    page.get_by_role("link", name="Liste de lieux").click()
    page.get_by_label("Un mot du titre").fill("musées")
    page.get_by_role("button", name="Chercher").click()
    page.locator(".rn-result a").first.click()
    title = page.locator("[id='field-title.fr']")
    title.fill("Un titre bien trop long pour un téléphone")
    expect(page.locator("[id='count-title.fr']")).to_have_text("41/30")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("[id='error-title.fr']")).to_have_text("41 caractères ; 30 au plus")
    judge(energy_manager, "formulaire-refuse")
    page.locator("[id='field-title.fr']").fill("Les musées")
    page.get_by_label("Service", exact=True).select_option("musees")
    page.get_by_label("Catégorie", exact=True).select_option("culture")
    page.get_by_label("Musée", exact=True).check()
    page.locator("#field-id").evaluate("element => element.closest('details').open = true")
    page.locator("#field-id").fill(tile)
    page.get_by_role("button", name="Voir l’aperçu").last.click()
    expect(page.locator(".rn-phone")).to_contain_text("Les musées")
    judge(energy_manager, "formulaire-apercu")
    page.get_by_role("button", name="Enregistrer et soumettre").or_(
        page.get_by_role("button", name="Enregistrer", exact=True)
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les musées")
    expect(page.locator(".rn-tile-work")).to_be_visible()
    judge(energy_manager, "tuile-brouillon")
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    Portal(world["site_url"], token).call("rouen_tile_retire", id=tile, reason="fin de l’essai")


def judge(browsing: Browsing, name: str) -> None:
    """A page is kept as a picture, accessible, whole at 320 px."""
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"tuiles-{name}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)
