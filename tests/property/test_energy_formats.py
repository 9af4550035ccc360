"""Whatever a file of another layout holds, its preset gives rows or says what is wrong: it never breaks down."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from ckanext.rouen_energy.core.metering.formats.preset import ACTIVITIES, BUILDINGS, CONSUMPTION, READINGS
from energy_formats import FIXTURES, read, read_text
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = sorted(path for path in FIXTURES.iterdir() if path.suffix in (".csv", ".json"))
WEIRD = st.sampled_from(
    [
        *("", "null", "[]", "{}", '"NaN"', "-1", "0", "1e999", "2021-02-30", "9999-12-31", "0001-01-01"),
        *("31/10/2021 02:00", '"', ";", ",", "\n", "PT9999999999999H", "9" * 60, "Du 24/11/2020 au", "\u0000", "é"),
    ]
)


@cache
def profile_of(fixture: Path) -> str:
    """The profile of which a preset takes the file for its own."""
    profiles = (READINGS, CONSUMPTION, BUILDINGS, ACTIVITIES)
    return next(profile for profile in profiles if read(fixture, profile).takers)


@settings(max_examples=12)
@given(place=st.floats(0, 1), length=st.integers(0, 12), weird=WEIRD)
@pytest.mark.parametrize("fixture", TEXTS, ids=lambda path: path.name)
def test_a_file_with_anything_in_place_of_a_part_of_it_is_read_or_refused(fixture, place, length, weird):
    text = fixture.read_text(encoding="utf-8-sig")
    start = int(place * len(text))
    changed = text[:start] + weird + text[start + length :]
    found = read_text(changed, profile_of(fixture), fixture.name)
    assert found.report.accepted or found.issues
