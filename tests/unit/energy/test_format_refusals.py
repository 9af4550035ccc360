"""What a preset refuses: each fault by its own name, at the line and in the column of the officer's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ckanext.rouen_energy import core
from ckanext.rouen_municipalities.core.tabular.messages import read_sentences
from energy_formats import FIXTURES, read, read_text

READINGS, CONSUMPTION = "energy/readings", "energy/consumption"

R63 = (FIXTURES / "enedis_sge_r63_court.csv").read_text(encoding="utf-8").splitlines()[0]
CURVE = "\n".join((FIXTURES / "enedis_compte_courbe.csv").read_text(encoding="utf-8").splitlines()[:4]) + "\n"
INDEX = "\n".join((FIXTURES / "enedis_compte_index.csv").read_text(encoding="utf-8").splitlines()[:4])
R64 = (FIXTURES / "enedis_sge_r64.csv").read_text(encoding="utf-8-sig").splitlines()[0]


def r63(*stamps_and_values: str, quantity: str = "PA", unit: str = "W", step: str = "PT30M") -> str:
    rows = (f"09000000000101;;;{quantity};CONS;BRUT;{unit};{row};B;{step}" for row in stamps_and_values)
    return "\n".join((R63, *rows)) + "\n"


def index(*totals: str) -> str:
    days = (f"2023-01-{day:02}T00:00:00+01:00" for day in range(1, 31))
    rows = (f"{day};Arrêté quotidien" + ";" * 15 + total for day, total in zip(days, totals, strict=False))
    return "\n".join((INDEX, *rows)) + "\n"


def issues(content: str, profile: str = READINGS, name: str = "essai.csv") -> list[tuple[str, int | None, str, str]]:
    found = read_text(content, profile, name)
    assert found.report.layout, "no preset recognised the file"
    assert not found.report.accepted
    return found.issues


def test_maximum_power_is_refused_by_its_name():
    assert read("enedis_compte_puissance.csv", READINGS).issues == [
        ("energy-maximum-power", 2, "Type de donnees", "Puissance maximale quotidienne")
    ]


def test_maximum_power_is_refused_by_its_name_in_the_files_of_sge_and_the_answers_of_the_api_too():
    assert issues(r63("2023-03-13 00:30:00;692", quantity="PMA", unit="VA")) == [
        ("energy-maximum-power", 2, "Grandeur physique", "PMA")
    ]
    answer = json.loads((FIXTURES / "enedis_data_connect.json").read_text(encoding="utf-8"))
    answer["meter_reading"]["reading_type"] = {"measurement_kind": "power", "unit": "VA", "aggregate": "maximum"}
    assert issues(json.dumps(answer), name="api.json") == [("energy-maximum-power", None, "aggregate", "maximum")]


def test_the_daily_energy_of_the_api_is_stamped_by_its_date():
    answer = json.loads((FIXTURES / "enedis_data_connect.json").read_text(encoding="utf-8"))["meter_reading"]
    days = [{"value": "12000", "date": "2020-09-14"}, {"value": "11000", "date": "2020-09-15"}]
    energy = {"unit": "Wh", "measurement_kind": "energy", "aggregate": "sum"}
    content = json.dumps({"meter_reading": {**answer, "reading_type": energy, "interval_reading": days}})
    assert read_text(content, READINGS, "api.json").column("horodate", "valeur", "unite") == [
        ("2020-09-14T00:00:00+02:00", "12000", "Wh"),
        ("2020-09-15T00:00:00+02:00", "11000", "Wh"),
    ]
    alone = content.replace(json.dumps(days), json.dumps(days[:1]))
    assert read_text(alone, READINGS, "api.json").column("horodate") == ["2020-09-14T00:00:00+02:00"]


def test_daily_energy_of_the_api_whose_first_day_is_missing_keeps_its_dates():
    answer = json.loads((FIXTURES / "enedis_data_connect.json").read_text(encoding="utf-8"))["meter_reading"]
    days = [{"value": "1000", "date": date} for date in ("2023-01-02", "2023-01-03", "2023-02-01")]
    energy = {"unit": "Wh", "measurement_kind": "energy", "aggregate": "sum"}
    whole = {**answer, "start": "2023-01-01", "reading_type": energy, "interval_reading": days}
    assert read_text(json.dumps({"meter_reading": whole}), READINGS, "api.json").column("horodate") == [
        "2023-01-02T00:00:00+01:00",
        "2023-01-03T00:00:00+01:00",
        "2023-02-01T00:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("NaN", "number-not-finite"),
        ("inf", "number-not-finite"),
        ("1e999", "number-too-large"),
        ("12 W", "number-with-unit"),
    ],
)
def test_what_is_no_number_is_refused_where_it_stands(value, rule):
    assert issues(r63("2023-03-13 00:30:00;692", f"2023-03-13 01:00:00;{value}")) == [(rule, 3, "Valeur", value)]


def test_the_doubled_hour_that_comes_once_is_refused_at_each_of_its_lines():
    content = r63("2021-10-31 01:30:00;1", "2021-10-31 02:00:00;1", "2021-10-31 02:30:00;1", "2021-10-31 03:00:00;1")
    assert issues(content) == [
        ("datetime-ambiguous", 3, "Horodate", "2021-10-31 02:00:00"),
        ("datetime-ambiguous", 4, "Horodate", "2021-10-31 02:30:00"),
    ]


def test_an_hour_that_spring_skips_is_refused():
    content = r63("2021-03-28 01:30:00;1", "2021-03-28 02:30:00;1", "2021-03-28 03:00:00;1")
    assert issues(content) == [("datetime-skipped", 3, "Horodate", "2021-03-28 02:30:00")]


def test_stamps_out_of_order_and_repeated_are_refused_by_two_names():
    content = r63("2023-05-01 01:00:00;1", "2023-05-01 01:30:00;1", "2023-05-01 01:30:00;2", "2023-05-01 00:30:00;1")
    assert issues(content) == [
        ("energy-stamp-duplicate", 4, "Horodate", "2023-05-01 01:30:00"),
        ("energy-stamp-order", 5, "Horodate", "2023-05-01 00:30:00"),
    ]


def test_an_unknown_unit_is_refused_by_name():
    assert issues(r63("2023-03-13 00:30:00;692", unit="furlong")) == [("energy-unit-unknown", 2, "Unite", "furlong")]


def test_an_area_is_no_unit_of_a_curve():
    assert issues(r63("2023-03-13 00:30:00;692", unit="m2")) == [("energy-unit-unknown", 2, "Unite", "m2")]


def test_a_file_of_reactive_power_alone_is_refused_by_its_quantity():
    content = r63("2023-03-13 00:30:00;692", quantity="PRI")
    assert issues(content) == [("energy-quantity", 2, "Grandeur physique", "PRI")]


def test_what_is_fed_in_does_not_add_to_what_is_used():
    content = r63("2023-03-13 00:30:00;692", "2023-03-13 01:00:00;692").replace("CONS", "PROD", 1)
    assert issues(content) == [("energy-mixed-quantities", 3, "Grandeur metier", "CONS")]


def r64(*stamps_and_values: str, said: str = "CONS;BRUT", register: str = "D1") -> str:
    row = f"09000000000101;2026-01-01;2026-01-04;EA;{said};Wh;2026-01-{{}};COL;AQ;;D;;;;;;{register};0"
    return "".join(row.format(one.replace(";", "T00:00:00+01:00;")) + "\n" for one in stamps_and_values)


@pytest.mark.parametrize(
    ("other", "column", "value"),
    [("PROD;BRUT", "Grandeur métier", "PROD"), ("CONS;CORRIGE", "Etape métier", "CORRIGE")],
)
@pytest.mark.parametrize("register", ["D1", "TOT"])
def test_registers_of_what_is_fed_in_or_corrected_are_not_read_beside_those_of_what_is_used(
    other, column, value, register
):
    content = f"{R64}\n" + r64("01;100", "02;200") + r64("01;1000", "02;9000", said=other, register=register)
    found = read_text(content, READINGS)
    assert not found.report.accepted
    assert found.issues == [
        ("energy-mixed-quantities", 4, column, value),
        ("energy-mixed-quantities", 5, column, value),
    ]
    assert found.report.issues[0].expected == "CONS BRUT"


def test_registers_of_what_is_fed_in_that_show_nothing_leave_what_is_used_as_it_is():
    content = f"{R64}\n" + r64("01;", "02;", said="PROD;BRUT", register="TOT") + r64("01;100", "02;200")
    assert read_text(content, READINGS).column("valeur") == ["100"]


def test_two_meters_of_one_file_may_count_different_quantities_as_curves_may():
    fed_in = r64("01;1000", "02;9000", said="PROD;BRUT").replace("09000000000101", "09000000000102")
    assert read_text(f"{R64}\n" + r64("01;100", "02;200") + fed_in, READINGS).column("valeur") == ["100", "8000"]


def test_the_nested_registers_of_what_is_fed_in_are_not_differenced_with_those_of_what_is_used():
    answer = json.loads((FIXTURES / "enedis_sge_r64.json").read_text(encoding="utf-8"))
    quantities = answer["mesures"][0]["contexte"][0]["grandeur"]
    days = [{"d": f"2026-01-0{day}T00:00:00+01:00", "v": value} for day, value in ((1, 0), (2, 8000))]
    total = {"codeCadran": "TOT", "valeur": days}
    quantities.append({**quantities[0], "grandeurMetier": "PROD", "calendrier": [], "cadranTotalisateur": total})
    found = issues(json.dumps(answer), name="r64.json")
    assert {(rule, column, value) for rule, _, column, value in found} == {
        ("energy-mixed-quantities", "grandeurMetier", "PROD")
    }


def test_a_stamp_at_no_usual_distance_has_no_step():
    content = CURVE + "2021-05-01T01:00:00+02:00;1000\n2021-05-01T08:07:00+02:00;1200\n"
    assert {rule for rule, *_ in issues(content)} == {"energy-step-unknown"}


def test_a_step_that_no_meter_has_is_refused_where_it_is_written():
    content = r63("2023-03-13 02:00:00;692", step="PT120M")
    assert issues(content) == [("energy-step-unknown", 2, "Pas", "PT120M")]


@pytest.mark.parametrize("stamp", ["0001-01-01 00:00:00", "9999-12-31 23:30:00", "2023-02-30 00:00:00"])
def test_a_day_that_no_calendar_has_is_refused(stamp):
    assert issues(r63(f"{stamp};692")) == [("date-impossible", 2, "Horodate", stamp)]


@pytest.mark.parametrize("year", ["0", "21", "2021,5", "soon", ""])
def test_a_year_is_four_digits(year):
    content = f"refOperatEfa;anneeDeclaree;consoIndiHorsIRVEKWh\nEFA-1;{year};5\n"
    assert issues(content, CONSUMPTION) == [("year", 2, "anneeDeclaree", year)]


def test_a_register_that_goes_backwards_is_refused_with_what_it_showed_before():
    found = read_text(index("5000", "4000"), READINGS)
    assert found.issues == [("energy-register-backwards", 6, "EAS T", "4000")]
    assert found.report.issues[0].expected == "5000"


def test_a_register_that_is_not_read_for_days_and_goes_on_loses_nothing():
    found = read_text(index("5000", "", "", "5010"), READINGS)
    assert found.column("valeur", "qualite") == [("3", "comblé"), ("3", "comblé"), ("4", "comblé")]


def test_registers_are_differenced_in_time_whatever_the_order_of_their_lines():
    lines = index("5000", "5003", "5010").splitlines()
    found = read_text("\n".join([*lines[:4], *reversed(lines[4:])]) + "\n", READINGS)
    assert found.column("horodate", "valeur") == [
        ("2023-01-01T00:00:00+01:00", "3"),
        ("2023-01-02T00:00:00+01:00", "7"),
    ]


def test_a_day_of_which_one_register_was_not_read_is_filled():
    row = "09000000000101;2026-01-01;2026-01-04;EA;CONS;BRUT;Wh;2026-01-{:02}T00:00:00+01:00;{};COL;AQ;;D;;;;;;{};0"
    rows = [row.format(day, value, "D1") for day, value in ((1, 0), (2, 5), (3, 9))]
    rows += [row.format(day, value, "D2") for day, value in ((1, 0), (3, 100))]
    found = read_text("\n".join((R64, *rows)) + "\n", READINGS)
    assert found.column("valeur", "qualite") == [("55", "comblé"), ("54", "comblé")]


def test_a_bill_of_the_last_year_that_there_is_has_no_day_after():
    content = "PCE;TYPE DETAIL;DEBUT CONSO;FIN CONSO;TOTAL CONSO KWH\n09000000000201;FACTURE;01/01/2023;31/12/9999;5\n"
    assert issues(content, CONSUMPTION) == [("date-impossible", 2, "FIN CONSO", "31/12/9999")]


def test_a_blank_line_is_no_line():
    content = "refOperatEfa;anneeDeclaree;consoIndiHorsIRVEKWh\n;;\nEFA-1;2021;5\n\n"
    assert read_text(content, CONSUMPTION).column("id_batiment") == ["EFA-1"]


def test_registers_of_a_meter_must_stand_together():
    row = "{};2026-01-01;2026-01-04;EA;CONS;BRUT;Wh;2026-01-01T00:00:00+01:00;1;COL;AQ;;D;;;;;;D1;0"
    rows = [row.format(meter) for meter in ("09000000000101", "09000000000102", "09000000000101")]
    assert issues("\n".join((R64, *rows)) + "\n") == [
        ("energy-meter-scattered", 4, "Identifiant PRM", "09000000000101")
    ]


def test_an_export_that_says_no_meter_anywhere_asks_for_it_in_its_name():
    content = "Début;Fin;Valeur (en Kw)\n02/03/2023 00:00:00;02/03/2023 00:30:00;4,030\n"
    assert issues(content, name="export.csv") == [("energy-meter-missing", None, "", "export.csv")]


def test_two_hours_are_no_step_of_an_export():
    content = "Début;Fin;Valeur (en Kw)\n02/03/2023 00:00:00;02/03/2023 05:00:00;4,030\n"
    assert issues(content, name="09000000000101.csv") == [("energy-step-unknown", 2, "Fin", "02/03/2023 05:00:00")]


@pytest.mark.parametrize("coefficient", [None, 0])
def test_a_volume_without_its_coefficient_is_refused(coefficient):
    record = json.loads((FIXTURES / "grdf_adict_informatives.json").read_text(encoding="utf-8"))[1]
    record["consommation"]["coeff_calcul"]["coeff_conversion"] = coefficient
    found = read_text(json.dumps([record]), READINGS, "adict.json")
    assert found.issues == [("energy-coefficient-missing", 1, "volume_brut", "7")]


def test_a_gas_whose_volume_no_text_converts_is_refused():
    content = "refOperatEfa;anneeDeclaree;consoIndiHorsIRVEKWh;consoComGazPropaneM3\nEFA-1;2021;5;900\nEFA-2;2021;5;0\n"
    assert issues(content, CONSUMPTION) == [("energy-coefficient-missing", 2, "consoComGazPropaneM3", "900")]


def test_a_calendar_that_follows_registers_is_cut_and_a_curve_that_follows_a_curve_is_read():
    twice = CURVE + "2021-05-01T01:00:00+02:00;1\n2021-05-01T01:30:00+02:00;2\n"
    second = twice.replace("09000000000101", "09000000000102")
    assert read_text(twice + second, READINGS).column("id_compteur", "valeur") == [
        ("09000000000101", "1"),
        ("09000000000101", "2"),
        ("09000000000102", "1"),
        ("09000000000102", "2"),
    ]


def test_a_curve_whose_step_changes_from_hours_to_ten_minutes_is_stamped_as_each_of_them_is():
    hours = "".join(f"2021-05-01T{hour:02}:00:00+02:00;{hour}\n" for hour in range(1, 4))
    minutes = "".join(f"2021-05-01T03:{minute}:00+02:00;{minute}\n" for minute in (10, 20, 30))
    assert read_text(CURVE + hours + minutes, READINGS).column("horodate") == [
        *(f"2021-05-01T{hour:02}:00:00+02:00" for hour in range(3)),
        *(f"2021-05-01T03:{minute}:00+02:00" for minute in (10, 20, 30)),
    ]


def test_registers_below_a_curve_are_not_added_to_it():
    found = read_text(CURVE + "2021-05-01T01:00:00+02:00;1\n2021-05-01T01:30:00+02:00;2\n" + index("1", "2"), READINGS)
    assert ("energy-mixed-quantities", 8, "Type de donnees", "Index") in found.issues


def test_every_rule_of_a_preset_is_said_in_both_languages():
    sentences = read_sentences(Path(core.__file__).parents[1] / "data" / "messages")
    said = {
        "energy-coefficient-missing", "energy-maximum-power", "energy-meter-missing", "energy-meter-scattered",
        "energy-mixed-quantities", "energy-period-unreadable", "energy-quantity", "energy-register-backwards",
        "energy-stamp-duplicate", "energy-stamp-order", "energy-step-unknown", "energy-unit-unknown",
    }  # fmt: skip
    for language in ("fr", "en"):
        assert said <= sentences[language].keys()
        assert all(all(sentences[language][rule]) for rule in said)
