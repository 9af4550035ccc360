"""Real files of layouts that nobody knows go in by a mapping, and their totals come out. Skipped where they are not."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from ckanext.rouen_energy.core.mapping.definition import Mapping
from ckanext.rouen_energy.core.mapping.validating import read_mapping
from mapped import REAL_DATA, OpenedRows, real_file, rows_of, total

pytestmark = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the folder of public data is not on this machine")

KWH_PER_THERM = Decimal("105505.585262") / 3600


def column(title: str) -> dict[str, str]:
    return {"kind": "column", "value": title}


def constant(text: str) -> dict[str, str]:
    return {"kind": "constant", "value": text}


def measure(title: str, unit: str = "", times: str = "", **constants: str) -> dict[str, Any]:
    return {"column": title, "unit": unit, "times": times, "constants": constants}


def mapping_for(opened: OpenedRows, header_line: int, profile: str, **parts: Any) -> Mapping:
    return read_mapping({"profile": profile, "titles": opened.cells[header_line - 1], **parts})


def test_seattle_goes_in_by_a_column_for_each_carrier():
    opened = real_file(REAL_DATA / "seattle_2015.csv")
    mapping = mapping_for(
        opened,
        1,
        "energy/consumption",
        sources={"id_batiment": column("OSEBuildingID"), "debut": column("DataYear")},
        period="year",
        measures=[
            measure("Electricity(kWh)", "kWh", vecteur="électricité"),
            measure("NaturalGas(therms)", "therm", vecteur="gaz"),
            measure("SteamUse(kBtu)", "kBtu", vecteur="réseau de chaleur"),
            measure("OtherFuelUse(kBtu)", "kBtu", vecteur="autre"),
        ],
    )
    rows = rows_of(mapping, opened)
    assert total(rows, vecteur="électricité") == 3_389_597_759
    assert len(rows) == 4 * 3_330
    assert {(row["debut"], row["fin"], row["unite"]) for row in rows} == {("2015-01-01", "2016-01-01", "kWh")}
    assert abs(total(rows, vecteur="gaz") - 41_735_039 * KWH_PER_THERM) < 1


def test_toronto_goes_in_below_its_preamble_with_serial_dates_and_words_for_nothing():
    opened = real_file(REAL_DATA / "toronto_municipal_2021_raw.csv")
    mapping = mapping_for(
        opened,
        6,
        "energy/consumption",
        sources={"id_batiment": column("Portfolio Manager Property ID"), "debut": column("Year Ending")},
        period="year-ending",
        dates="excel",
        missing=["Not Available"],
        measures=[measure("Electricity Use - Grid Purchase (kWh)", "kWh", vecteur="électricité")],
    )
    rows = rows_of(mapping, opened)
    assert len(rows) == 912
    assert round(total(rows), 1) == Decimal("1220272019.2")
    assert {(row["debut"], row["fin"]) for row in rows} == {("2021-01-01", "2022-01-01")}


def test_the_meter_entries_of_a_workbook_go_in_with_their_units_and_without_the_water():
    opened = real_file(REAL_DATA / "seed_Has_Meters_two_buildings.xlsx", "Meter Entries")
    mapping = mapping_for(
        opened,
        1,
        "energy/consumption",
        sources={
            "id_batiment": column("Portfolio Manager ID"),
            "id_compteur": column("Portfolio Manager Meter ID"),
            "vecteur": column("Meter Type"),
            "debut": column("Start Date"),
            "fin": column("End Date"),
            "unite": column("Usage Units"),
            "nature": column("Estimation?"),
        },
        words={
            "vecteur": {
                "Electric - Grid": "électricité", "Natural Gas": "gaz", "Potable Indoor": "", "Potable Outdoor": "",
            },
            "nature": {"No": "réel", "Yes": "estimé"},
        },
        measures=[measure("Usage/Quantity")],
    )  # fmt: skip
    rows = rows_of(mapping, opened)
    assert len(rows) == 70
    assert total(rows, vecteur="électricité") == 1_598_705
    assert abs(total(rows, vecteur="gaz") - 36_280 * KWH_PER_THERM) < Decimal("0.0001")
    assert {row["unite"] for row in rows} == {"kWh"}


def test_a_portfolio_of_intensities_goes_in_by_areas():
    opened = real_file(REAL_DATA / "seed_portfolio_manager_sample.csv")
    mapping = mapping_for(
        opened,
        1,
        "energy/consumption",
        sources={
            "id_batiment": column("Property Id"),
            "debut": column("Year Ending"),
            "vecteur": constant("autre"),
        },
        period="year-ending",
        dates="month-first",
        missing=["Not Available"],
        measures=[
            measure("Site EUI (kBtu/ft2)", "kBtu", times="Property Floor Area (Buildings and Parking) (ft2)"),
        ],
    )
    rows = rows_of(mapping, opened)
    by_hand = sum(
        Decimal(cells[11]) * Decimal(cells[3].replace(",", ""))
        for cells in opened.cells[1:]
        if cells[11] not in ("", "Not Available")
    )
    assert len(rows) > 350
    assert abs(total(rows) - by_hand * Decimal("1055.05585262") / 3600) < Decimal("0.001")


def test_its_buildings_go_in_with_areas_in_square_metres():
    opened = real_file(REAL_DATA / "seed_portfolio_manager_sample.csv")
    area = "Property Floor Area (Buildings and Parking) (ft2)"
    mapping = mapping_for(
        opened,
        1,
        "energy/buildings",
        sources={
            "id_batiment": column("Property Id"),
            "nom": column("Address 1"),
            "code_insee": constant("76540"),
            "type": constant("autre"),
            "surface_m2": column(area),
        },
        units={"surface_m2": "ft2"},
    )
    rows = rows_of(mapping, opened)
    assert len(rows) == 512
    assert rows[0]["surface_m2"] == "24614.567545"


def test_four_years_of_power_go_in_with_a_meter_for_each_column_and_their_gaps():
    opened = real_file(REAL_DATA / "openeis_test_4year.csv")
    mapping = mapping_for(
        opened,
        1,
        "energy/readings",
        sources={"horodate": column("Date")},
        dates="month-first",
        zone="America/Los_Angeles",
        doubled_hour="first",
        minimum="0",
        measures=[
            measure("Main Meter [kW]", "kW", id_compteur="Main Meter"),
            measure("Boiler Gas [kBtu/hr]", "kBtu/h", id_compteur="Boiler Gas"),
        ],
    )
    rows = rows_of(mapping, opened)
    power = [row for row in rows if row["id_compteur"] == "Main Meter"]
    assert len(power) == 33_900
    assert total(power) == Decimal("4912132.63")
    assert {row["unite"] for row in rows} == {"kW"}
    assert all(Decimal(row["valeur"]) >= 0 for row in rows)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [("mave_ex1.csv", 92_055, "4370213.09325104"), ("mave_ex2.csv", 91_635 - 4, "7850834.4976")],
)
def test_quarters_of_an_hour_go_in_with_the_meter_that_stands_above_them(name, values, expected):
    opened = real_file(REAL_DATA / name)
    mapping = mapping_for(
        opened,
        4,
        "energy/readings",
        sources={"id_compteur": {"kind": "above", "value": "buildingID"}, "horodate": column("LocalDateTime")},
        dates="month-first",
        zone="America/Los_Angeles",
        doubled_hour="first",
        repeated="first",
        missing=["-99999", "-99", "NaN"],
        measures=[measure("EnergyConsumption", "kWh")],
    )
    rows = rows_of(mapping, opened)
    assert len(rows) == values
    assert round(total(rows), 4) == round(Decimal(expected), 4)
    assert len({row["id_compteur"] for row in rows}) == 1
    assert len({row["horodate"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("name", "unit", "rows_expected", "expected"),
    [
        ("il-electricity-cdd-hdd-hourly", "kWh", 19_417, None),
        ("il-electricity-cdd-hdd-daily", "kWh", 809, None),
        ("il-gas-hdd-only-hourly", "therm", 19_417, None),
    ],
)
def test_simulated_meters_go_in_under_the_names_of_their_files(name, unit, rows_expected, expected):
    opened = real_file(REAL_DATA / f"opendsm/{name}.csv.gz")
    mapping = mapping_for(
        opened,
        1,
        "energy/readings",
        sources={"id_compteur": {"kind": "file-name"}, "horodate": column("start")},
        missing=["nan"],
        files=f"{name}*",
        measures=[measure("value", unit)],
    )
    rows = rows_of(mapping, opened)
    by_hand = sum(Decimal(value) for _, value in opened.cells[1:] if value != "nan")
    factor = KWH_PER_THERM if unit == "therm" else 1
    assert len(rows) == rows_expected
    assert abs(total(rows) - by_hand * factor) < Decimal("0.02")
    assert {row["id_compteur"] for row in rows} == {name}


@pytest.mark.parametrize("frequency", ["monthly", "bimonthly"])
def test_simulated_bills_last_until_the_next_one(frequency):
    name = f"il-electricity-cdd-hdd-billing_{frequency}"
    opened = real_file(REAL_DATA / f"opendsm/{name}.csv.gz")
    mapping = mapping_for(
        opened,
        1,
        "energy/consumption",
        sources={
            "id_batiment": {"kind": "file-name"},
            "vecteur": constant("électricité"),
            "debut": column("start"),
        },
        missing=["nan"],
        period="until-next",
        measures=[measure("value", "kWh")],
    )
    rows = rows_of(mapping, opened)
    assert total(rows) == sum(Decimal(value) for _, value in opened.cells[1:] if value != "nan")
    assert all(one["fin"] == two["debut"] for one, two in pairwise(rows))
    assert rows[-1]["fin"] == opened.cells[-1][0][:10]
