"""Who has to follow the tertiary decree, and why."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.trajectory.rules import rules
from ckanext.rouen_energy.core.trajectory.subject import Building, Subject, subjects


def building(name="A", kind="administration", site="", floor=None, tertiary=None) -> Building:
    area = [None if value is None else Decimal(value) for value in (floor, tertiary)]
    return Building(name, kind, site, *area)


def of(*buildings: Building) -> Subject:
    return subjects(buildings)[buildings[0].id]


@pytest.mark.parametrize(
    ("known", "is_subject", "reason"),
    [
        ([building(tertiary=1000)], True, "building-reaches"),
        ([building(tertiary="999.9")], False, "below"),
        ([building(tertiary=600, site="S"), building("B", tertiary=400, site="S")], True, "site-reaches"),
        ([building(tertiary=600, site="S"), building("B", tertiary=400, site="T")], False, "below"),
        ([building(tertiary=600), building("B", tertiary=400)], False, "below"),
        ([building(kind="logement", floor=5000)], False, "not-tertiary"),
        ([building(kind="logement", floor=5000, tertiary=1200)], True, "building-reaches"),
        ([building(kind="eau", floor=5000)], False, "not-tertiary"),
        ([building(tertiary=0, site="S"), building("B", tertiary=4000, site="S")], False, "not-tertiary"),
        ([building()], None, "area-unknown"),
        ([building(floor=0)], None, "area-unknown"),
        ([building(tertiary=600, site="S"), building("B", site="S")], None, "site-unknown"),
        ([building(site="S"), building("B", tertiary=1500, site="S")], True, "site-reaches"),
    ],
)
def test_a_building_is_subject_by_its_area_or_that_of_its_site(known, is_subject, reason):
    found = of(*known)
    assert (found.is_subject, found.reason) == (is_subject, reason)


def test_an_area_that_nobody_declared_as_tertiary_is_said_to_be_assumed():
    assumed, declared = of(building(floor=1400)), of(building(floor=1400, tertiary=1400))
    assert assumed.is_subject
    assert assumed.assumed
    assert "non déclarée" in assumed.sentence("fr")
    assert declared.is_subject
    assert not declared.assumed


def test_the_sentence_says_the_areas_and_the_threshold():
    site = of(building(tertiary=700, site="S"), building("B", tertiary=500, site="S"))
    assert site.sentence("fr") == (
        "Assujetti par son site : 1\u202f200 m² tertiaires sur 2 bâtiments, le seuil est de 1\u202f000 m²"
    )
    assert site.sentence("en") == (
        "Subject by its site: 1,200 m² of tertiary floor area in 2 buildings, the threshold is 1,000 m²"
    )


def test_the_rules_come_from_their_table_with_the_text_of_each():
    held = rules()
    assert held.threshold_m2 == 1000
    assert (held.reference_years, held.normal_years) == (range(2010, 2020), range(2001, 2021))
    assert held.reductions == ((2030, Decimal(40)), (2040, Decimal(50)), (2050, Decimal(60)))
    assert all(row.text for row in held.rows)
