"""/energie, /energie/flux, the home page and the preview show the figures, without a script in the page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import helpers
from werkzeug.test import Client

pytestmark = pytest.mark.usefixtures("with_plugins", "demo_to_read")

TOTAL = "12\u202f560\u202f234"
MUSEUMS = "Les musées sont le premier poste : 34,2 %"


def page(app: Any, address: str, status: int = 200) -> BeautifulSoup:
    return BeautifulSoup(app.get(address, status=status).body, "html.parser")


def words(soup: BeautifulSoup) -> str:
    """The text of a page, each run of plain blanks as one space; narrow spaces within numbers are kept."""
    return re.sub(r"[ \n\t]+", " ", soup.get_text(" "))


def assert_no_inline_script(soup: BeautifulSoup) -> None:
    main = soup.find(id="content")
    assert main is not None
    assert [one for one in main.find_all("script") if not one.get("src")] == []
    handlers = [name for tag in main.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert handlers == []
    assert main.find_all(style=True) == []


@pytest.fixture
def english(app: Any) -> Callable[[str], BeautifulSoup]:
    """Asks the whole application: the language of an address is read before the pages are."""
    client = Client(app.app)

    def ask(address: str) -> BeautifulSoup:
        answer = client.get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return ask


def type_rows(soup: BeautifulSoup) -> list[list[str]]:
    rows = soup.find("table", id="energy-types").find("tbody").find_all("tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


def test_the_page_shows_total_coverage_and_the_largest_type(app):
    shown = words(page(app, "/energie?annee=2021"))
    assert f"{TOTAL} kWh" in shown
    assert "54 bâtiments sur 54 ont des données" in shown
    assert MUSEUMS in shown
    assert "124,4 kWh/m²" in shown


def test_without_a_choice_the_page_shows_the_latest_year_that_has_data(app):
    latest = helpers.call_action("rouen_energy_dashboard")
    assert latest["year"] == 2025
    assert f"{latest['total_kwh']:,} kWh".replace(",", "\u202f") in words(page(app, "/energie"))


def test_the_types_of_the_table_sum_to_the_total(app):
    soup = page(app, "/energie?annee=2021")
    shown = [int(row[1].replace("\u202f", "")) for row in type_rows(soup)]
    assert sum(shown) == 12_560_234
    assert shown == sorted(shown, reverse=True)
    assert type_rows(soup)[0][0] == "Musées"


def test_the_chart_reads_its_figures_from_the_table_of_the_page(app):
    soup = page(app, "/energie?annee=2021")
    values = [row["data-value"] for row in soup.find("table", id="energy-types").find("tbody").find_all("tr")]
    assert sum(map(int, values)) == 12_560_234
    figure = soup.find("figure", attrs={"data-rouen-energy-chart": True})
    assert figure is None or figure["data-table"] == "energy-types"


@pytest.mark.parametrize("address", ["/energie?annee=2021", "/energie/flux", "/energie/cas-usage", "/"])
def test_no_script_stands_in_the_page(app, address):
    assert_no_inline_script(page(app, address))


@pytest.mark.parametrize("address", ["/energie?annee=2021", "/energie/cas-usage", "/energie?annee=1999"])
def test_a_page_has_one_title_of_the_first_level(app, address):
    assert len(page(app, address).find_all("h1")) == 1


def test_synthetic_data_is_said_to_be(app):
    badge = "Démonstration : données construites pour retrouver les totaux publiés, sans les vérifier."
    assert badge in words(page(app, "/energie?annee=2021"))


def test_the_source_is_named_with_its_hash_and_the_time_of_the_computation(app):
    soup = page(app, "/energie?annee=2021")
    source = soup.find(class_="rn-source")
    hashes = {one["sha256"] for one in helpers.call_action("rouen_energy_dashboard", year=2021)["sources"]}
    assert len(hashes) >= 2
    assert {code["title"] for code in source.find_all("code")} == hashes
    assert source.find("time")["datetime"]


def test_the_choice_of_a_commune_restricts_the_figures(app):
    shown = words(page(app, "/energie?annee=2021&commune=76231"))
    figures = helpers.call_action("rouen_energy_dashboard", year=2021, commune="76231")
    assert 0 < figures["total_kwh"] < 12_560_234
    assert f"{figures['total_kwh']:,} kWh".replace(",", "\u202f") in shown


def test_the_page_of_a_commune_shows_its_energy_and_leads_to_the_dashboard(app):
    figures = helpers.call_action("rouen_energy_dashboard", commune="76231")
    elbeuf = page(app, "/communes/76231")
    assert f"{figures['total_kwh']:,} kWh".replace(",", "\u202f") in words(elbeuf)
    assert elbeuf.select_one('a[href="/energie?commune=76231"]')
    assert "Énergie des bâtiments publics" not in page(app, "/communes/76759").get_text()


def test_a_year_without_data_says_so(app):
    assert "Aucune donnée pour 1999" in words(page(app, "/energie?annee=1999"))


def test_an_unknown_owner_is_not_found_and_a_year_that_is_none_is_refused(app):
    page(app, "/energie?proprietaire=personne", status=404)
    page(app, "/energie?annee=abc", status=400)
    page(app, "/energie?commune=75056", status=400)


def test_the_csv_of_the_types_is_the_table(app):
    lines = app.get("/energie/types.csv?annee=2021").body.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(lines), delimiter=";"))
    shown = type_rows(page(app, "/energie?annee=2021"))
    assert [row["kwh"] for row in rows] == [row[1].replace("\u202f", "") for row in shown]
    assert [row["part_pourcent"] for row in rows] == [row[2].split(" ")[0] for row in shown]
    assert rows[0]["type"] == "musée"


def test_the_csv_of_the_carriers_sums_to_the_total(app):
    lines = app.get("/energie/vecteurs.csv?annee=2021").body.lstrip("\ufeff")
    rows = {row["vecteur"]: row["kwh"] for row in csv.DictReader(io.StringIO(lines), delimiter=";")}
    assert rows == {"électricité": "5353234", "gaz": "4510000", "réseau de chaleur": "2607000", "fioul": "90000"}


@pytest.mark.parametrize(
    ("name", "rows_of"),
    [
        ("tendance", "trend"),
        ("communes", "by_commune"),
        ("premiers", "top"),
        ("types", "by_type"),
        ("vecteurs", "by_carrier"),
    ],
)
def test_each_file_has_the_rows_that_the_api_gives(app, name, rows_of):
    figures = helpers.call_action("rouen_energy_dashboard", year=2021)
    lines = app.get(f"/energie/{name}.csv?annee=2021").body.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(lines), delimiter=";"))
    assert [row["kwh"].replace(",", ".") for row in rows] == [str(row["kwh"]) for row in figures[rows_of]]
    assert all(None not in row and None not in row.values() for row in rows)


def test_the_factors_of_the_file_are_those_of_the_page(app):
    lines = app.get("/energie/facteurs.csv?annee=2021").body.lstrip("\ufeff")
    texts = [row["texte"] for row in csv.DictReader(io.StringIO(lines), delimiter=";")]
    assert texts
    shown = words(page(app, "/energie?annee=2021"))
    assert all(text in shown for text in texts)


def test_the_page_says_change_quartiles_emissions_and_the_ten_largest(app):
    figures = helpers.call_action("rouen_energy_dashboard", year=2021)
    soup = page(app, "/energie?annee=2021")
    shown = words(soup)
    assert f"par rapport à 2020, sur {figures['change']['buildings']} bâtiments suivis les deux années" in shown
    assert f"{figures['quartiles']['median']:.1f} kWh/m²".replace(".", ",") in shown
    assert all(item["text"] in shown for item in figures["co2e"]["not_computed"])
    links = [link["href"] for link in soup.select("section[aria-labelledby=energy-top] tbody th a")]
    assert len(links) == len(figures["top"]) == 10


def test_a_building_has_its_sheet_with_its_years_months_and_files(app):
    largest = helpers.call_action("rouen_energy_dashboard", year=2021)["top"][0]
    address = f"/energie/batiment/{largest['owner']}/{largest['id']}"
    soup = page(app, f"{address}?annee=2021")
    shown = words(soup)
    assert soup.h1.get_text(strip=True) == largest["name"]
    assert f"{largest['kwh']:,} kWh".replace(",", "\u202f") in shown
    assert len(soup.find("table", id="building-months-table").find("tbody").find_all("tr")) == 12
    assert soup.find(id="building-meters") is None
    years = csv.DictReader(io.StringIO(app.get(f"{address}/annees.csv").body.lstrip("\ufeff")), delimiter=";")
    assert {row["annee"]: row["kwh"] for row in years}["2021"] == str(largest["kwh"])
    months = csv.DictReader(io.StringIO(app.get(f"{address}/mois.csv").body.lstrip("\ufeff")), delimiter=";")
    in_year = [Decimal(row["kwh"].replace(",", ".")) for row in months if row["mois"].startswith("2021")]
    assert sum(in_year) == largest["kwh"]
    assert_no_inline_script(soup)


def test_a_building_that_is_in_no_public_table_has_no_page(app):
    page(app, "/energie/batiment/metropole-rouen-normandie/PERSONNE", status=404)
    page(app, "/energie/batiment/nulle-part/DEMO-001", status=404)
    page(app, "/energie/rien.csv?annee=2021", status=404)


def test_the_home_page_shows_the_key_figures_of_energy(app):
    shown = words(page(app, "/"))
    assert f"{TOTAL} kWh" in shown
    assert "54 bâtiments" in shown
    latest = helpers.call_action("rouen_energy_dashboard")
    share = f"{latest['by_type'][0]['share']:.1f}".replace(".", ",")
    assert f"Les musées sont le premier poste : {share} %" in shown


@pytest.mark.parametrize("name", ["batiments-metropole-demo", "consommations-energie-demo"])
def test_the_preview_of_a_source_shows_the_same_figures(app, name):
    resource = helpers.call_action("package_show", id=name)["resources"][0]
    views = helpers.call_action("resource_view_list", id=resource["id"])
    assert "energy_dashboard_view" in [view["view_type"] for view in views]
    view = next(view for view in views if view["view_type"] == "energy_dashboard_view")
    soup = page(app, f"/dataset/{name}/resource/{resource['id']}?view_id={view['id']}&annee=2021")
    preview = soup.find(class_="rn-energy-preview")
    assert f"{TOTAL} kWh" in words(preview)
    assert MUSEUMS in words(preview)
    assert preview.find("table").find("tbody").find_all("tr")
    assert preview.find_all("script") == []


def test_the_registry_shows_every_flow_and_which_count(app):
    soup = page(app, "/energie/flux")
    assert len(soup.find("table").find("tbody").find_all("tr")) == 10
    assert "8 flux sur 10 sont cartographiés." in words(soup)
    assert len(soup.find("table").find_all(class_="rn-badge--demo")) == 10
    assert words(soup).count("non : Le flux est identifié, pas encore cartographié") == 2


@pytest.mark.parametrize(("registry", "status", "rows"), [("flux", "identified", 2), ("cas-usage", "in-use", 2)])
def test_a_count_of_a_registry_leads_to_exactly_its_rows(app, registry, status, rows):
    soup = page(app, f"/energie/{registry}?statut={status}")
    assert len(soup.find("table").find("tbody").find_all("tr")) == rows
    link = soup.select_one(f'.rn-steps a[href$="statut={status}"]')
    assert link.find_next(class_="rn-number").get_text(strip=True) == str(rows)
    lines = app.get(f"/energie/{registry}.csv?statut={status}").body.lstrip("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(lines), delimiter=";"))) == rows


def test_the_use_cases_say_which_are_addressed_and_which_flows_they_use(app):
    soup = page(app, "/energie/cas-usage")
    assert len(soup.find("table").find("tbody").find_all("tr")) == 8
    assert "2 cas d'usage sur 8 sont traités." in words(soup)
    assert soup.select_one('td a[href^="/data-flow/flux-"]')
    assert words(soup).count("non : Une idée, pas encore un travail") == 2


def test_the_csv_of_the_registry_has_every_flow(app):
    lines = app.get("/energie/flux.csv").body.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(lines), delimiter=";"))
    assert [row["mapped"] for row in rows].count("oui") == 8
    assert len(rows) == 10


def test_the_english_page_speaks_english(english):
    shown = words(english("/en/energie?annee=2021"))
    assert "Museums are the largest item: 34.2%" in shown
    assert "12,560,234 kWh" in shown
    assert "54 buildings of 54 have data" in shown
    assert "Demonstration: data made up" in shown
    assert "premier poste" not in shown


def test_the_english_sheet_of_a_building_speaks_english(english):
    sheet = english("/en/energie/batiment/metropole-rouen-normandie/DEMO-001?annee=2025")
    shown = words(sheet)
    assert "m² (gross floor area)" in shown
    assert "surface de plancher" not in shown
    assert "Electricity: the factor depends on" in shown
    assert [text for text in sheet.find(id="content").strings if re.search(r"\S [:;!?]", text)] == []
