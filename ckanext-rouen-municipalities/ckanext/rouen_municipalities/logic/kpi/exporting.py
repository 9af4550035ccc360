"""KPIs as CSV: UTF-8, comma, the field names of the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...core.kpi import id_of
from ...core.spreadsheet_safety import harmless_cell
from . import showing

#: The columns of a value, and of the value of a key of a dimension.
VALUES = (
    "id",
    "version",
    "initiative",
    "label",
    "kind",
    "dimension",
    "key",
    "value",
    "of",
    "unit",
    "computed_at",
    "source_date",
    "source",
    "ids_count",
    "ids_sha256",
)
_EXPLANATION = ("id", "counted", "reason", "explanation")


def entry_csv(entry: Mapping[str, Any]) -> str:
    """What `rouen_kpi_show` gives of a KPI, then each key of its dimensions."""
    parts = (
        {**entry, "dimension": name, "key": key, "value": value, "of": None, "ids_count": None, "ids_sha256": None}
        for name, values in entry["by"].items()
        for key, value in values.items()
    )
    return table(VALUES, [entry, *parts])


def explanation_csv(kpi_id: str, dimension: str | None, language: str) -> str:
    """What a KPI counted and did not count. Raises UnknownKpi, UnknownDimension."""
    explained = showing.explained(kpi_id, dimension, language)
    counted = [{"id": id_of(item), "counted": "true"} for item in explained["counted"]]
    return table(_EXPLANATION, [*counted, *({**item, "counted": "false"} for item in explained["not_counted"])])


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV; the column names are their keys."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless_cell(row.get(column)) for column in columns] for row in rows)
    return lines.getvalue()
