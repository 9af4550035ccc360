"""Each layout of others goes in through its preset: rows of one of our profiles, stamped at the start of their step."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from ckanext.rouen_energy import core
from ckanext.rouen_energy.core.metering import carriers
from ckanext.rouen_energy.core.metering.formats import presets
from ckanext.rouen_energy.core.metering.formats.gas import ESTIMATED
from ckanext.rouen_energy.core.metering.formats.indexes import FILLED
from ckanext.rouen_energy.core.metering.statuses import Status, qualities
from ckanext.rouen_municipalities.core.tabular.layouts import Layout
from energy_formats import FIXTURES, profiles, read, read_text

ROOT = Path(__file__).parents[3]
READINGS, CONSUMPTION = "energy/readings", "energy/consumption"
BUILDINGS, ACTIVITIES = "energy/buildings", "energy/activities"

ACCEPTED = [
    ("enedis_compte_courbe.csv", READINGS, "enedis/compte-courbe", 6),
    ("enedis_compte_courbe_10min.csv", READINGS, "enedis/compte-courbe", 3),
    ("enedis_compte_index.csv", READINGS, "enedis/compte-index", 4),
    ("enedis_sge_r63.csv", READINGS, "enedis/sge-r63", 11),
    ("enedis_sge_r63_court.csv", READINGS, "enedis/sge-r63", 2),
    ("enedis_sge_r63.json", READINGS, "enedis/sge-r63-json", 2),
    ("enedis_sge_r64.csv", READINGS, "enedis/sge-r64", 2),
    ("enedis_sge_r64.json", READINGS, "enedis/sge-r64-json", 1),
    ("enedis_export_09000000000101.csv", READINGS, "enedis/export-2025", 4),
    ("enedis_export_09000000000101.xlsx", READINGS, "enedis/export-2025", 2),
    ("enedis_data_connect.json", READINGS, "enedis/data-connect-v4", 2),
    ("grdf_adict_publiees.json", CONSUMPTION, "grdf/adict-publiees", 2),
    ("grdf_adict_informatives.json", READINGS, "grdf/adict-informatives", 2),
    ("grdf_compte_jours.json", READINGS, "grdf/compte-jours", 2),
    ("grdf_compte_releves.json", CONSUMPTION, "grdf/compte-releves", 2),
    ("Donnees_informatives_09000000000201_DAILY.xlsx", READINGS, "grdf/compte-jours-classeur", 3),
    ("Donnees_informatives_09000000000201_WEEKLY.xlsx", CONSUMPTION, "grdf/compte-periodes-classeur", 2),
    ("Donnees_informatives_09000000000201_MONTHLY.xlsx", CONSUMPTION, "grdf/compte-periodes-classeur", 2),
    ("factures_gaz.xlsx", CONSUMPTION, "fournisseur/factures-gaz", 4),
    ("operat_declarations.json", CONSUMPTION, "operat/declarations", 5),
    ("operat_declarations.csv", CONSUMPTION, "operat/declarations", 4),
    ("operat_activites.json", ACTIVITIES, "operat/activites", 2),
    ("ademe_operat_activite.csv", ACTIVITIES, "ademe/operat-activites", 2),
    ("ademe_operat_ratio.csv", ACTIVITIES, "ademe/operat-ratios", 2),
    ("ademe_dpe_tertiaire.csv", BUILDINGS, "ademe/dpe-tertiaire", 2),
]
#: what a preset is there for is to refuse it
REFUSED = {"enedis_compte_puissance.csv"}


@pytest.mark.parametrize(("fixture", "profile", "layout", "rows"), ACCEPTED, ids=str)
def test_a_file_of_another_layout_becomes_rows_that_its_profile_accepts(fixture, profile, layout, rows):
    found = read(fixture, profile)
    assert found.issues == []
    assert found.takers == [found.layout] == [layout]
    assert len(found.rows) == rows


def test_each_preset_has_a_fixture_and_each_fixture_its_test():
    assert {layout for _, _, layout, _ in ACCEPTED} | {"enedis/compte-puissance-maximale"} == {
        preset.name for preset in presets()
    }
    assert {path.name for path in FIXTURES.iterdir()} == {fixture for fixture, *_ in ACCEPTED} | REFUSED


def test_presets_are_layouts_of_known_profiles_that_say_their_title_in_both_languages():
    found: list[Layout] = list(presets())
    assert {preset.profile for preset in found} <= profiles().keys()
    assert all(preset.title.fr and preset.title.en for preset in found)
    assert len({preset.name for preset in found}) == len(found)


def test_the_readme_lists_every_preset():
    said = (ROOT / "ckanext-rouen-energy" / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`((?:enedis|grdf|fournisseur|operat|ademe)/[a-z0-9-]+)`", said))
    assert listed == {preset.name for preset in presets()}


def stamps(fixture: str) -> list[str]:
    return [str(stamp) for stamp in read(fixture, READINGS).column("horodate")]


def test_a_curve_of_an_account_stamped_at_the_end_of_its_steps_gives_their_starts_through_autumn():
    assert stamps("enedis_compte_courbe.csv") == [
        "2021-10-31T00:30:00+02:00",
        "2021-10-31T01:00:00+02:00",
        "2021-10-31T01:30:00+02:00",
        # the step before the doubled hour ends has no value: a gap
        "2021-10-31T02:30:00+02:00",
        "2021-10-31T02:00:00+01:00",
        "2021-10-31T02:30:00+01:00",
    ]


def test_a_curve_of_ten_minutes_is_stamped_at_the_start_already():
    assert stamps("enedis_compte_courbe_10min.csv")[0] == "2020-08-20T00:00:00+02:00"


def test_local_stamps_of_r63_are_told_apart_in_autumn_and_jump_in_spring():
    found = read("enedis_sge_r63.csv", READINGS)
    by_meter: dict[str, list[tuple[str, str]]] = {}
    for meter, stamp, value in found.column("id_compteur", "horodate", "valeur"):
        by_meter.setdefault(meter, []).append((stamp, value))
    assert by_meter["09000000000101"][3:] == [
        ("2021-10-31T01:30:00+02:00", "800"),
        ("2021-10-31T02:00:00+02:00", "810"),
        ("2021-10-31T02:30:00+02:00", "820"),
        ("2021-10-31T02:00:00+01:00", "830"),
        ("2021-10-31T02:30:00+01:00", "840"),
    ]
    assert by_meter["09000000000102"] == [
        ("2021-03-28T01:00:00+01:00", "500"),
        ("2021-03-28T01:30:00+01:00", "510"),
        ("2021-03-28T03:00:00+02:00", "520"),
    ]


def test_the_meter_keeps_its_leading_zero_and_power_its_unit():
    assert set(read("enedis_sge_r63.csv", READINGS).column("id_compteur", "unite")) == {
        ("09000000000101", "W"),
        ("09000000000102", "W"),
    }


def test_a_value_that_the_network_manager_estimated_says_so_and_the_others_keep_its_letter():
    assert read("enedis_sge_r63.csv", READINGS).column("qualite")[6:8] == ["estimé", "B"]


def test_registers_are_differenced_past_their_last_digit_and_over_days_that_were_not_read():
    found = read("enedis_compte_index.csv", READINGS)
    assert found.column("horodate", "valeur", "unite", "qualite") == [
        ("2023-01-20T00:00:00+01:00", "9000", "Wh", None),
        ("2023-01-21T00:00:00+01:00", "7000", "Wh", None),
        ("2023-01-22T00:00:00+01:00", "5000", "Wh", "comblé"),
        ("2023-01-23T00:00:00+01:00", "5001", "Wh", "comblé"),
    ]


def test_days_that_a_register_was_not_read_are_known_as_filled_gaps():
    assert qualities()[FILLED] is Status.GAP_FILLED
    assert qualities()[ESTIMATED] is Status.GAP_FILLED


def test_an_archive_of_the_network_manager_is_read_by_the_file_in_it(tmp_path):
    archive = tmp_path / "ENEDIS_R63_P_CdC_M0001_00001_20230401.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(FIXTURES / "enedis_sge_r63.csv", "ENEDIS_R63_P_CdC_M0001_00001_20230401.csv")
    found = read(archive, READINGS)
    assert (found.layout, len(found.rows)) == ("enedis/sge-r63", 11)


def test_registers_of_r64_are_counted_once_those_of_the_distributor_first():
    assert read("enedis_sge_r64.csv", READINGS).column("horodate", "valeur") == [
        ("2026-01-01T00:00:00+01:00", "25000"),
        ("2026-01-02T00:00:00+01:00", "27000"),
    ]


def test_the_total_register_of_r64_makes_the_others_needless():
    assert read("enedis_sge_r64.json", READINGS).column("valeur") == ["25010"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_without_a_meter_takes_that_of_its_file_name_and_the_start_that_it_writes(suffix):
    found = read(f"enedis_export_09000000000101.{suffix}", READINGS)
    assert found.column("id_compteur", "horodate")[:2] == [
        ("09000000000101", "2023-03-02T00:00:00+01:00"),
        ("09000000000101", "2023-03-02T00:30:00+01:00"),
    ]
    assert Decimal(str(found.column("valeur")[0])) == Decimal("4.03")


def test_a_step_that_spring_makes_look_longer_is_none_the_longer():
    assert stamps("enedis_export_09000000000101.csv")[2:] == ["2023-03-26T01:30:00+01:00", "2023-03-26T03:00:00+02:00"]


def test_data_connect_is_stamped_at_the_end_of_its_steps():
    assert stamps("enedis_data_connect.json") == ["2020-09-14T00:00:00+02:00", "2020-09-14T00:30:00+02:00"]


@pytest.mark.parametrize(
    "fixture",
    ["grdf_adict_informatives.json", "grdf_compte_jours.json", "Donnees_informatives_09000000000201_DAILY.xlsx"],
)
def test_a_gas_day_begins_at_six_o_clock(fixture):
    assert all("T06:00:00+" in stamp for stamp in stamps(fixture))


def test_gas_is_what_the_distributor_says_in_kwh_else_its_volume_with_its_own_coefficient():
    assert read("grdf_adict_informatives.json", READINGS).column("valeur", "unite", "coefficient", "qualite") == [
        ("91", "kWh", None, "Mesuré"),
        ("7", "m3", "11.41", "estimé"),
    ]


@pytest.mark.parametrize("line_of", [lambda record: record, lambda record: [record]], ids=["objects", "lists"])
def test_an_answer_of_one_record_to_a_line_is_read_as_one_document(line_of):
    records = json.loads((FIXTURES / "grdf_adict_publiees.json").read_text(encoding="utf-8"))
    cancelled = json.loads(json.dumps(records[0]))
    cancelled["consommation"]["statut_conso"] = "Annulée"
    content = "\n".join(json.dumps(line_of(record)) for record in [*records, cancelled])
    assert read_text(content, CONSUMPTION, "adict.json").column("valeur") == ["2032", "150.5"]


def test_published_gas_periods_say_whether_they_were_read_or_estimated():
    columns = ("vecteur", "debut", "fin", "valeur", "unite", "nature")
    assert read("grdf_adict_publiees.json", CONSUMPTION).column(*columns) == [
        ("gaz", "2021-01-01", "2021-01-23", "2032", "kWh", "réel"),
        ("gaz", "2021-01-23", "2021-02-23", "150.5", "m3", "estimé"),
    ]


def test_a_week_runs_to_its_sunday_whatever_end_its_label_says():
    found = read("Donnees_informatives_09000000000201_WEEKLY.xlsx", CONSUMPTION)
    assert found.column("debut", "fin") == [("2020-11-24", "2020-11-30"), ("2020-11-30", "2020-12-07")]


def test_a_month_in_words_runs_to_the_first_of_the_next_one():
    found = read("Donnees_informatives_09000000000201_MONTHLY.xlsx", CONSUMPTION)
    assert found.column("debut", "fin") == [("2020-11-01", "2020-12-01"), ("2020-12-01", "2021-01-01")]


def test_a_bill_includes_its_last_day_and_a_credit_note_subtracts():
    columns = ("id_compteur", "debut", "fin", "valeur", "nature", "cout_eur")
    assert read("factures_gaz.xlsx", CONSUMPTION).column(*columns) == [
        ("09000000000201", "2023-01-01", "2023-02-01", "11300", "réel", "1080"),
        ("09000000000201", "2023-02-01", "2023-03-01", "10170", "estimé", "960"),
        ("09000000000201", "2023-02-01", "2023-03-01", "-1130", "avoir", "-96"),
        ("GI000123", "2023-03-01", "2023-04-01", "50", "réel", "48.5"),
    ]


BILLS = "PCE;TYPE DETAIL;DEBUT CONSO;FIN CONSO;TOTAL CONSO KWH;TOTAL TTC\n"


@pytest.mark.parametrize(
    ("written", "cost"), [("1130;96", "-96"), ("-1130;-96", "-96"), ("1130;", None), ("1130;0", "0")]
)
def test_a_credit_note_subtracts_its_cost_too_whether_its_file_writes_the_sign_or_not(written, cost):
    content = f"{BILLS}09000000000201;AVOIR;01/02/2023;28/02/2023;{written}\n"
    assert read_text(content, CONSUMPTION).column("valeur", "cout_eur") == [("-1130", cost)]


def test_a_declaration_adds_what_is_alone_shared_and_common_and_leaves_out_uses_within():
    columns = ("id_batiment", "vecteur", "debut", "fin", "valeur")
    assert read("operat_declarations.json", CONSUMPTION).column(*columns) == [
        ("EFA-0001", "électricité", "2021-01-01", "2022-01-01", "121000.5"),
        ("EFA-0001", "gaz", "2021-01-01", "2022-01-01", "80000"),
        ("EFA-0001", "fioul", "2021-01-01", "2022-01-01", "0"),
        ("EFA-0002", "électricité", "2021-01-01", "2022-01-01", "5000"),
        ("EFA-0002", "réseau de chaleur", "2021-01-01", "2022-01-01", "40000"),
    ]


def test_fuel_that_a_declaration_counts_in_litres_is_worth_what_the_decree_says():
    found = read("operat_declarations.csv", CONSUMPTION)
    assert found.column("id_batiment", "vecteur", "debut", "valeur")[2:] == [
        ("EFA-0003", "électricité", "2020-07-01", "2500"),
        ("EFA-0003", "fioul", "2020-07-01", "8973"),
    ]


def test_activities_of_a_declaration_count_the_months_in_which_someone_was_there():
    columns = ("id_batiment", "surface_m2", "debut", "fin", "mois_occupes", "valeur_indicateur")
    assert read("operat_activites.json", ACTIVITIES).column(*columns) == [
        ("EFA-0001", "1200.5", "2021-01-01", "2022-01-01", "2", "2100"),
        ("EFA-0001", "300", "2021-01-01", None, None, None),
    ]


def test_an_activity_without_area_has_no_intensity():
    found = read("ademe_operat_activite.csv", ACTIVITIES)
    assert found.column("surface_m2", "valeur_indicateur") == [("240000", "180"), ("0", None)]


def test_certificates_become_buildings_with_the_type_that_their_sector_means():
    columns = ("id_batiment", "code_insee", "type", "surface_m2", "nature_surface")
    assert read("ademe_dpe_tertiaire.csv", BUILDINGS).column(*columns) == [
        ("2176T0000001A", "76540", "musée", "1200", "surface utile"),
        ("2176T0000002B", "76681", "administration", "800", "SHON"),
    ]


def test_each_conversion_of_a_declared_fuel_names_its_text():
    table = Path(core.__file__).parents[1] / "data" / "operat_fields.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        fields = list(csv.DictReader(lines))
    assert {field["carrier"] for field in fields} <= carriers().keys()
    assert all(field["text"] for field in fields if field["kwh_per_unit"] and field["unit"] != "kWh")
