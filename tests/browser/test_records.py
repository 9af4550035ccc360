"""Records without files, a workshop and a data flow, are written in one form, and are there for everybody at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import METROPOLE_OFFICER, Portal, password_of
from playwright.sync_api import expect

RECORDS: dict[str, dict[str, Any]] = {
    "workshop": {
        "h1": {"fr": "Ajouter un atelier", "en": "Add a workshop"},
        "filled": {"day": "2026-12-03"},
        "chosen": {"status": "planned"},
        "list": "/ateliers",
    },
    "data-flow": {
        "h1": {"fr": "Ajouter un flux de données", "en": "Add a data flow"},
        "filled": {"source_system": "SGE", "owner": "Énergie", "carrier": "électricité", "format": "CSV"},
        "chosen": {"status": "mapped", "frequency": "MONTHLY"},
        "list": "/energie/flux",
    },
}


@pytest.fixture
def name(world: dict[str, Any]) -> Iterator[str]:
    """The name of a record that leaves no trace when the test is over."""
    found = f"fiche-{secrets.token_hex(4)}"
    yield found
    token = Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip()
    Portal(world["site_url"], token).call("dataset_purge", id=found)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_is_public_when_its_one_form_is_sent(
    browsing: Browsing, world: dict[str, Any], anyone: Portal, kind: str, name: str
) -> None:
    page, record = browsing.page, RECORDS[kind]
    browsing.log_in(METROPOLE_OFFICER, password_of(world, METROPOLE_OFFICER))
    browsing.open(f"/{kind}/new")
    expect(page.locator("h1")).to_have_text(record["h1"]["fr"])
    _check(browsing, f"fiche-{kind}")
    page.locator("[name=title]").fill(name)
    for field, text in record["filled"].items():
        page.locator(f"[name={field}]").fill(text)
    for field, value in record["chosen"].items():
        page.locator(f"[name={field}]").select_option(value)
    page.get_by_role("button", name="Enregistrer").click()

    expect(page).to_have_url(re.compile(f"/{kind}/{name}$"))
    expect(page.locator("h1")).to_have_text(name)
    assert anyone.read("package_show", id=name)["state"] == "active"
    browsing.open(record["list"])
    expect(page.get_by_role("link", name=name, exact=True).last).to_be_visible()


@pytest.mark.parametrize("kind", RECORDS)
def test_the_form_of_a_record_speaks_english_too(browsing: Browsing, world: dict[str, Any], kind: str) -> None:
    browsing.log_in(METROPOLE_OFFICER, password_of(world, METROPOLE_OFFICER))
    browsing.language = "en"
    browsing.open(f"/{kind}/new")
    expect(browsing.page.locator("h1")).to_have_text(RECORDS[kind]["h1"]["en"])
    expect(browsing.page.get_by_role("button", name="Save")).to_be_visible()


def _check(browsing: Browsing, name: str) -> None:
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{name}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)
