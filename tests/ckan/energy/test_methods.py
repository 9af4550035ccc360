"""/energie/methode says how figures are computed, with the numbers of the code, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckanext.rouen_energy.core.impact import method
from ckanext.rouen_energy.core.trajectory.rules import rules
from werkzeug.test import Client

pytestmark = pytest.mark.usefixtures("with_plugins", "demo_to_read")

PARTS = ("economie", "degres-jours", "trajectoire", "prevision", "comparaison")


def page(app: Any, address: str) -> BeautifulSoup:
    """Asks the whole application: the language of an address is read before the pages are."""
    answer = Client(app.app).get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


@pytest.mark.parametrize(("language", "address"), [("fr", "/energie/methode"), ("en", "/en/energie/methode")])
def test_the_page_says_the_method_of_savings_word_for_word(app, language, address):
    words = page(app, address).find(id="content").get_text(" ", strip=True)
    for text in (method.FORMULA, method.REQUIRED, method.LIMITS, method.BILLS):
        assert text[language] in words


def test_each_part_can_be_linked_to(app):
    soup = page(app, "/energie/methode")
    linked = [link["href"] for link in soup.select("nav.rn-jump a")]
    assert linked == [f"#{part}" for part in PARTS]
    assert [soup.find(id=part).name for part in PARTS] == ["h2"] * len(PARTS)


def test_every_rule_of_the_texts_is_shown_with_its_source(app):
    cells = [cell.get_text(strip=True) for cell in page(app, "/energie/methode").select("section td[lang=fr]")]
    assert cells == [rule.text for rule in rules().rows]
