"""Which files of a table are offered."""

from __future__ import annotations

from datetime import UTC, datetime

from ckanext.rouen_municipalities.core.export import CSV, EXCEL, PARQUET, Export, offered

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def file(seq: int, format_: str) -> Export:
    return Export(f"p{seq}", format_, "r", "ab", 1, 1, NOW, seq, NOW)


def test_files_of_one_publication_are_offered_and_it_is_the_latest() -> None:
    files = [file(1, EXCEL.name), file(2, PARQUET.name), file(1, CSV.name), file(2, CSV.name), file(1, PARQUET.name)]
    found = offered(files)
    assert list(found) == [CSV.name, PARQUET.name]
    assert {export.publication_id for export in found.values()} == {"p2"}


def test_without_files_nothing_is_offered() -> None:
    assert offered([]) == {}
