"""The year that the synthetic set stands on sums to the table of the source document, by type and by carrier."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from ckanext.rouen_energy import core

FOLDER = Path(core.__file__).parents[1] / "demo"

#: type: number, m², electricity, gas, heat, oil (energy.md)
REFERENCE = {
    "musée": (9, 28_600, 1_590_234, 1_375_000, 1_332_000, 0),
    "piscine": (3, 8_900, 941_500, 720_000, 430_000, 0),
    "administration": (8, 15_600, 743_600, 560_000, 350_000, 0),
    "culture et spectacle": (5, 14_200, 610_000, 540_000, 270_000, 0),
    "autre": (6, 7_900, 568_000, 380_000, 0, 0),
    "technique": (14, 11_900, 386_800, 380_000, 0, 90_000),
    "gymnase": (3, 8_200, 231_600, 490_000, 0, 0),
    "bibliothèque": (2, 3_900, 184_500, 0, 225_000, 0),
    "social et santé": (4, 1_800, 97_000, 65_000, 0, 0),
}
CARRIERS = ("électricité", "gaz", "réseau de chaleur", "fioul")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@pytest.fixture(scope="module")
def used() -> dict[str, dict[str, Decimal]]:
    """kWh by type and carrier."""
    types = {row["id_batiment"]: row["type"] for row in rows("batiments-metropole-demo.csv")}
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows("annee-2021-demo.csv"):
        assert row["unite"] == "kWh"
        sums[types[row["id_batiment"]]][row["vecteur"]] += Decimal(row["valeur"])
    return sums


@pytest.mark.parametrize("name", REFERENCE)
def test_a_type_uses_what_the_reference_says(used, name):
    assert tuple(used[name][carrier] for carrier in CARRIERS) == REFERENCE[name][2:]


@pytest.mark.parametrize("name", REFERENCE)
def test_a_type_has_the_buildings_and_the_area_of_the_reference(name):
    areas = [Decimal(row["surface_m2"]) for row in rows("batiments-metropole-demo.csv") if row["type"] == name]
    assert (len(areas), sum(areas)) == REFERENCE[name][:2]


def test_the_total_is_the_published_one(used):
    assert set(used) == set(REFERENCE)
    assert sum(sum(by_carrier.values()) for by_carrier in used.values()) == 12_560_234


def test_every_building_says_that_it_is_invented():
    names = [row["nom"] for row in rows("batiments-metropole-demo.csv")]
    assert len(names) == 54
    assert all("fictif" in name for name in names)


def test_the_files_are_written_as_french_offices_write_them():
    assert "49,46751" in rows("batiments-metropole-demo.csv")[0]["latitude"]
    assert {(row["debut"], row["fin"]) for row in rows("annee-2021-demo.csv")} == {
        ("01/01/2021", "01/01/2022")
    }
