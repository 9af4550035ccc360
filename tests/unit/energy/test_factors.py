"""Factors are looked up by carrier, year and network; what has none is said, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from ckanext.rouen_energy.core import factors
from ckanext.rouen_energy.core.factors import Choice, Factor, Missing, Need, NetworkContent, co2_factor, final_factor
from ckanext.rouen_energy.core.metering import carriers

DPE = Choice("DPE", life_cycle=False)
BASE = Choice("Base Empreinte", life_cycle=False)
HEAT = "réseau de chaleur"


def value(found: Factor | Missing) -> Decimal | str:
    return found.reason if isinstance(found, Missing) else found.value


@pytest.mark.parametrize(
    ("carrier", "year", "choice", "expected"),
    [
        ("gaz", 2021, DPE, Decimal("0.227")),
        ("gaz", 2020, DPE, Decimal("0.234")),
        ("fioul", 2024, DPE, Decimal("0.324")),
        ("électricité", 2020, DPE, Decimal("0.084")),
        ("électricité", 2021, DPE, factors.NEEDS_SPLIT),
        ("bois", 2022, DPE, factors.NEEDS_SPLIT),
        ("électricité", 2024, BASE, Decimal("0.0519")),
        ("électricité", 2021, BASE, factors.NOT_IN_FORCE),
        ("gaz", 2024, BASE, factors.NO_FACTOR),
        ("autre", 2024, DPE, factors.NO_FACTOR),
        ("gaz", 2009, DPE, factors.NOT_IN_FORCE),
    ],
)
def test_the_factor_is_that_of_the_year_of_consumption(carrier, year, choice, expected):
    assert value(co2_factor(Need(year, carrier), choice)) == expected


def test_gas_is_delivered_as_pcs_and_its_factor_is_pci():
    found = co2_factor(Need(2021, "gaz"), DPE)
    assert isinstance(found, Factor)
    assert (found.heating_value, found.divisor) == ("PCI", Decimal("1.11"))


@pytest.mark.parametrize(
    ("carrier", "value_and_divisor"),
    [("réseau de chaleur", ("0.77", "1")), ("réseau de froid", ("1", "4")), ("gaz", ("1", "1.11"))],
)
def test_regulatory_energy_follows_its_rule(carrier, value_and_divisor):
    found = final_factor(carrier, 2021)
    assert isinstance(found, Factor)
    assert (str(found.value), str(found.divisor)) == value_and_divisor


def test_a_carrier_without_a_rule_has_no_regulatory_energy():
    assert final_factor("autre", 2021) == Missing(factors.NO_FACTOR)


@pytest.mark.parametrize(("year", "expected"), [(2020, "0.029"), (2021, "0.025"), (2023, "0.013")])
def test_a_network_has_the_content_of_the_edition_whose_data_are_of_the_year(year, expected):
    assert value(co2_factor(Need(year, HEAT, ("7614C",)), DPE)) == Decimal(expected)


def test_direct_or_life_cycle_is_chosen_once():
    chosen = co2_factor(Need(2021, HEAT, ("7614C",)), Choice("DPE", life_cycle=True))
    assert isinstance(chosen, Factor)
    assert (chosen.value, chosen.reference) == (Decimal("0.047"), "reseau-7614C-2021_2022-acv")
    assert "cycle de vie" in chosen.text


@pytest.mark.parametrize("name", ["7614c", "Chaufferie bois Grammont", "CHAUFFERIE BOIS-GRAMMONT"])
def test_a_network_is_named_by_its_identifier_or_its_name(name):
    assert value(co2_factor(Need(2022, HEAT, (name,)), DPE)) == Decimal("0.013")


@pytest.mark.parametrize(
    ("networks", "year", "reason"),
    [
        ((), 2021, factors.NO_NETWORK),
        (("7614C", "7601C"), 2021, factors.SEVERAL_NETWORKS),
        (("9999Z",), 2021, factors.UNKNOWN_NETWORK),
        (("7614C",), 2019, factors.NO_EDITION),
        (("7614C",), 2025, factors.NO_EDITION),
    ],
)
def test_a_network_that_says_nothing_of_the_year_is_not_computed(networks, year, reason):
    assert co2_factor(Need(year, HEAT, networks), DPE) == Missing(reason)


def test_what_an_owner_loaded_of_a_network_comes_before_what_is_shipped():
    loaded = [NetworkContent("2021_2022", "7614C", "Grammont", Decimal("0.5"), None)]
    assert value(co2_factor(Need(2021, HEAT, ("7614C",)), DPE, loaded)) == Decimal("0.5")
    assert co2_factor(Need(2021, HEAT, ("7614C",)), Choice("DPE", life_cycle=True), loaded) == Missing(
        factors.NO_EDITION
    )


@pytest.mark.parametrize(("year", "expected"), [(2021, "0.025"), (2023, "0.013"), (2025, "0.5")])
def test_a_newer_edition_that_an_owner_loads_leaves_the_shipped_ones_to_their_years(year, expected):
    loaded = [NetworkContent("2025", "7614C", "Grammont", Decimal("0.5"), None)]
    assert value(co2_factor(Need(year, HEAT, ("7614C",)), DPE, loaded)) == Decimal(expected)


def test_a_network_that_is_known_in_no_table_for_the_year_has_no_edition():
    loaded = [NetworkContent("2025", name, "Grammont", Decimal("0.5"), None) for name in ("7614C", "9999Z")]
    for name in ("7614C", "9999Z"):
        assert co2_factor(Need(2019, HEAT, (name,)), DPE, loaded) == Missing(factors.NO_EDITION)


def test_an_edition_that_does_not_say_its_year_is_of_no_year():
    assert NetworkContent("tv_2020", "e741ee", "Curb-Bihorel", Decimal("0.214"), None).year is None


def test_no_two_factors_are_in_force_for_the_same_thing_in_the_same_year():
    for year in range(2010, 2031):
        in_force = [one for one in factors.factors() if one.is_in_force(year)]
        keys = [(one.quantity, one.purpose, one.carrier, one.use) for one in in_force]
        assert len(keys) == len(set(keys)), year


def test_every_factor_says_its_text_and_is_of_a_known_carrier():
    for one in factors.factors():
        assert one.text, one.reference
        assert one.carrier in carriers()
        assert one.valid_from < (one.valid_until or date.max)


def test_the_primary_factor_of_electricity_changes_with_the_order_of_2025():
    primary = [one for one in factors.factors() if one.quantity == "primary"]
    assert {year: [str(one.value) for one in primary if one.is_in_force(year)] for year in (2024, 2025, 2026)} == {
        2024: ["2.3"],
        2025: ["2.3"],
        2026: ["1.9"],
    }


def test_a_kilowatt_hour_of_gas_as_pci_is_1_11_as_pcs():
    assert factors.gross_per_net() == Decimal("1.11")
