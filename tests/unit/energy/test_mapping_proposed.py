"""What is proposed for a file of a layout that nobody knows, and what is left to its officer."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.rouen_energy.core.mapping import looking
from ckanext.rouen_energy.core.mapping.definition import Mapping, MappingError
from ckanext.rouen_energy.core.mapping.proposing import NoHeader, propose
from ckanext.rouen_energy.core.mapping.validating import check
from mapped import REAL_DATA, OpenedRows, lines, real_file, rows_of


def proposed(opened: OpenedRows, profile: str = "") -> Mapping:
    return propose(opened.name, list(opened.rows())[:2_000], profile).mapping


def sources(mapping: Mapping) -> dict[str, tuple[str, str]]:
    return {name: (source.kind, source.value) for name, source in mapping.sources.items()}


def values(mapping: Mapping) -> list[tuple[Any, ...]]:
    return [(one.column, one.unit, dict(one.constants)) for one in mapping.measures]


def test_each_line_is_looked_at_once_however_many_blank_ones_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, filled = [], looking._filled
    monkeypatch.setattr(looking, "_filled", lambda row: looked.append(row) or filled(row))
    rows = [["Relevés", ""], ["Site", "kWh"], ["M1", "12"], *([["", ""]] * 500), ["M2", "13"]]
    assert looking.find_header(rows) == 1
    assert len(looked) == len(rows)


def test_a_french_table_of_bills_needs_no_correction() -> None:
    opened = lines(
        "factures.csv",
        "Relevé des sites;;;;",
        ";;;;",
        "Code bâtiment;Date début;Date fin;Électricité (kWh);Gaz naturel (MWh)",
        "M1;01/01/2021;31/01/2021;1 200,5;3,25",
        "M1;01/02/2021;28/02/2021;1 100;2,75",
        "M1;01/03/2021;31/03/2021;900;",
    )
    mapping = proposed(opened)
    check(mapping)
    assert (mapping.profile, mapping.decimal, mapping.dates, mapping.end) == (
        "energy/consumption", ",", "day-first", "included",
    )  # fmt: skip
    found = rows_of(mapping, opened)
    assert [(row["vecteur"], row["debut"], row["fin"], row["valeur"], row["unite"]) for row in found[:2]] == [
        ("électricité", "2021-01-01", "2021-02-01", "1200.5", "kWh"),
        ("gaz", "2021-01-01", "2021-02-01", "3.25", "MWh"),
    ]
    assert len(found) == 5


def test_a_curve_gives_readings_whose_meter_is_the_file() -> None:
    opened = lines("mairie.csv", "Date et heure;Puissance (kW)", "01/02/2023 00:00;4,5", "01/02/2023 00:30;5")
    mapping = proposed(opened)
    check(mapping)
    assert mapping.profile == "energy/readings"
    assert [row["id_compteur"] for row in rows_of(mapping, opened)] == ["mairie", "mairie"]


def test_a_unit_that_the_file_does_not_say_is_never_guessed() -> None:
    opened = lines("a.csv", "Date et heure;Valeur", "01/02/2023 00:00;4,5", "01/02/2023 00:30;5")
    with pytest.raises(MappingError) as told:
        check(proposed(opened))
    assert told.value.rule == "no-unit"


def test_a_carrier_that_the_file_does_not_say_is_never_guessed() -> None:
    opened = lines("a.csv", "Bâtiment;Année;Conso (kWh)", "M1;2021;4,5", "M2;2021;5")
    with pytest.raises(MappingError) as told:
        check(proposed(opened))
    assert (told.value.rule, told.value.value) == ("nothing-fills", "vecteur")


def test_years_side_by_side_are_a_header() -> None:
    opened = lines("gaz.csv", "Site;2020;2021;2022", "M1;10;20;30", "M2;11;21;31")
    mapping = proposed(opened)
    assert [one.constants for one in mapping.measures] == [{"debut": "2020"}, {"debut": "2021"}, {"debut": "2022"}]
    assert (mapping.period, sources(mapping)["vecteur"]) == ("year", ("constant", "gaz"))


def test_months_are_periods_of_a_month() -> None:
    mapping = proposed(lines("gaz.csv", "Site;Mois;Conso gaz (MWh)", "M1;01/2021;1,5", "M1;02/2021;2"))
    check(mapping)
    assert (mapping.period, sources(mapping)["debut"]) == ("month", ("column", "Mois"))


def test_a_header_that_does_not_say_the_unit_is_that_of_the_files_of_this_name_only() -> None:
    rows = ("Date et heure;Valeur", "01/02/2023 00:00;4,5", "01/02/2023 00:30;5")
    assert proposed(lines("gaz-2023-01.csv", *rows)).files == "gaz-*-*.csv"
    assert proposed(lines("gaz-2023-01.csv", rows[0].replace("Valeur", "Valeur (kWh)"), *rows[1:])).files == "*"


def test_a_file_of_prose_has_no_header() -> None:
    with pytest.raises(NoHeader):
        proposed(lines("lettre.csv", "Bonjour", "Merci"))


real = pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the folder of public data is not on this machine")


@real
def test_seattle_is_proposed_with_a_carrier_for_each_column_and_each_energy_once() -> None:
    mapping = proposed(real_file(REAL_DATA / "seattle_2015.csv"))
    check(mapping)
    assert sources(mapping) == {"id_batiment": ("column", "OSEBuildingID"), "debut": ("column", "DataYear")}
    assert values(mapping) == [
        ("SteamUse(kBtu)", "kBtu", {"vecteur": "réseau de chaleur"}),
        ("Electricity(kWh)", "kWh", {"vecteur": "électricité"}),
        ("NaturalGas(therms)", "therm", {"vecteur": "gaz"}),
        ("OtherFuelUse(kBtu)", "kBtu", {"vecteur": "autre"}),
    ]


@real
def test_toronto_is_proposed_below_its_preamble_with_its_serial_dates() -> None:
    opened = real_file(REAL_DATA / "toronto_municipal_2021_raw.csv")
    mapping = proposed(opened)
    check(mapping)
    assert (mapping.period, mapping.dates) == ("year-ending", "excel")
    assert values(mapping)[0] == ("Electricity Use - Grid Purchase (kWh)", "kWh", {"vecteur": "électricité"})
    found = rows_of(mapping, opened)
    electricity = [row for row in found if row["vecteur"] == "électricité"]
    assert len(electricity) == 912


@real
def test_four_years_of_power_are_proposed_with_a_meter_for_each_column() -> None:
    mapping = proposed(real_file(REAL_DATA / "openeis_test_4year.csv"))
    check(mapping)
    assert values(mapping) == [
        ("Main Meter [kW]", "kW", {"id_compteur": "Main Meter"}),
        ("Boiler Gas [kBtu/hr]", "kBtu/h", {"id_compteur": "Boiler Gas"}),
    ]


@real
def test_the_meter_above_the_header_and_the_codes_for_nothing_are_found() -> None:
    mapping = proposed(real_file(REAL_DATA / "mave_ex2.csv"))
    assert sources(mapping) == {"id_compteur": ("above", "buildingID"), "horodate": ("column", "LocalDateTime")}
    assert {"-99", "-99999"} <= set(mapping.missing)


@real
def test_the_meter_entries_are_proposed_whole() -> None:
    opened = real_file(REAL_DATA / "seed_Has_Meters_two_buildings.xlsx", "Meter Entries")
    mapping = proposed(opened)
    check(mapping)
    assert len(rows_of(mapping, opened)) == 70
    assert mapping.words["vecteur"]["Potable Indoor"] == ""


@real
@pytest.mark.parametrize("frequency", ["monthly", "bimonthly"])
def test_bills_that_only_begin_are_proposed_until_the_next_with_the_carrier_of_the_name(frequency: str) -> None:
    mapping = proposed(
        real_file(REAL_DATA / f"opendsm/il-gas-hdd-only-billing_{frequency}.csv.gz"), "energy/consumption"
    )
    assert mapping.period == "until-next"
    assert sources(mapping)["vecteur"] == ("constant", "gaz")
