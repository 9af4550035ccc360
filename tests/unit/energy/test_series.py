"""How fine a series is drawn, and what words there are for a reading that is not simply measured."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ckanext.rouen_energy.core.metering.statuses import SUSPECTED, Status, qualities, statuses
from ckanext.rouen_energy.core.series import step_for

DAY, YEAR = timedelta(days=1), timedelta(days=365)
HALF_HOUR, WHOLE_DAY = 1800, 86_400


@pytest.mark.parametrize(
    ("length", "seconds", "points", "step"),
    [
        (DAY, HALF_HOUR, 1000, "reading"),
        (20 * DAY, HALF_HOUR, 1000, "reading"),
        (41 * DAY, HALF_HOUR, 1000, "hour"),
        (YEAR, HALF_HOUR, 1000, "day"),
        (10 * YEAR, HALF_HOUR, 1000, "week"),
        (10 * YEAR, HALF_HOUR, 200, "month"),
        (2 * YEAR, WHOLE_DAY, 1000, "reading"),
        (10 * YEAR, WHOLE_DAY, 1000, "week"),
        (300 * YEAR, HALF_HOUR, 10, "month"),
    ],
)
def test_a_series_is_drawn_by_the_finest_step_that_the_points_allow(length, seconds, points, step):
    assert step_for(length, seconds, points) == step


def test_every_status_has_its_words_in_both_languages():
    words = statuses()
    assert set(words) == set(Status)
    assert all(one.labels["fr"] and one.labels["en"] and one.labels["fr"] != one.labels["en"] for one in words.values())
    assert [words[status].name for status in SUSPECTED] == ["suspected-outlier", "suspected-stuck"]
    assert words[Status.OK].label("de") == words[Status.OK].labels["fr"]


def test_words_of_files_for_what_was_estimated_are_known_in_lower_case():
    assert qualities()["estimé"] is qualities()["e"] is Status.GAP_FILLED
    assert all(word == word.lower() for word in qualities())
