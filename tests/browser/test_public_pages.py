"""Public pages, in French and English: accessible, whole at 320 px, each with one title and in its language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browsing import NARROW, WIDE, Browsing
from outside import Portal
from playwright.sync_api import expect

PAGES = {
    "accueil": "/",
    "recherche": "/dataset/",
    "recherche-filtree": "/dataset/?q=piscine&vocab_theme=EDUC",
    "recherche-vide": "/dataset/?q=xyzxyzxyz",
    "jeu": "/dataset/decheteries",
    "ressource": "{table}",
    "apercu-energie": "{indicator}",
    "organisations": "/organization/",
    "organisation": "/organization/rouen",
    "communes": "/communes",
    "commune": "/communes/76540",
    "commune-sans-rien": "/communes/76231",
    "energie": "/energie?annee=2021",
    "batiment": "/energie/batiment/metropole-rouen-normandie/DEMO-001?annee=2021",
    "batiment-renove": "/energie/batiment/metropole-rouen-normandie/DEMO-004",
    "energie-vide": "/energie?annee=1999",
    "energie-methode": "/energie/methode",
    "flux": "/energie/flux",
    "cas-usage": "/energie/cas-usage",
    "indicateurs": "/indicateurs",
    "indicateur": "/indicateurs/K0",
    "tuiles": "/tuiles",
    "tuile": "/tuiles/decheteries",
    "ateliers": "/ateliers",
    "ateliers-fiches": "/workshop/",
    "atelier": "/workshop/atelier-w1",
    "signaler": "/dataset/decheteries/signaler",
    "connexion": "/user/login",
    "mot-de-passe": "/user/reset",
    "accessibilite": "/accessibilite",
    "mentions": "/mentions-legales",
    "api": "/api-et-licence",
}
LANGUAGES = ("fr", "en")
#: What our own pages say to people in French, and data never does.
FRENCH = re.compile(
    r"Aller au contenu|Accueil|Connexion|Jeux de données|Rechercher|Télécharger|Consulter|Fichiers et tables|Tuiles"
    r"|Publié le|Source :|Trier par|Filtrer|Afficher|Expliquer|Calculé|Déclaré|communes sur|mis à jour le"
    r"|Premières lignes|Mots-clés|Informations|Colonnes|Lire cette table|Voir comme|Aucune"
    r"|Mentions légales|lignes en tout"
)


@pytest.fixture(scope="session")
def addresses(anyone: Portal) -> dict[str, str]:
    """The pages whose addresses the portal makes."""
    sources = anyone.read("rouen_energy_dashboard", year=2021)["sources"]
    return {
        "table": _resource_page(anyone.read("package_show", id="decheteries")["resources"][0]),
        "indicator": _resource_page(anyone.read("resource_show", id=sources[-1]["resource_id"])),
    }


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, visit: Browsing) -> Browsing:
    """Somebody who reads one of the languages."""
    visit.language = request.param
    return visit


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_its_language_accessible_and_whole_at_both_widths(
    reader: Browsing, addresses: dict[str, str], name: str
) -> None:
    reader.open(PAGES[name].format(**addresses))
    expect(reader.page.locator("h1")).to_have_count(1)
    expect(reader.page.locator("html")).to_have_attribute("lang", reader.language)
    left = _french_words(reader) if reader.language == "en" and name != "mentions" else []
    assert not left, f"French in the English page: {', '.join(left)}"
    for size in (WIDE, NARROW):
        reader.page.set_viewport_size(size)
        reader.picture(f"{name}-{reader.language}-{size['width']}")
        assert not reader.sideways_scroll()
        problems = reader.accessibility_problems()
        assert not problems, "\n".join(problems)


def _french_words(browsing: Browsing) -> list[str]:
    """The words of ours that stand in French on the page."""
    told = browsing.page.evaluate(
        """() => {
            const kept = document.body.cloneNode(true);
            kept.querySelectorAll('[lang=fr], script, style, td, code, pre').forEach(element => element.remove());
            return kept.textContent;
        }"""
    )
    return sorted(set(FRENCH.findall(told)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_exist_is_told_on_a_page_of_ours(page: Any, world: dict[str, Any], language: str) -> None:
    page.context.clear_cookies()
    prefix = "" if language == "fr" else "/en"
    answer = page.request.get(f"{world['site_url']}{prefix}/dataset/nulle-part")
    assert answer.status == 404
    page.set_content(answer.text())
    words = {"fr": "introuvable", "en": "not found"}[language]
    expect(page.locator("h1")).to_contain_text(re.compile(words, re.IGNORECASE))


def test_the_language_is_changed_in_the_header_and_the_page_stays(browsing: Browsing) -> None:
    browsing.open("/communes")
    browsing.page.get_by_role("link", name="English").click()
    expect(browsing.page).to_have_url(re.compile(r"/en/communes$"))
    expect(browsing.page.locator("html")).to_have_attribute("lang", "en")


def test_a_theme_of_the_home_page_opens_as_many_datasets_as_it_counts(browsing: Browsing) -> None:
    browsing.open("/")
    link = browsing.page.get_by_role("link", name=re.compile(r"^Environnement"))
    count = re.search(r"\d+", link.inner_text().replace("Environnement", ""))
    assert count
    link.click()
    expect(browsing.page.locator("h1, h2").filter(has_text=re.compile(rf"\b{count[0]} jeux"))).to_have_count(1)


def test_the_home_page_shows_the_figures_of_the_three_initiatives(browsing: Browsing, anyone: Portal) -> None:
    browsing.open("/")
    kpis = {kpi["id"]: kpi["value"] for kpi in anyone.read("rouen_kpi_list") if kpi["kind"] == "computed"}
    figures = browsing.page.locator(".rn-figure")
    shown = [text.replace("\u202f", " ").replace("\xa0", " ") for text in figures.all_inner_texts()]
    assert any(re.search(rf"\b{kpis['K0']:.0f}\b", text) for text in shown)
    assert any("12 560 234" in text and "54" in text for text in shown)
    assert any(re.search(rf"\b{kpis['T1']:.0f}\b", text) and "tuile" in text.lower() for text in shown)
    assert all(re.search(r"\d\d/\d\d/\d{4}|20\d\d|en ce moment", text) for text in shown)


def test_the_chart_of_the_preview_has_the_same_figures_in_a_table(
    browsing: Browsing, addresses: dict[str, str]
) -> None:
    browsing.open(addresses["indicator"] + "?annee=2021")
    chart = browsing.page.locator("figure").filter(has=browsing.page.locator("canvas, svg")).first
    expect(chart).to_be_visible()
    table = browsing.page.get_by_role("table").filter(has_text="musées").first
    expect(table).to_contain_text(re.compile(r"4.297.234"))
    expect(table).to_contain_text(re.compile(r"12.560.234"))


def test_the_search_is_reached_and_used_by_the_keyboard_alone(browsing: Browsing) -> None:
    browsing.open("/")
    keys = browsing.page.keyboard
    keys.press("Tab")
    expect(browsing.page.locator(":focus")).to_have_attribute("href", re.compile("#"))
    keys.press("Enter")
    keys.press("Tab")
    expect(browsing.page.locator(":focus")).to_have_attribute("name", "q")
    assert browsing.focus_is_visible()
    keys.type("piscine")
    keys.press("Enter")
    expect(browsing.page).to_have_url(re.compile("q=piscine"))
    expect(browsing.page.get_by_role("link", name=re.compile("Piscines"))).to_be_visible()


@pytest.mark.parametrize("path", ["/energie?annee=2021", "/indicateurs", "/communes"])
def test_figures_are_there_without_javascript(browser: Any, world: dict[str, Any], path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(world["site_url"] + path)
    expect(page.get_by_role("table").first.or_(page.get_by_role("article").first).first).to_be_visible()
    assert not page.locator("[aria-busy=true]:visible").count()
    context.close()


def _resource_page(resource: dict[str, Any]) -> str:
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}"
