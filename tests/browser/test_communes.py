"""An officer looks for her commune among the 71, reads what is expected of it, and her own data after login."""

from __future__ import annotations

import re
from typing import Any

from browsing import NARROW, WIDE, Browsing
from outside import OFFICER, password_of
from playwright.sync_api import expect


def test_she_finds_her_commune_what_is_expected_of_it_and_her_own_data(
    browsing: Browsing, world: dict[str, Any]
) -> None:
    page = browsing.page
    browsing.open("/communes")
    page.get_by_label("Taille").select_option("obligees")
    page.get_by_label("Nom ou code INSEE").fill("76540")
    page.get_by_label("Nom ou code INSEE").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Population").press("Enter")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Population")
    page.locator("tbody").get_by_role("link", name="Rouen").click()
    expect(page.locator("h1")).to_have_text("Rouen")
    expect(page.locator("tr", has_text="scdl/prenoms").locator(".rn-badge")).to_have_text(re.compile("Valide|Périmé"))

    browsing.log_in(OFFICER, password_of(world, OFFICER))
    expect(page.locator("h1")).to_have_text("Mes données")
    for title in ("Fichiers refusés", "Pourquoi un jeu n’est pas compté", "Mes obligations"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        browsing.picture(f"mes-donnees-{size['width']}")
        assert not browsing.sideways_scroll()
        assert not browsing.accessibility_problems()
