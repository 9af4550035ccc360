"""A commune joins: the form by the keyboard, the mailed link with its button, the queue, the invitation."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from backstage import Backstage
from browsing import NARROW, WIDE, Browsing
from outside import METROPOLE_OFFICER, Portal, password_of, until
from playwright.sync_api import expect

#: A commune of the demo that has shown interest and has no organisation.
INSEE, COMMUNE, ORGANIZATION = "76222", "Duclair", "duclair"


@pytest.fixture
def requester(world: dict[str, Any]) -> Iterator[str]:
    """The address of somebody new; the request, the organisation and the account that they get leave no trace."""
    yield f"mairie-{secrets.token_hex(4)}@example.org"
    # A world that is kept would have had the requests that a commune may send in a day.
    Backstage.here().main("DELETE FROM rouen_join_request WHERE insee = %s", INSEE)
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    sysadmin = Portal(world["site_url"], token)
    if ORGANIZATION in sysadmin.read("organization_list"):
        for user in sysadmin.read("organization_show", id=ORGANIZATION, include_users=True)["users"]:
            sysadmin.call("user_delete", id=user["id"])
        sysadmin.call("organization_purge", id=ORGANIZATION)


def test_a_town_hall_joins_and_the_metropole_answers(
    browsing: Browsing, world: dict[str, Any], requester: str
) -> None:
    page = browsing.page
    browsing.open(f"/communes/rejoindre?commune={INSEE}")
    _check(browsing, "rejoindre")
    expect(page.get_by_label("Commune")).to_have_value(INSEE)
    browsing.tab_to(page.get_by_label("Votre nom"))
    for text in ("Jeanne Martin", "Secrétaire générale", requester, "Les délibérations"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    assert browsing.focus_is_visible(), "the field that nobody sees is not reached"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"Ouvrez le lien envoyé à {requester}")

    page.goto(_link_for(requester, r"/communes/rejoindre/confirmer/\S+"))
    _check(browsing, "confirmer")
    page.get_by_role("button", name="Confirmer ma demande").click()
    expect(page.locator("h1")).to_have_text("Demande transmise")

    browsing.log_in(METROPOLE_OFFICER, password_of(world, METROPOLE_OFFICER))
    browsing.open("/communes/demandes")
    case = page.get_by_role("article", name=COMMUNE).filter(has_text=requester)
    expect(case).to_contain_text("Jeanne Martin")
    _check(browsing, "demandes")
    case.get_by_role("button", name="Accepter et créer l’organisation").click()
    expect(page.get_by_role("status")).to_have_text("Demande acceptée.")
    assert not browsing.accessibility_problems()

    browsing.open(f"/communes/{INSEE}/etapes")
    page.get_by_label("Étape", exact=True).select_option(label="Commune active")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors")).to_contain_text("un administrateur qui s'est connecté")
    _check(browsing, "etapes")

    reset = _link_for(requester, r"/user/reset/\S+")
    page.get_by_role("button", name="Déconnexion").click()
    page.goto(reset)
    expect(page.locator("[name=password1]")).to_be_visible()


def test_the_form_speaks_english_too(browsing: Browsing) -> None:
    browsing.language = "en"
    browsing.open("/communes/rejoindre")
    expect(browsing.page.locator("h1")).to_have_text("Join the open data initiative")
    expect(browsing.page.get_by_role("button", name="Send")).to_be_visible()


def _link_for(requester: str, address: str) -> str:
    """The link in a mail to somebody, once it has come."""

    def look() -> str:
        for file in Path(os.environ["ROUEN_MAIL"]).glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            found = re.search(r"http\S+" + address, mail.get_body(("plain",)).get_content())
            if mail["To"] == requester and found:
                return found[0]
        return ""

    return until(look, f"no mail with {address} has come for {requester}")


def _check(browsing: Browsing, picture: str) -> None:
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{picture}-{size['width']}")
        assert not browsing.sideways_scroll()
        assert not browsing.accessibility_problems()
