"""The profiles of the energy tables say what the arithmetic expects."""

from __future__ import annotations

from pathlib import Path

import pytest
from ckanext.rouen_energy import core
from ckanext.rouen_energy.core.estate import building_types, types_outside_totals
from ckanext.rouen_energy.core.impact.table import PROFILE as SAVINGS
from ckanext.rouen_energy.core.indicators import BUILDING_YEAR, BUILDINGS, CONSUMPTION, INDICATOR, INPUTS, PUBLISHED
from ckanext.rouen_energy.core.metering import KWH_PER_UNIT, carriers
from ckanext.rouen_energy.core.metering.units import ENERGY, MASS, VOLUME, units
from ckanext.rouen_municipalities.core.tabular.checking import check
from ckanext.rouen_municipalities.core.tabular.profile import Profile, read_profiles

OTHERS = ("meters", "readings", "temperatures", "activities", "absolute-targets", "tertiary")
FOLDER = Path(core.__file__).parents[1] / "data" / "profiles"


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    return {profile.name: profile for profile in read_profiles(FOLDER)}


def test_there_is_a_profile_for_each_table(profiles):
    own = {*INPUTS, *(one.profile for one in PUBLISHED), SAVINGS}
    assert {*own, *(f"energy/{name}" for name in OTHERS)} == set(profiles)


@pytest.mark.parametrize("name", [BUILDINGS, INDICATOR])
def test_the_building_types_of_a_profile_are_those_that_the_totals_know(profiles, name):
    assert profiles[name].field("type").constraints.enum == tuple(building_types())


def test_the_carriers_and_units_of_a_bill_are_those_that_can_be_added_up(profiles):
    for name in (CONSUMPTION, "energy/meters"):
        assert profiles[name].field("vecteur").constraints.enum == tuple(carriers())
    known = tuple(unit.name for unit in units().values() if unit.in_profiles and unit.kind in (ENERGY, VOLUME, MASS))
    assert profiles[CONSUMPTION].field("unite").constraints.enum == known
    (asked,) = (rule for rule in profiles[CONSUMPTION].row_rules if rule.rule == "required-when")
    assert asked.when.values == known[len(KWH_PER_UNIT) :]


def test_the_indicator_has_a_column_for_each_carrier(profiles):
    expected = [carrier.column for carrier in carriers().values()]
    for table in (INDICATOR, BUILDING_YEAR):
        assert [field.name for field in profiles[table].fields if field.name in expected] == expected


@pytest.mark.parametrize("name", [BUILDINGS, CONSUMPTION, *(f"energy/{name}" for name in OTHERS)])
def test_the_examples_of_a_profile_make_a_row_that_it_accepts(profiles, name, tmp_path):
    fields = profiles[name].fields
    path = tmp_path / "exemple.csv"
    rows = zip(*((field.name, field.example) for field in fields), strict=True)
    path.write_text("\n".join(map(";".join, rows)))
    report = check(path, profiles[name], {"communes": frozenset({"76540"})}).finish()
    assert (report.issues, report.warnings, report.rows) == ([], [], 1)


def test_what_tells_of_a_customer_or_of_when_people_are_in_is_private(profiles):
    private = {name for name, profile in profiles.items() if profile.hints.private}
    assert private == {"energy/meters", "energy/readings"}
    assert [field.name for field in profiles[CONSUMPTION].private_fields] == ["id_compteur"]


def test_only_readings_are_added_file_after_file(profiles):
    assert [name for name, profile in profiles.items() if profile.hints.growing] == ["energy/readings"]


def test_every_column_is_described_in_both_languages(profiles):
    for profile in profiles.values():
        for field in profile.fields:
            assert field.title.fr, field.name
            assert field.title.en, field.name
            assert field.description.fr, field.name
            assert field.description.en, field.name


def test_water_waste_and_street_lighting_are_the_sites_outside_the_totals():
    assert types_outside_totals() == ["eau", "déchets", "éclairage public"]
