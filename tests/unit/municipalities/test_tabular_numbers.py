"""A number as a French office writes it is read as PostgreSQL's numeric, or refused by name."""

from __future__ import annotations

import pytest
from ckanext.rouen_municipalities.core.tabular.cells import CellError
from ckanext.rouen_municipalities.core.tabular.numbers import read_integer, read_number


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0", "0"),
        ("12560", "12560"),
        ("12560,5", "12560.5"),
        ("12560.5", "12560.5"),
        ("12 560,5", "12560.5"),
        ("12\u00a0560,5", "12560.5"),
        ("12\u202f560\u202f234", "12560234"),
        ("12 560.50", "12560.50"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1.234.567,89", "1234567.89"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
        ("+7", "7"),
        (",5", "0.5"),
        (".25", "0.25"),
        ("007", "7"),
        ("1.234", "1.234"),
        ("1,5E+03", "1500"),
        ("2e-3", "0.002"),
        ("18605.400000000001", "18605.400000000001"),
    ],
)
def test_a_number_is_read(written: str, read: str) -> None:
    assert read_number(written) == read


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("NaN", "number-not-finite"),
        ("inf", "number-not-finite"),
        ("-Infinity", "number-not-finite"),
        ("1_000", "number"),
        ("１２", "number"),
        ("٣", "number"),
        ("1e999999", "number-too-large"),
        ("1e31", "number-too-large"),
        ("9" * 41, "number-too-large"),
        ("9" * 200, "number"),
        ("12 kWh", "number-with-unit"),
        ("3,5 %", "number-with-unit"),
        ("12 €", "number-with-unit"),
        ("80m²", "number-with-unit"),
        ("1 23", "number"),
        ("1 2345", "number"),
        ("12 345\u00a0678", "number"),
        ("1,2,3", "number"),
        ("1.23.456", "number"),
        ("1.234.567.5", "number"),
        ("1,234.5", "number"),
        ("12,", "number"),
        ("--1", "number"),
        ("1-", "number"),
        ("0x1F", "number"),
        ("douze", "number"),
        (",", "number"),
        ("", "number"),
    ],
)
def test_what_is_not_a_number_is_refused_by_name(written: str, rule: str) -> None:
    with pytest.raises(CellError) as refusal:
        read_number(written)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12", "12"),
        ("12,0", "12"),
        ("12.00", "12"),
        ("1 234", "1234"),
        ("-9223372036854775808", "-9223372036854775808"),
    ],
)
def test_a_whole_number_may_be_written_with_zero_decimals(written: str, read: str) -> None:
    assert read_integer(written) == read


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("1,5", "integer-decimal"),
        ("1.234", "integer-decimal"),
        ("9223372036854775808", "number-too-large"),
        ("x", "number"),
    ],
)
def test_what_is_not_whole_or_does_not_fit_is_refused(written: str, rule: str) -> None:
    with pytest.raises(CellError) as refusal:
        read_integer(written)
    assert refusal.value.rule == rule


def test_a_long_run_of_blanks_costs_no_time() -> None:
    with pytest.raises(CellError):
        read_number("1" + " " * 90_000 + "x")
