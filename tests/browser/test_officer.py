"""An officer of a commune in front of a browser: from the login to a published table, and to a refusal that helps."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import NARROW, WIDE, Browsing
from french_office import BAD, ERRORS, HEADER, PROFILE
from outside import OFFICER
from playwright.sync_api import Page, expect

MANY = 40_000
PAGES_OF_AN_OFFICER = (
    "/dashboard/datasets",
    "/dashboard/organizations",
    "/user/rouen-officer",
    "/user/edit/rouen-officer",
    "/user/rouen-officer/api-tokens",
    "/organization/edit/rouen",
    "/organization/members/rouen",
    "/organization/member_new/rouen",
    "/organization/manage_members/rouen",
    "/dataset/edit/bibliotheques",
    "/workshop/new",
)
#: CKAN's own, which we leave as they are.
STOCK_PAGES = (
    "/dashboard",
    "/organization/bulk_process/rouen",
    "/organization/activity/rouen",
    "/dataset/activity/bibliotheques",
)
LOGIN_BUTTON = "form:has([name=password]) [type=submit]"


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file that takes long enough to be seen being checked."""
    rows = (
        f"{number:06};Marché {number};Marché;76540;{number} rue;76000;49,44;1,09;24;03/03/2026"
        for number in range(MANY)
    )
    return _written(tmp_path / "marchés.csv", ("\r\n".join((HEADER, *rows)) + "\r\n").encode("cp1252"))


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    """A file with three errors."""
    return _written(tmp_path / "corrigé.csv", BAD)


def test_an_officer_publishes_a_file_sees_it_checked_and_a_bad_one_refused(
    browsing: Browsing, password: str, new_name: Callable[[], str], large_file: Path, bad_file: Path
) -> None:
    page = browsing.page
    browsing.log_in(OFFICER, password)
    create_dataset(browsing, new_name())
    _check(browsing, "agent-2-fichier")
    send_file(page, large_file)
    _open_resource(page)
    expect(page.locator("#publication-state progress")).to_be_visible()
    browsing.picture("agent-3-verification")
    published = page.locator(".rn-alert--ok")
    expect(published).to_contain_text(re.compile(r"Publié le .*40.000 lignes", re.DOTALL))
    expect(page.get_by_role("link", name="Voir la table")).to_be_visible()
    _check(browsing, "agent-4-publie")

    page.goto(page.url + "/edit")
    _check(browsing, "agent-5-nouveau-fichier")
    send_file(page, bad_file)
    refusal = page.locator(".rn-alert--fail")
    expect(refusal).to_contain_text(f"{len(ERRORS)} erreurs")
    expect(refusal).to_contain_text("restent publiées")
    for line, column, value in ERRORS:
        row = refusal.get_by_role("row").filter(has_text=column).filter(has_text=value)
        expect(row).to_contain_text(str(line))
    _check(browsing, "agent-6-refuse")
    first = refusal.get_by_role("region")
    browsing.tab_to(first)
    expect(published).to_contain_text("Publié le")


def test_the_same_is_done_by_the_keyboard_alone(
    browsing: Browsing, password: str, new_name: Callable[[], str], bad_file: Path
) -> None:
    page, keys = browsing.page, browsing.page.keyboard
    browsing.open("/user/login")
    _type(browsing, "login", OFFICER)
    _type(browsing, "password", password)
    keys.press("Enter")
    expect(page.get_by_role("button", name="Déconnexion")).to_be_visible()
    browsing.open("/dataset/new")
    _type(browsing, "title", new_name())
    _type(browsing, "notes", "Les marchés.")
    for name, word in (("private", "Pub"), ("theme", "Env"), ("license_id", "Licence O"), ("frequency", "Ann")):
        _type(browsing, name, word)
    commune = page.get_by_role("checkbox", name="Rouen", exact=True)
    browsing.tab_to(commune)
    keys.press("Space")
    expect(commune).to_be_checked()
    submit = page.locator("button[name=save]").last
    browsing.tab_to(submit)
    assert browsing.focus_is_visible()
    keys.press("Enter")
    expect(page).to_have_url(re.compile(r"/resource/new"))
    expect(page.get_by_label("Modèle")).to_be_visible()


def test_a_wrong_password_is_said_and_not_which_half_was_wrong(browsing: Browsing) -> None:
    browsing.open("/user/login")
    browsing.page.locator("[name=login]").fill(OFFICER)
    browsing.page.locator("[name=password]").fill("nope")
    browsing.page.locator(LOGIN_BUTTON).click()
    expect(browsing.page.get_by_text(re.compile("échouée|incorrect", re.IGNORECASE)).first).to_be_visible()
    assert browsing.page.get_by_role("button", name="Déconnexion").count() == 0


def test_a_form_with_errors_says_how_many_and_leads_to_them(browsing: Browsing, password: str) -> None:
    browsing.log_in(OFFICER, password)
    browsing.open("/dataset/new")
    browsing.page.locator("[name=notes]").fill("Les marchés.")
    browsing.page.locator("button[name=save]").last.click()
    summary = browsing.page.locator(".error-explanation")
    expect(summary).to_be_visible()
    expect(summary).to_contain_text("Titre")
    expect(browsing.page.locator("[name=notes]")).to_have_value("Les marchés.")
    _check(browsing, "agent-7-erreurs")


def create_dataset(browsing: Browsing, name: str) -> None:
    """Fill in the form of a dataset."""
    browsing.open("/dataset/new")
    _check(browsing, "agent-1-jeu")
    page = browsing.page
    page.locator("[name=title]").fill(name)
    page.locator("[name=notes]").fill("Les marchés de la commune.")
    page.locator("[name=theme]").select_option("ECON")
    page.locator("[name=license_id]").select_option("etalab-2.0")
    page.locator("[name=frequency]").select_option("ANNUAL")
    page.locator("[name=private]").select_option("False")
    page.get_by_role("checkbox", name="Rouen", exact=True).check()
    page.locator("button[name=save]").last.click()
    expect(page).to_have_url(re.compile(r"/resource/new"))


def send_file(page: Page, file: Path) -> None:
    """Fill in the form of a file and send it."""
    expect(page.locator("input[type=file]")).to_be_visible()
    page.locator("input[type=file]").set_input_files(file)
    page.locator("[name=profile]").select_option(PROFILE)
    page.locator("button[value=go-metadata]").click()


def _open_resource(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/dataset/[^/]+(/resource/[0-9a-f-]+)?$"))
    if "/resource/" not in page.url:
        page.locator("#content a[href*='/resource/']:not([href$='/new']):not([href*='/edit'])").first.click()


def _check(browsing: Browsing, name: str) -> None:
    """A step of the story: kept as a picture, accessible, whole at 320 px."""
    for size in (NARROW, WIDE):
        browsing.page.set_viewport_size(size)
        browsing.picture(f"{name}-{size['width']}")
        assert not browsing.sideways_scroll()
        problems = browsing.accessibility_problems()
        assert not problems, "\n".join(problems)


def _type(browsing: Browsing, name: str, text: str) -> None:
    browsing.tab_to(browsing.page.locator(f"[name={name}]:not([type=hidden])"))
    browsing.page.keyboard.type(text)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES_OF_AN_OFFICER)
def test_a_page_of_an_officer_is_accessible_and_does_nothing_that_it_may_not(
    officer: Browsing, path: str, language: str
) -> None:
    officer.language = language
    officer.open(path)
    _check(officer, f"agent-{re.sub('[^a-z]+', '-', path.strip('/'))}-{language}")


@pytest.mark.parametrize("path", STOCK_PAGES)
def test_a_page_of_ckan_does_nothing_that_it_may_not(officer: Browsing, path: str) -> None:
    officer.open(path)
    assert officer.page.title()
