"""The points of a series as rows: a reading that looks wrong is told in the point that it lies in."""

from __future__ import annotations

from ckanext.rouen_energy.core.series_table import Row, rows, total

POINTS = [
    ["2021-10-31T00:00:00+02:00", 12.5],
    ["2021-11-01T00:00:00+01:00", None],
    ["2021-11-02T00:00:00+01:00", 8],
]


def test_a_reading_that_looks_wrong_is_told_in_its_day_whatever_its_offset() -> None:
    outliers = [{"start": "2021-10-31T23:30:00+01:00"}, {"start": "2021-11-02T00:00:00+01:00"}]
    assert rows(POINTS, outliers) == [
        Row("2021-10-31T00:00:00+02:00", 12.5, 1),
        Row("2021-11-01T00:00:00+01:00", None, 0),
        Row("2021-11-02T00:00:00+01:00", 8, 1),
    ]


def test_a_reading_before_the_first_point_is_told_in_none() -> None:
    assert [row.suspected for row in rows(POINTS, [{"start": "2021-10-01T00:00:00+02:00"}])] == [0, 0, 0]


def test_the_total_is_of_what_was_read_and_nothing_is_not_zero() -> None:
    assert total(POINTS) == 20.5
    assert total([["2021-11-01T00:00:00+01:00", None]]) is None
