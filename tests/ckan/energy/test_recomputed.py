"""Every published indicator comes out again from the public files, by DuckDB and nothing of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from ckan.cli.cli import ckan
from ckan.tests import factories, helpers
from ckanext.rouen_energy.core.indicators import (
    BUILDING_MONTH,
    BUILDING_YEAR,
    BUILDINGS,
    COMMUNE_YEAR,
    CONSUMPTION,
    FACTOR,
    INDICATOR,
    NETWORK_FACTORS,
    PUBLISHED,
)

OWNER = "metropole-rouen-normandie"

#: kWh of each day that a bill covers, from the bills as their file says them; the days of an estimate that an actual
#: bill of the same series covers do not count.
DAYS = """
CREATE TABLE day_of_bill AS
WITH bill AS (
    SELECT *, strptime(debut, '%d/%m/%Y')::DATE AS starts, strptime(fin, '%d/%m/%Y')::DATE AS ends,
        coalesce(nature, 'réel') AS kind,
        replace(valeur, ',', '.')::DECIMAL(18, 6) * CASE unite WHEN 'MWh' THEN 1000 WHEN 'Wh' THEN 0.001
            WHEN 'kWh' THEN 1 ELSE replace(coefficient, ',', '.')::DECIMAL(18, 6) END AS kwh
    FROM consumption
), spread AS (
    SELECT id_batiment, vecteur, kind, reseau, kwh::DOUBLE / date_diff('day', starts, ends) AS kwh,
        unnest(range(starts::TIMESTAMP, ends::TIMESTAMP, INTERVAL 1 DAY))::DATE AS day
    FROM bill
)
SELECT * FROM spread AS one WHERE kind <> 'estimé' OR NOT EXISTS (
    FROM spread AS actual WHERE actual.kind = 'réel' AND actual.day = one.day
        AND actual.id_batiment = one.id_batiment AND actual.vecteur = one.vecteur
)
"""

#: The source that covers more days of a building, carrier and year; the bills where they cover as many.
CARRIERS = """
CREATE TABLE used AS
WITH candidate AS (
    SELECT id_batiment, vecteur, year(day) AS annee, round(sum(kwh), 3) AS kwh, max(reseau) AS reseau, 0 AS source,
        count(DISTINCT day) FILTER (WHERE kind <> 'avoir') AS days
    FROM day_of_bill GROUP BY ALL
    UNION ALL
    SELECT id_batiment, vecteur, year(mois::DATE), round(sum(replace(kwh, ',', '.')::DOUBLE), 3), max(reseau), 1,
        sum(jours_couverts::INTEGER)
    FROM months GROUP BY ALL
)
SELECT * FROM candidate
QUALIFY row_number() OVER (PARTITION BY id_batiment, vecteur, annee ORDER BY days DESC, source) = 1
"""

PER_BUILDING = """
SELECT used.id_batiment, annee, round(sum(kwh), 3) AS kwh,
    round(sum(kwh / replace(f.diviseur, ',', '.')::DOUBLE * replace(f.valeur, ',', '.')::DOUBLE), 3) AS kgco2e
FROM used JOIN buildings USING (id_batiment)
LEFT JOIN factors AS f ON f.grandeur = 'co2e' AND f.vecteur = used.vecteur
    AND (f.reseau IS NULL OR f.reseau LIKE used.reseau || ' %')
    AND f.valable_du::DATE <= make_date(annee, 12, 31)
    AND (f.valable_au IS NULL OR f.valable_au::DATE >= make_date(annee, 12, 31))
GROUP BY ALL ORDER BY ALL
"""

PUBLISHED_ROWS = """
SELECT id_batiment, annee::INTEGER, replace(kwh, ',', '.')::DOUBLE, replace(kgco2e, ',', '.')::DOUBLE
FROM building_year WHERE kwh IS NOT NULL ORDER BY ALL
"""


@pytest.fixture
def files(sources_to_read: None, app: Any, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """The public files, downloaded as anyone does, as tables of text."""
    figures = helpers.call_action("rouen_energy_dashboard", {"user": ""}, year=2021)
    names = {BUILDINGS: "buildings", CONSUMPTION: "consumption", BUILDING_MONTH: "months", FACTOR: "factors"}
    names |= {
        NETWORK_FACTORS: "networks",
        BUILDING_YEAR: "building_year",
        COMMUNE_YEAR: "commune_year",
        INDICATOR: "type_year",
    }
    connection = duckdb.connect()
    for one in [*figures["sources"], *figures["indicators"]]:
        url = helpers.call_action("resource_show", {"user": ""}, id=one["resource_id"])["url"]
        path = tmp_path / f"{names[one['profile']]}.csv"
        path.write_text(app.get(url).body, encoding="utf-8")
        read = f"read_csv('{path}', header = true, all_varchar = true)"
        connection.execute(f"CREATE TABLE {names[one['profile']]} AS FROM {read}")
    return connection


def figures() -> dict[str, Any]:
    return helpers.call_action("rouen_energy_dashboard", year=2021)


def dashboard_of(commune: str) -> dict[str, Any]:
    return helpers.call_action("rouen_energy_dashboard", year=2021, commune=commune)


def test_each_building_and_year_comes_out_again(files):
    files.execute(DAYS)
    files.execute(CARRIERS)
    assert files.execute(PER_BUILDING).fetchall() == files.execute(PUBLISHED_ROWS).fetchall()


def test_the_sums_by_type_and_commune_come_out_again(files):
    for table, keys in (("type_year", "annee, code_insee, type"), ("commune_year", "annee, code_insee")):
        where = "dans_total = 'oui'" if table == "commune_year" else "true"
        number = "round(coalesce(sum(replace({0}, ',', '.')::DOUBLE), 0), 3)"
        columns = ", ".join([keys, "count(*)", number.format("kwh"), number.format("kgco2e")])
        again = files.execute(
            f"SELECT {columns} FROM building_year WHERE {where} GROUP BY {keys} ORDER BY ALL"
        ).fetchall()
        said = f"SELECT {keys}, sum(batiments::INTEGER), {number.format('kwh')}, {number.format('kgco2e')} FROM {table}"
        assert files.execute(f"{said} GROUP BY {keys} ORDER BY ALL").fetchall() == again


def test_the_dashboard_is_the_published_rows(files):
    number = "replace({0}, ',', '.')::DOUBLE"
    total, quartile, area = files.execute(
        f"SELECT sum({number.format('kwh')}), round(quantile_cont({number.format('kwh')} / "
        f"{number.format('surface_m2')}, 0.5), 1), sum({number.format('surface_m2')}) "
        "FROM building_year WHERE annee = '2021' AND dans_total = 'oui' AND kwh IS NOT NULL"
    ).fetchone()
    shown = figures()
    assert shown["total_kwh"] == pytest.approx(total, abs=1e-6)
    assert (shown["quartiles"]["median"], shown["quartiles"]["buildings"], shown["area_m2"]) == (quartile, 3, area)


def test_of_two_sources_the_one_that_covers_more_days_counts(files):
    kwh = dict(
        files.execute(
            "SELECT annee, replace(kwh_electricite, ',', '.')::DOUBLE FROM building_year WHERE id_batiment = 'M2'"
        ).fetchall()
    )
    assert kwh == {"2020": 3000, "2021": sum(200.5 + month for month in range(1, 13))}


def test_what_does_not_count_is_told_with_its_reason(sources_to_read):
    told = figures()["left_out"]
    left_out = {item["reason"]: (item["buildings"], item["kwh"]) for item in told}
    replaced = round(6000 * 120 / 181, 3)
    assert left_out == {"other-source": (1, 1500), "replaced": (1, replaced), "unknown-building": (1, 77)}
    assert any(item["text"].endswith("couvre autant de jours ou plus") for item in told)


def test_the_change_is_on_the_same_buildings_complete_in_both_years(sources_to_read):
    assert figures()["change"] == {
        "previous_year": 2020,
        "kwh": 4000,
        "previous_kwh": 5000,
        "percent": -20,
        "buildings": 1,
    }


def test_a_cost_says_how_much_energy_it_is_about(sources_to_read):
    shown = figures()
    part = 59 / 90
    assert shown["cost_eur"] == pytest.approx(500 + 120.40 * part, abs=0.01)
    assert shown["cost_kwh"] == pytest.approx(4000 + 900.5 * part, abs=0.001)


def test_the_largest_buildings_and_the_communes_come_with_their_names(sources_to_read):
    shown = figures()
    assert [one["id"] for one in shown["top"]] == ["M1", "M2", "M3", "P1"]
    assert {one["owner"] for one in shown["top"]} == {OWNER}
    rouen, oissel = shown["by_commune"]
    assert (rouen["name"], oissel["name"], oissel["kwh"]) == ("Rouen", "Oissel-sur-Seine", 4700)
    assert rouen["kwh"] + oissel["kwh"] == pytest.approx(shown["total_kwh"], abs=1e-6)
    engaged = shown["territoire_engage"]
    assert engaged["mwh"] == pytest.approx(shown["total_kwh"] / 1000)
    assert engaged["population"] > rouen["population"] + oissel["population"]
    assert dashboard_of("76540")["territoire_engage"]["population"] == rouen["population"]


def test_what_an_officer_loaded_of_a_network_comes_before_what_is_shipped(sources_to_read):
    cited = {one["carrier"]: one for one in figures()["co2e"]["factors"]}
    heat = cited["réseau de chaleur"]
    assert (heat["value"], heat["network"], heat["reference"]) == (
        0.5,
        "7614C Grammont",
        "reseau-7614C-2021_2022-direct",
    )


def test_each_indicator_tells_the_files_that_it_came_from(sources_to_read):
    shown = figures()
    for one in shown["indicators"]:
        told = helpers.call_action("rouen_energy_indicator_show", {"user": ""}, resource_id=one["resource_id"])
        assert told["sha256"] == one["sha256"]
        assert told["inputs"]
        assert told["formula"]
    by_profile = {one["profile"]: one["resource_id"] for one in shown["indicators"]}
    told = helpers.call_action("rouen_energy_indicator_show", resource_id=by_profile[BUILDING_YEAR])
    assert [(one["resource_id"], one["sha256"]) for one in told["inputs"]] == [
        (one["resource_id"], one["sha256"]) for one in shown["sources"]
    ]


def test_the_indicators_are_exported_as_parquet_by_owner_and_year(sources_to_read, cli, tmp_path):
    folder = tmp_path / "export"
    done = cli.invoke(ckan, ["rouen", "energy", "export", str(folder)], catch_exceptions=False)
    said = [line.split()[0] for line in done.output.splitlines() if line.startswith("energy/")]
    assert (done.exit_code, said) == (0, sorted(one.profile for one in PUBLISHED))
    rows = f"read_parquet('{folder}/building-year/*/*/*.parquet', hive_partitioning = true)"
    read = f"SELECT proprietaire, round(sum(kwh), 3) FROM {rows} WHERE annee = 2021 AND dans_total GROUP BY ALL"
    assert duckdb.sql(read).fetchall() == [(OWNER, figures()["total_kwh"])]
    again = cli.invoke(ckan, ["rouen", "energy", "export", str(folder)])
    assert again.exit_code == 2
    assert "n'est pas vide" in again.output


def test_meters_are_shown_only_to_who_may_read_their_table(sources_to_read):
    editor, stranger = factories.User()["name"], factories.User()["name"]
    helpers.call_action("organization_member_create", id=OWNER, username=editor, role="editor")

    def seen(user: str) -> dict[str, Any]:
        return helpers.call_action(
            "rouen_energy_building_show", {"user": user, "ignore_auth": False}, owner=OWNER, id="M1"
        )

    assert [(one["id"], one["carrier"]) for one in seen(editor)["meters"]] == [("00000000000001", "électricité")]
    assert "left_out" not in seen(editor)
    for user in ("", stranger):
        assert seen(user)["meters"] is None
        assert seen(user)["reasons"]["meters"]
