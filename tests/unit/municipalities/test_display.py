"""How numbers and dates are written for people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from ckanext.rouen_municipalities.core.display import format_date, format_number, format_time, local_day


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (12_560_234, None, "12\u202f560\u202f234", "12,560,234"),
        (0, None, "0", "0"),
        (-0.0, None, "0", "0"),
        (999, None, "999", "999"),
        (1234.5, None, "1\u202f234,5", "1,234.5"),
        (Decimal("1234.50"), 2, "1\u202f234,50", "1,234.50"),
        (2.5, 0, "3", "3"),
        (-1234, None, "\u22121\u202f234", "-1,234"),
        (1e15, None, "1\u202f000\u202f000\u202f000\u202f000\u202f000", "1,000,000,000,000,000"),
        (-0.001, 1, "0,0", "0.0"),
    ],
)
def test_numbers(value: float | Decimal, decimals: int | None, french: str, english: str) -> None:
    assert format_number(value, "fr", decimals) == french
    assert format_number(value, "en", decimals) == english


def test_dates_are_written_day_first_in_french_and_in_words_in_english() -> None:
    assert format_date(date(2026, 11, 2)) == "02/11/2026"
    assert format_date(date(2026, 11, 2), "en") == "2 Nov 2026"


def test_a_moment_is_that_of_rouen_and_one_without_offset_is_utc() -> None:
    assert format_time(datetime(2026, 7, 1, 10, 0, tzinfo=UTC)) == "12:00"
    assert format_time(datetime(2026, 12, 1, 10, 0)) == "11:00"
    assert local_day(datetime(2026, 12, 31, 23, 30)) == date(2027, 1, 1)
