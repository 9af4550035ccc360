"""The energy figures of the Métropole's buildings, on the page and by the API, computed from published tables."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from outside import Portal
from web_forms import soup, words

YEAR, BUILDINGS, TOTAL_KWH = 2021, 54, 12_560_234
ALL = 32_000
SPACES = re.compile(r"[\s\u00a0\u202f]+")


@pytest.fixture(scope="module")
def dashboard(anyone: Portal) -> dict[str, Any]:
    """The figures of the year, by the action."""
    answer: dict[str, Any] = anyone.read("rouen_energy_dashboard", year=YEAR)
    return answer


@pytest.fixture(scope="module")
def page(anyone: Portal) -> str:
    """The words of the page /energie."""
    return words(soup(anyone.get("/energie", params={"annee": YEAR})))


def test_54_buildings_used_12_560_234_kwh_in_2021(dashboard: dict[str, Any]) -> None:
    assert dashboard["year"] == YEAR
    assert dashboard["total_kwh"] == TOTAL_KWH
    assert dashboard["buildings"] == {"with_data": BUILDINGS, "all": BUILDINGS}


def test_museums_come_first_and_types_and_carriers_sum_to_the_total(dashboard: dict[str, Any]) -> None:
    by_type = dashboard["by_type"]
    assert (by_type[0]["type"], by_type[0]["kwh"], by_type[0]["buildings"]) == ("musée", 4_297_234, 9)
    assert [entry["kwh"] for entry in by_type] == sorted((entry["kwh"] for entry in by_type), reverse=True)
    assert sum(entry["kwh"] for entry in by_type) == TOTAL_KWH
    assert sum(entry["buildings"] for entry in by_type) == BUILDINGS
    assert sum(entry["kwh"] for entry in dashboard["by_carrier"]) == TOTAL_KWH


def test_the_figures_name_the_files_that_anyone_can_download(anyone: Portal, dashboard: dict[str, Any]) -> None:
    assert len(dashboard["sources"]) >= len(("buildings", "consumption"))
    for source in dashboard["sources"]:
        resource = anyone.read("resource_show", id=source["resource_id"])
        assert hashlib.sha256(anyone.get(resource["url"]).content).hexdigest() == source["sha256"]


def test_the_total_can_be_added_up_from_the_public_tables(anyone: Portal, dashboard: dict[str, Any]) -> None:
    tables = [anyone.read("datastore_search", resource_id=s["resource_id"], limit=ALL) for s in dashboard["sources"]]
    (consumption,) = [t for t in tables if {"vecteur", "valeur"} <= {field["id"] for field in t["fields"]}]
    assert consumption["total"] == len(consumption["records"])
    assert {row["unite"] for row in consumption["records"]} == {"kWh"}
    of_the_year = [row["valeur"] for row in consumption["records"] if row["debut"].startswith(str(YEAR))]
    assert sum(of_the_year) == TOTAL_KWH


def test_the_page_shows_the_same_in_french(page: str) -> None:
    assert "12 560 234" in SPACES.sub(" ", page)
    assert "54 bâtiments" in SPACES.sub(" ", page)
    assert "Démonstration" in page
    assert re.search(r"musées sont le premier poste", page)


def test_what_a_report_declared_is_told_apart_from_what_is_computed(anyone: Portal) -> None:
    stated = [
        kpi for kpi in anyone.read("rouen_kpi_list") if kpi["kind"] == "declared" and kpi["initiative"] == "energy"
    ]
    assert stated
    declared = soup(anyone.get("/energie", params={"annee": YEAR})).select_one("p:has(> .rn-badge--declared)")
    assert all(kpi["label"] in words(declared) and kpi["source"] in words(declared) for kpi in stated)
    assert "rn-badge--declared" not in anyone.get("/energie", params={"annee": YEAR + 1}).text


def test_numbers_are_grouped_by_narrow_no_break_spaces(anyone: Portal) -> None:
    assert "12\u202f560\u202f234" in anyone.get("/energie", params={"annee": YEAR}).text


def test_the_table_of_the_page_has_museums_first_and_ends_with_the_total(anyone: Portal) -> None:
    table = soup(anyone.get("/energie", params={"annee": YEAR})).find("table")
    assert table is not None
    rows = [SPACES.sub(" ", words(row)) for row in table.find_all("tr")]
    assert "Musées" in rows[1]
    assert "4 297 234" in rows[1]
    assert "12 560 234" in rows[-1]


def test_a_year_without_data_says_so_and_is_not_zero(anyone: Portal) -> None:
    answer = anyone.get("/energie", params={"annee": 1999})
    assert answer.status_code == 200
    assert "Aucune donnée pour 1999" in words(soup(answer))


def test_the_computed_table_has_a_preview_with_the_same_figures(anyone: Portal, dashboard: dict[str, Any]) -> None:
    resource = anyone.read("resource_show", id=dashboard["indicators"][0]["resource_id"])
    address = f"/dataset/{resource['package_id']}/resource/{resource['id']}"
    shown = SPACES.sub(" ", words(soup(anyone.get(address, params={"annee": YEAR}))))
    assert "12 560 234" in shown
