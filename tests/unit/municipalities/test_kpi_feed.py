"""The history of a KPI as a table: a row for each day, version, dimension and key, none of them empty."""

from __future__ import annotations

from datetime import UTC, date, datetime

from ckanext.rouen_municipalities.core.kpi.feed import COLUMNS, KEY, WHOLE, row
from ckanext.rouen_municipalities.core.kpi.history import Correction, Said, Snapshot

DAY = date(2026, 9, 30)


def said(dimension: str, *corrections: Correction) -> Said:
    moment = datetime(2026, 9, 30, 20, tzinfo=UTC)
    return Said(Snapshot("K0", 2, dimension, DAY, 34, 40, "2026-09-29", 34, "ab", moment), corrections)


def test_a_row_has_the_columns_of_the_table_in_their_order() -> None:
    assert list(row(said(""))) == [column.name for column in COLUMNS]


def test_the_whole_and_each_key_are_named() -> None:
    assert [row(said(""))[name] for name in KEY] == [DAY, 2, WHOLE, WHOLE]
    assert [row(said("commune:76540"))[name] for name in KEY] == [DAY, 2, "commune", "76540"]
    assert row(said("format:text:csv"))["key"] == "text:csv"


def test_a_correction_in_time_and_one_of_a_frozen_quarter_are_told_apart() -> None:
    in_time = row(said("", Correction(33, 40, "Doublon", DAY)))
    late = row(said("", Correction(33, 40, "Doublon", date(2027, 1, 1))))
    assert [in_time[name] for name in ("said", "value", "corrected_value", "correction")] == [34, 33, 33, "Doublon"]
    assert [late[name] for name in ("said", "value", "corrected_value")] == [34, 34, 33]
    assert late["corrected_on"] == date(2027, 1, 1)
    assert row(said(""))["corrected_value"] is None


def test_each_column_says_what_it_holds() -> None:
    assert all(column.label and column.notes.endswith(".") for column in COLUMNS)
