"""What makes a data flow count as mapped."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.kpi import wording
from ckanext.rouen_energy.core.registry import (
    DESCRIBING_FIELDS,
    STATUSES,
    MappedFlow,
    assess,
    count_by_status,
    coverage,
    in_all,
)

COMPLETE = {
    "source_system": "SGE",
    "owner": "Énergie",
    "carrier": "électricité",
    "frequency": "MONTHLY",
    "format": "CSV",
    "status": "connected",
}


@pytest.mark.parametrize("status", ["mapped", "connected"])
def test_a_complete_flow_that_is_mapped_or_connected_counts(status):
    assert assess({**COMPLETE, "status": status}).mapped


def test_a_complete_flow_that_is_only_identified_does_not_count():
    assessed = assess({**COMPLETE, "status": "identified"})
    assert (assessed.mapped, assessed.reason) == (False, "status-identified")


@pytest.mark.parametrize("value", [None, "", "  "], ids=["absent", "empty", "blank"])
@pytest.mark.parametrize("name", DESCRIBING_FIELDS)
def test_a_flow_without_one_of_the_six_fields_does_not_count_and_the_field_is_named(name, value):
    assessed = assess({**COMPLETE, name: value})
    assert (assessed.mapped, assessed.reason) == (False, f"missing-{name}")


def test_every_status_is_counted_zero_included():
    assert count_by_status(["mapped", "mapped", None]) == {"identified": 0, "mapped": 2, "connected": 0}


def test_every_reason_and_status_has_its_words_in_both_languages():
    reasons = {"status-identified", *(f"missing-{name}" for name in DESCRIBING_FIELDS)}
    assert set(wording("E1")["reasons"]) == reasons
    assert set(wording("E1")["statuses"]) == set(STATUSES)
    for words in [*wording("E1")["reasons"].values(), *wording("E1")["statuses"].values()]:
        assert words["fr"]
        assert words["en"]


USED = {("m", "électricité"): Decimal(60), ("m", "gaz"): Decimal(30), ("o", "gaz"): Decimal(10)}


def test_a_flow_tells_the_energy_of_its_carrier_in_its_own_organisation():
    told = coverage(USED, [MappedFlow("f1", "m", "Gaz"), MappedFlow("f2", "m", "sans objet")])
    assert (told["gaz"].covered_kwh, told["gaz"].percent, told["gaz"].flows) == (30, Decimal("75.0"), ("f1",))
    assert told["électricité"].percent == 0
    assert in_all(told).percent == Decimal("30.0")


def test_a_flow_of_every_carrier_tells_all_of_its_organisation_once():
    told = in_all(coverage(USED, [MappedFlow("f1", "m", "tous"), MappedFlow("f2", "m", "gaz")]))
    assert (told.kwh, told.covered_kwh, told.flows) == (100, 90, ("f1", "f2"))


def test_no_consumption_is_covered_by_nothing():
    assert in_all(coverage({}, [MappedFlow("f1", "m", "tous")])).percent is None
