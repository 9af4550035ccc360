"""Why a dataset is not counted, what an organisation lacks, and which communes are of one size."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from ckanext.rouen_municipalities.core.attention import (
    Administrators,
    Hidden,
    Own,
    in_band,
    size_band,
    warnings,
    why_not_counted,
)
from ckanext.rouen_municipalities.core.kpi.catalogue import Dataset, Owner, Resource
from ckanext.rouen_municipalities.core.referents import Role, vacant

OPEN = frozenset({"etalab-2.0"})
DATASET = Dataset(
    id="1",
    owner=Owner("o", "76540"),
    licence="etalab-2.0",
    feed=False,
    theme="ENVI",
    secondary_themes=(),
    modified=datetime(2026, 11, 23, tzinfo=UTC),
    resources=(Resource("r", True),),
)
OWN = Own(DATASET, "arbres", "Arbres", hidden=None, on_behalf=False)


def test_an_open_dataset_has_no_reason() -> None:
    assert why_not_counted(OWN, OPEN) is None


def test_what_is_not_public_says_so_before_anything_else() -> None:
    bare = replace(OWN, dataset=replace(DATASET, licence="", resources=()))
    assert why_not_counted(replace(bare, hidden=Hidden.DRAFT), OPEN) == "draft"
    assert why_not_counted(replace(bare, hidden=Hidden.PRIVATE), OPEN) == "private"
    assert why_not_counted(bare, OPEN) == "no-licence"


def test_an_organisation_is_warned_of_each_vacant_role() -> None:
    roles = vacant({Role.DPO: "Service juridique", Role.PILOT: " "})
    assert warnings(roles, Administrators(1, 0)) == ["vacant-pilot", "vacant-prada", "vacant-gis"]


def test_an_organisation_is_warned_when_nobody_administers_it_or_somebody_who_does_never_came() -> None:
    assert warnings((), Administrators(0, 0)) == ["no-administrator"]
    assert warnings((), Administrators(2, 2)) == ["never-logged-in"]
    assert warnings((), Administrators(2, 1)) == ["some-never-logged-in"]
    assert warnings((), Administrators(2, 0)) == []


@pytest.mark.parametrize(
    ("population", "band"),
    [(0, (0, 1_000)), (999, (0, 1_000)), (3_500, (3_500, 10_000)), (117_662, (50_000, None))],
)
def test_a_commune_is_compared_with_those_of_its_size(population: int, band: tuple[int, int | None]) -> None:
    assert size_band(population) == band
    assert in_band(population, band)


def test_a_band_ends_before_the_next_begins() -> None:
    assert not in_band(1_000, (0, 1_000))
    assert not in_band(3_499, (3_500, 10_000))
