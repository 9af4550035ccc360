"""Looking for a dataset as people do: by another word, with a slip of the pen, then by a filter."""

from __future__ import annotations

import re

from browsing import NARROW, Browsing
from playwright.sync_api import expect


def test_a_search_says_why_forgives_a_slip_and_is_narrowed_by_a_filter(browsing: Browsing) -> None:
    page = browsing.page
    browsing.open("/dataset/?q=bicyclette")
    result = page.locator(".rn-result").filter(has_text="Comptages de vélos")
    expect(result.get_by_text("Trouvé dans : titre")).to_be_visible()
    expect(result.locator("mark").first).to_have_text(re.compile("vélos", re.IGNORECASE))

    page.get_by_role("searchbox").fill("biblioteque")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("h1")).to_contain_text("0 jeu de données")
    page.set_viewport_size(NARROW)
    assert not browsing.sideways_scroll()
    assert not browsing.accessibility_problems()
    page.get_by_role("link", name="bibliothèque", exact=True).click()
    expect(page.get_by_role("link", name="Bibliothèques et médiathèques de Rouen")).to_be_visible()

    browsing.open("/dataset/")
    facet = page.get_by_role("navigation", name="Fraîcheur").get_by_role("link").first
    count = re.search(r"\d+$", facet.inner_text().strip())
    assert count
    facet.click()
    expect(page.locator("h1")).to_contain_text(re.compile(rf"^\s*{count[0]} jeux? "))
