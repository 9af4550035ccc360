"""The file prepared for OPERAT says what our own reader of OPERAT's names reads back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.impact.days import Span
from ckanext.rouen_energy.core.metering.formats.cells import Line, header_of
from ckanext.rouen_energy.core.metering.formats.operat import _declaration
from ckanext.rouen_energy.core.trajectory.consumption import Used, twelve_months
from ckanext.rouen_energy.core.trajectory.operat import Entity, rows, titles

ENTITY = Entity("EFA-0001", "Hôtel de ville", Decimal(5200))


def twelve(year: int, **kwh: float):
    names = {"electricity": "électricité", "gas": "gaz", "oil": "fioul", "wood": "bois"}
    span = Span(date(year, 1, 1), date(year + 1, 1, 1))
    return twelve_months([Used(names[key], span, Decimal(value)) for key, value in kwh.items()], span.first)


def test_a_row_for_the_reference_and_one_for_each_year():
    said = rows(ENTITY, twelve(2012, electricity=1000), [twelve(2023, electricity=900), twelve(2024, electricity=800)])
    assert [(row["anneeDeclaree"], row["dateDebutConsoReference"]) for row in said] == [
        ("2012", "01/01/2012"),
        ("2023", ""),
        ("2024", ""),
    ]
    assert all(tuple(row) == titles() for row in said)
    assert said[0]["surfacePlancherM2"] == "5200,0"


def test_quantities_are_in_the_units_of_the_platform():
    (row,) = rows(ENTITY, None, [twelve(2024, electricity=1000, gas=2000, oil=997)])
    assert (row["consoIndiHorsIRVEKWh"], row["consoIndiGazNatReseauxKWh"]) == ("1000,0", "2000,0")
    assert row["consoIndiFioulDomestiLitre"] == "100,0"  # 9.97 kWh a litre
    assert row["consoIndiReseauChaleurKWh"] == ""


def test_what_no_single_field_can_hold_is_named():
    (row,) = rows(ENTITY, None, [twelve(2024, electricity=1000, wood=500)])
    assert row["nonRepris"] == "bois : 500 kWh"


def test_what_is_prepared_is_read_back():
    (row,) = rows(ENTITY, None, [twelve(2024, electricity=1234, gas=5678, oil=997)])
    read = list(_declaration(Line(1, list(row.values()), header_of(list(row)))))
    kwh = {one.cells["vecteur"]: Decimal(one.cells["valeur"]) for one in read}
    assert kwh["électricité"] == 1234
    assert kwh["gaz"] == 5678
    assert kwh["fioul"] == pytest.approx(997)
    assert {one.cells["debut"] for one in read} == {"2024-01-01"}
