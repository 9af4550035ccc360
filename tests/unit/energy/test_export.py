"""Cells of the files that people open with a spreadsheet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ckanext.rouen_energy.core.export import cell


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12560234.000"), "12560234"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.5"), "0,5"),
        (100, "100"),
        (34.2, "34,2"),
        (-3, "-3"),
        (True, "oui"),
        (False, "non"),
        (None, ""),
        ("musée", "musée"),
    ],
)
def test_a_value_is_written_as_a_french_spreadsheet_reads_it(value, text):
    assert cell(value) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_cannot_become_a_formula(start):
    assert cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
